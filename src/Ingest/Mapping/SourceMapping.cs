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
/// <param name="DroppedColumns">Read past and never looked at.</param>
/// <param name="Items">Where each item's answers are.</param>
/// <param name="DateFormat">How dates are written.</param>
/// <param name="Path">The mapping's file, for messages.</param>
/// <param name="Hash">SHA-256 of the mapping's file.</param>
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
    IReadOnlyList<string> DroppedColumns,
    IReadOnlyList<ItemMapping> Items,
    string DateFormat,
    string Path,
    byte[] Hash)
{
    /// <summary>Every column that the file must have, each once.</summary>
    public IEnumerable<string> RequiredColumns =>
        new[] { PersonColumn, Wave.Column, School?.Column, ClassGroup, Submitted?.Column }
            .OfType<string>()
            .Concat(ResponseColumns)
            .Concat(Items.SelectMany(item => item.Columns.Values))
            .Distinct(StringComparer.Ordinal);
}

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
/// <param name="Format">A .NET date and time format.</param>
/// <param name="TimeZone">IANA name of the zone in which the file's times are.</param>
public sealed record SubmittedMapping(string Column, string Format, string TimeZone);

/// <summary>Where an item's answers are.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Columns">Option name → column for an item with several answers; one entry with an empty key otherwise.</param>
/// <param name="Values">Text in the file → code; null for the codebook's own codes and names.</param>
public sealed record ItemMapping(string ItemId, IReadOnlyDictionary<string, string> Columns, IReadOnlyDictionary<string, int>? Values)
{
    /// <summary>The column of an item that has one.</summary>
    public string Column => Columns[""];
}
