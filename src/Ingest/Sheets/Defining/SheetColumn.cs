namespace LobResearch.Ingest.Sheets.Defining;

/// <summary>What a column of a sheet holds.</summary>
public enum SheetCellKind
{
    /// <summary>A short name: letters, digits, space, point, underscore and hyphen, forty at most.</summary>
    Code,

    /// <summary>A person's own code; it never enters the study's tables.</summary>
    PersonCode,

    /// <summary>A short text that names nobody.</summary>
    Label,

    /// <summary>Open text; stored in schema <c>text</c>.</summary>
    Text,

    /// <summary>One of a list of words.</summary>
    Choice,

    /// <summary>Some of a list of words, with commas between them.</summary>
    Choices,

    /// <summary>Yes, no or unknown, stored as true, false or NULL.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    WholeNumber,

    /// <summary>A day.</summary>
    Date,

    /// <summary>The code of one of the study's schools.</summary>
    School,

    /// <summary>One of the purposes that the study asks consent for; empty for the one that nothing may be stored without.</summary>
    Purpose,
}

/// <summary>A word of a drop-down list.</summary>
/// <param name="Word">The word in the list, in Dutch.</param>
/// <param name="Code">What is stored for it; empty for NULL.</param>
/// <param name="AlsoRead">Other words that people write for it; read as meant, with a finding.</param>
public sealed record SheetWord(string Word, string Code, params string[] AlsoRead);

/// <summary>A column of a sheet.</summary>
/// <param name="Heading">Its heading, in Dutch.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Field">The table's column; empty when it only helps to find the person.</param>
/// <param name="Explanation">What to fill in, in Dutch.</param>
/// <param name="Example">An example.</param>
public sealed record SheetColumn(string Heading, SheetCellKind Kind, string Field, string Explanation, string Example)
{
    /// <summary>Whether each row has to fill it in.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>The words of its drop-down list.</summary>
    public IReadOnlyList<SheetWord> Words { get; init; } = [];

    /// <summary>What is stored for an empty cell; null for NULL.</summary>
    public string? WhenEmpty { get; init; }

    /// <summary>Smallest number.</summary>
    public int Minimum { get; init; }

    /// <summary>Largest number.</summary>
    public int Maximum { get; init; } = short.MaxValue;

    /// <summary>Place in the table's array, from 1; null when the field is no array of several columns.</summary>
    public int? Element { get; init; }

    /// <summary>The sheet of the same workbook whose first column its drop-down list is; null for none.</summary>
    public string? ListFromSheet { get; init; }

    /// <summary>A column that may be left empty.</summary>
    public SheetColumn Optional() => this with { IsRequired = false };
}
