namespace LobResearch.Study.Codebook;

/// <summary>A version of a questionnaire: its items, answers, missing codes and scales. Not what anybody answered.</summary>
public sealed record Form
{
    /// <summary>Items at most, once those with several answers count one per answer.</summary>
    public const int MaximumCodedItems = 800;

    /// <summary>Makes a form version; <see cref="FormReader"/> checks the rules.</summary>
    public Form(
        string id, int version, Label title, Role role, IReadOnlyList<Item> items, IReadOnlyList<MissingCode> missingCodes,
        IReadOnlyList<Scale> scales, string? source, string? licence)
    {
        (Id, Version, Title, Role, Items, MissingCodes, Scales, Source, Licence) =
            (id, version, title, role, items, missingCodes, scales, source, licence);
        CodedItems = CodedItem.Of(items);
        ContentHash = FormHash.Of(this);
    }

    /// <summary>The form's identifier.</summary>
    public string Id { get; }

    /// <summary>Its version, from 1.</summary>
    public int Version { get; }

    /// <summary>Its title.</summary>
    public Label Title { get; }

    /// <summary>Who fills it in.</summary>
    public Role Role { get; }

    /// <summary>The items in order.</summary>
    public IReadOnlyList<Item> Items { get; }

    /// <summary>The missing table: rows 1 to 3 are not shown, blank and invalid; declared codes follow.</summary>
    public IReadOnlyList<MissingCode> MissingCodes { get; }

    /// <summary>The scales.</summary>
    public IReadOnlyList<Scale> Scales { get; }

    /// <summary>Where the form comes from.</summary>
    public string? Source { get; }

    /// <summary>Under which licence.</summary>
    public string? Licence { get; }

    /// <summary>Whether a person may fill it in several times in a wave, as at each session of a leerkring.</summary>
    public bool Repeats { get; init; }

    /// <summary>What is checked at ingest beyond single items.</summary>
    public FormChecks Checks { get; init; } = FormChecks.None;

    /// <summary>What each position of a questionnaire's answers means.</summary>
    public IReadOnlyList<CodedItem> CodedItems { get; }

    /// <summary>SHA-256 over the form's meaning: layout and comments of its file don't count, labels, codes and order do.</summary>
    public byte[] ContentHash { get; }
}
