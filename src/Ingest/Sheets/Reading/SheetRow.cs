using LobResearch.Ingest.Identity;
using LobResearch.Ingest.Sheets.Defining;

namespace LobResearch.Ingest.Sheets.Reading;

/// <summary>A row of a sheet, read: ready to be stored once its person is known.</summary>
/// <param name="Row">Row in the file, from 1.</param>
/// <param name="Values">Values by field.</param>
/// <param name="Person">Its person; null for none.</param>
internal sealed record SheetRow(int Row, Dictionary<string, object?> Values, PersonCode? Person);

/// <summary>The rows of a sheet.</summary>
/// <param name="Grid">Where they stand.</param>
/// <param name="Rows">The rows that can be stored.</param>
/// <param name="Count">All rows that are meant as data, those with faults included.</param>
internal sealed record SheetRows(SheetGrid Grid, IReadOnlyList<SheetRow> Rows, int Count)
{
    public SheetDefinition Definition => Grid.Definition;
}
