namespace LobResearch.Ingest.Sheets.Defining;

/// <summary>A sheet: its columns, and the tables that its rows fill.</summary>
/// <param name="Name">The template's name, such as <c>attendance</c>.</param>
/// <param name="Title">The worksheet's name, in Dutch.</param>
/// <param name="About">What a row is, in Dutch.</param>
/// <param name="Columns">Its columns.</param>
public sealed record SheetDefinition(string Name, string Title, string About, IReadOnlyList<SheetColumn> Columns)
{
    /// <summary>The tables; the first has one row per row of the sheet, and so has each other. Empty for a sheet that comes in as a survey.</summary>
    internal IReadOnlyList<SheetTable> Tables { get; init; } = [];

    /// <summary>The fields that tell one row from another: the tables' primary key.</summary>
    internal IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>The columns that find the person; null for a sheet about no persons.</summary>
    internal SheetPerson? Person { get; init; }

    /// <summary>What its fields refer to.</summary>
    internal IReadOnlyList<SheetReference> References { get; init; } = [];

    /// <summary>What can't go together in one row.</summary>
    internal IReadOnlyList<SheetContradiction> Contradictions { get; init; } = [];

    /// <summary>What has to hold between rows once they are stored.</summary>
    internal IReadOnlyList<SheetAgreement> Agreements { get; init; } = [];

    /// <summary>Whether a row may enter of somebody who hasn't consented: only the sheet that tells of consent says so.</summary>
    internal bool TellsConsent { get; init; }

    /// <summary>The column of that heading.</summary>
    internal SheetColumn Column(string heading) => Columns.First(column => column.Heading == heading);
}

/// <summary>A table that a sheet fills.</summary>
/// <param name="Name">Its name, with the schema.</param>
/// <param name="Fields">The columns that come from the sheet, the key among them.</param>
internal sealed record SheetTable(string Name, params string[] Fields)
{
    /// <summary>Whether changes are told by a keyed hash, so that open text need not be read to compare it.</summary>
    public bool HasContentHash => Fields.Contains(SheetFields.ContentHash);

    /// <summary>The columns by which changed rows are told from unchanged ones.</summary>
    public IEnumerable<string> Compared(IReadOnlyList<string> key) => HasContentHash ? [SheetFields.ContentHash] : Fields.Except(key);
}

/// <summary>Fields that no column of the sheet fills by itself.</summary>
internal static class SheetFields
{
    public const string PersonId = "person_id";
    public const string ContentHash = "content_hash";
}

/// <summary>How a row finds its person.</summary>
/// <param name="Role">Heading of the column with the role.</param>
/// <param name="School">Heading of the column with the school.</param>
/// <param name="Code">Heading of the column with the person's code.</param>
/// <param name="Field">The field that gets the person's random id.</param>
internal sealed record SheetPerson(string Role, string School, string Code, string Field = SheetFields.PersonId);

/// <summary>Fields that refer to rows of another table: of the database or of a sheet of the same file.</summary>
/// <param name="Heading">The column that findings name.</param>
/// <param name="Fields">The fields.</param>
/// <param name="Table">The other table.</param>
/// <param name="Keys">Its columns.</param>
/// <param name="What">What it is, for messages.</param>
/// <param name="Where">Where to add one, for messages.</param>
internal sealed record SheetReference(string Heading, IReadOnlyList<string> Fields, string Table, IReadOnlyList<string> Keys, string What, string Where);

/// <summary>What can't go together in one row.</summary>
/// <param name="Heading">The column that the finding names.</param>
/// <param name="IsBroken">Whether the values, asked for by field, contradict each other.</param>
/// <param name="Message">What is expected and what to do.</param>
internal sealed record SheetContradiction(string Heading, Func<Func<string, object?>, bool> IsBroken, string Message);

/// <summary>What has to hold between rows; the query gives the rows of the file that break it.</summary>
/// <param name="Heading">The column that the finding names.</param>
/// <param name="Sql">Gives source_row; <c>@batch</c> is the batch.</param>
/// <param name="Message">What is expected and what to do.</param>
internal sealed record SheetAgreement(string Heading, string Sql, string Message)
{
    /// <summary>The rule that it is told as.</summary>
    public string Rule { get; init; } = SheetRules.Contradiction;
}
