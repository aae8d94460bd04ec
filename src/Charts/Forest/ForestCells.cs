using LobResearch.Charts.Disclosure;

namespace LobResearch.Charts.Forest;

/// <summary>The groups behind the rows of a forest plot.</summary>
internal static class ForestCells
{
    /// <summary>
    /// Each row's persons, and those by whom two rows of one table and row differ: estimates of the same on fewer persons tell of those who were left out.
    /// </summary>
    public static IReadOnlyList<CountedTable> Of(IEnumerable<ForestRow> rows)
    {
        var cells = rows.Select(row => row.Cell).DistinctBy(cell => cell.Key).ToList();
        var (all, sums) = (new List<CountedCell>(cells), new List<CellSum>());
        foreach (var same in cells.GroupBy(cell => (cell.Key.Table, cell.Key.Row)))
        {
            var most = same.MaxBy(cell => cell.Persons)!;
            foreach (var part in same.Where(cell => cell.Persons < most.Persons))
            {
                var rest = new CellKey(part.Key.Table, part.Key.Row, $"{most.Key.Column} without {part.Key.Column}");
                all.Add(new CountedCell(rest, most.Persons - part.Persons, most.Schools) { IsShown = false });
                sums.Add(new CellSum(most.Key, [part.Key, rest]));
            }
        }

        return [new CountedTable(all, sums)];
    }
}
