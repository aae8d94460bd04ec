using LobResearch.Study.Codebook;

namespace LobResearch.Study.Design;

/// <summary>A study as its folder describes it: what it is called, when it measures, and its forms. Not its data.</summary>
/// <param name="Id">Identifier, lower case.</param>
/// <param name="Title">Its title.</param>
/// <param name="Kind">Real or simulated data.</param>
/// <param name="Waves">The waves in time order.</param>
/// <param name="Schools">The schools that are known beforehand.</param>
/// <param name="Forms">All versions of all forms.</param>
/// <param name="DataSource">Where the data come from, for source lines.</param>
/// <param name="Folder">The study's folder.</param>
public sealed record StudyDefinition(
    string Id,
    Label Title,
    StudyKind Kind,
    IReadOnlyList<Wave> Waves,
    IReadOnlyList<School> Schools,
    IReadOnlyList<Form> Forms,
    Label DataSource,
    string Folder)
{
    /// <summary>What must be consented to; null when nothing needs to be.</summary>
    public ConsentRules? Consent { get; init; }

    /// <summary>How long what may be kept.</summary>
    public RetentionPlan Retention { get; init; } = RetentionPlan.None;

    /// <summary>How self-generated codes are built; null when the study has none, or doesn't say.</summary>
    public CodeScheme? Codes { get; init; }

    /// <summary>The form version; null when there is none.</summary>
    public Form? FindForm(string id, int version) => Forms.FirstOrDefault(form => form.Id == id && form.Version == version);

    /// <summary>The newest version of a form; null when there is none.</summary>
    public Form? NewestForm(string id) => Forms.Where(form => form.Id == id).MaxBy(form => form.Version);
}

/// <summary>Whether people answered, or a program did.</summary>
public enum StudyKind
{
    /// <summary>People answered.</summary>
    Real,

    /// <summary>Generated: every picture says so.</summary>
    Simulated,
}

/// <summary>A measurement wave (meting).</summary>
/// <param name="Id">Short name, such as T0.</param>
/// <param name="Ordinal">Place in time, from 1.</param>
/// <param name="Title">Its words.</param>
/// <param name="Starts">First day, if known.</param>
/// <param name="Ends">Last day, if known.</param>
public sealed record Wave(string Id, int Ordinal, Label Title, DateOnly? Starts, DateOnly? Ends);

/// <summary>A school.</summary>
/// <param name="Code">The study's code for it.</param>
/// <param name="Name">Public name, if given.</param>
/// <param name="Sector">For example vmbo or mbo.</param>
public sealed record School(string Code, string? Name, string? Sector);
