using LobResearch.Charts.Disclosure;

namespace LobResearch.Charts.Tests.Disclosure;

/// <summary>Tables of rows and columns with nested totals: a cell is part of its row's and its column's total, and those of the grand total.</summary>
internal static class TwoWay
{
    public static CellKey Total => new("t", "total", "total");

    public static CellKey Cell(int row, int column) => new("t", $"{row}", $"{column}");

    public static CellKey RowTotal(int row) => new("t", $"{row}", "total");

    public static CellKey ColumnTotal(int column) => new("t", "total", $"{column}");

    public static CountedTable Of(int[,] counts, Func<CellKey, bool> isShown)
    {
        var (rows, columns) = (Enumerable.Range(0, counts.GetLength(0)).ToList(), Enumerable.Range(0, counts.GetLength(1)).ToList());
        CountedCell Counted(CellKey key, int persons) => new(key, persons, 4) { IsShown = isShown(key) };
        return new CountedTable(
            [
                .. rows.SelectMany(row => columns.Select(column => Counted(Cell(row, column), counts[row, column]))),
                .. rows.Select(row => Counted(RowTotal(row), columns.Sum(column => counts[row, column]))),
                .. columns.Select(column => Counted(ColumnTotal(column), rows.Sum(row => counts[row, column]))),
                Counted(Total, counts.Cast<int>().Sum()),
            ],
            [
                .. rows.Select(row => new CellSum(RowTotal(row), [.. columns.Select(column => Cell(row, column))])),
                .. columns.Select(column => new CellSum(ColumnTotal(column), [.. rows.Select(row => Cell(row, column))])),
                new CellSum(Total, [.. rows.Select(RowTotal)]),
                new CellSum(Total, [.. columns.Select(ColumnTotal)]),
            ]);
    }
}
