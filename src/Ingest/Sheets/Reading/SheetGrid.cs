using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Excel;
using LobResearch.Ingest.Sheets.Defining;

namespace LobResearch.Ingest.Sheets.Reading;

/// <summary>A sheet's cells, as they stand in the file: a sheet that is filled in by hand fits into memory.</summary>
/// <param name="Definition">Which sheet it is.</param>
/// <param name="Name">The worksheet's name; null for a text file.</param>
/// <param name="Rows">Its rows that hold anything.</param>
internal sealed record SheetGrid(SheetDefinition Definition, string? Name, IReadOnlyList<SheetGridRow> Rows)
{
    /// <summary>Cells that are merged into one, by the definition's columns.</summary>
    public IReadOnlyList<SheetMerge> Merged { get; init; } = [];

    /// <summary>Cells under no heading.</summary>
    public IReadOnlyList<StrayCell> Stray { get; init; } = [];

    /// <summary>Whether it comes from a workbook, where a day is more than text.</summary>
    public bool HasTypedCells => Name is not null;
}

/// <summary>A row.</summary>
/// <param name="Row">Row in the file, from 1.</param>
/// <param name="Cells">Cells in the order of the definition's columns.</param>
/// <param name="Others">How many cells under other headings hold something.</param>
internal sealed record SheetGridRow(int Row, SheetCell[] Cells, int Others);

/// <summary>A cell.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Text">Its text, trimmed.</param>
internal readonly record struct SheetCell(CellKind Kind, string Text)
{
    /// <summary>Whether it holds nothing.</summary>
    public bool IsEmpty => Text.Length == 0;
}

/// <summary>Cells of one column that are merged over several rows.</summary>
/// <param name="FirstRow">First row, from 1.</param>
/// <param name="LastRow">Last row.</param>
/// <param name="FirstColumn">First of the definition's columns that it covers.</param>
/// <param name="Columns">All of them.</param>
internal sealed record SheetMerge(int FirstRow, int LastRow, SheetColumn FirstColumn, IReadOnlyList<SheetColumn> Columns);
