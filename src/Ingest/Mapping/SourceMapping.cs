using LobResearch.Ingest.Reading;

namespace LobResearch.Ingest.Mapping;

/// <summary>How an export file maps onto a form version: one per form and survey tool.</summary>
/// <param name="Id">The source's identifier.</param>
/// <param name="FormId">The form it fills.</param>
/// <param name="FormVersion">Its version.</param>
/// <param name="Format">How the file is written.</param>
/// <param name="PersonColumn">Holds the person's own code; it is indexed under a key and never stored.</param>
/// <param name="ResponseColumns">Together name a row across exports; never stored, only a keyed hash of them.</param>
/// <param name="Wave">Where a row's wave comes from.</param>
/// <param name="School">Where its school comes from; null when there is none.</param>
/// <param name="ClassGroup">Column with its class; null when there is none.</param>
/// <param name="Submitted">Where the moment of handing in comes from; null when the file has none.</param>
/// <param name="Items">Where each item's answers are.</param>
/// <param name="DateFormat">How dates are written.</param>
/// <param name="Path">The mapping's file, for messages.</param>
/// <param name="Hash">SHA-256 of the mapping's file, with what it leans on: the study's waves and schools and the form's checks.</param>
public sealed record SourceMapping(
    string Id,
    string FormId,
    int FormVersion,
    FileFormat Format,
    string PersonColumn,
    IReadOnlyList<string> ResponseColumns,
    WaveMapping Wave,
    SchoolMapping? School,
    string? ClassGroup,
    SubmittedMapping? Submitted,
    IReadOnlyList<ItemMapping> Items,
    string DateFormat,
    string Path,
    byte[] Hash)
{
    /// <summary>Columns that are read past and never looked at.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Columns that identify a person: dropped, and listed.</summary>
    public IReadOnlyList<string> Identifying { get; init; } = [];

    /// <summary>Columns that look as if they identified a person and don't.</summary>
    public IReadOnlyList<string> NotIdentifying { get; init; } = [];

    /// <summary>Where the time that filling in took comes from; null when the file has none.</summary>
    public DurationMapping? Duration { get; init; }

    /// <summary>Where the person's own consent is told; null when the file doesn't.</summary>
    public ConsentMapping? Consent { get; init; }

    /// <summary>Where a guardian's consent is told; null when the file doesn't.</summary>
    public ConsentMapping? GuardianConsent { get; init; }

    /// <summary>Where the person's age is told; null when the file doesn't.</summary>
    public AgeMapping? Age { get; init; }

    /// <summary>What of the file's own description isn't held against the form version.</summary>
    public IReadOnlyList<InstrumentPart> NotCompared { get; init; } = [];

    /// <summary>Whether cells hold answers' codes or their labels; null to take both.</summary>
    public AnswersAs? AnswersAs { get; init; }
}

/// <summary>Parts of a file's own description of the questionnaire.</summary>
public enum InstrumentPart
{
    /// <summary>The questions' words.</summary>
    Texts,

    /// <summary>The answers' codes and words, and the codes declared missing.</summary>
    Answers,

    /// <summary>The order of the items.</summary>
    Order,
}

/// <summary>What the cells of closed questions hold.</summary>
public enum AnswersAs
{
    /// <summary>Codes.</summary>
    Codes,

    /// <summary>The answers' words.</summary>
    Labels,
}

/// <summary>The time that filling in took.</summary>
/// <param name="Column">The column.</param>
/// <param name="SecondsPerUnit">1 for seconds, 60 for minutes, 0.001 for milliseconds.</param>
public sealed record DurationMapping(string Column, decimal SecondsPerUnit);

/// <summary>A row's wave: the same for the whole file, or by a column whose text names a wave.</summary>
/// <param name="Fixed">The wave of every row; null when a column tells.</param>
/// <param name="Column">The column; null when the wave is fixed.</param>
/// <param name="Values">Text in the column → wave; empty when the text is the wave's id itself.</param>
public sealed record WaveMapping(string? Fixed, string? Column, IReadOnlyDictionary<string, string> Values);

/// <summary>A row's school.</summary>
/// <param name="Column">Column with the school's code.</param>
/// <param name="MayAdd">Whether a school that the study doesn't list is added, rather than holding the row back.</param>
public sealed record SchoolMapping(string Column, bool MayAdd);

/// <summary>The moment of handing in.</summary>
/// <param name="Column">The column.</param>
/// <param name="Format">A .NET date and time format; null for those that the survey tool is known to write.</param>
/// <param name="TimeZone">IANA name of the zone in which the file's times are; null for what the file says, else Europe/Amsterdam.</param>
public sealed record SubmittedMapping(string Column, string? Format, string? TimeZone);

/// <summary>Where an item's answers are.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Columns">Option name → column for an item with several answers; one entry with an empty key otherwise.</param>
/// <param name="Values">Text in the file → code; null for the codebook's own codes, names and labels.</param>
public sealed record ItemMapping(string ItemId, IReadOnlyDictionary<string, string> Columns, IReadOnlyDictionary<string, int>? Values)
{
    /// <summary>The question's words as the survey tool has them; null for the codebook's.</summary>
    public string? Text { get; init; }

    /// <summary>Code of the answer that any text counts as which the codebook doesn't have; null to refuse such texts.</summary>
    public int? Other { get; init; }

    /// <summary>What stands between several answers in one cell; null for what the survey tool writes.</summary>
    public string? ListSeparator { get; init; }

    /// <summary>The column of an item that has one.</summary>
    public string Column => Columns[""];
}
