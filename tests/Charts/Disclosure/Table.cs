using LobResearch.Charts.Disclosure;

namespace LobResearch.Charts.Tests.Disclosure;

/// <summary>Tables of counts to judge in tests.</summary>
internal static class Table
{
    /// <summary>Parts named 1, 2 … and their total, all shown.</summary>
    public static CountedTable OneWay(string name, params int[] parts)
    {
        var cells = parts.Select((persons, index) => new CountedCell(new CellKey(name, $"{index + 1}", ""), persons, 4)).ToList();
        var total = new CountedCell(new CellKey(name, "total", ""), parts.Sum(), 4);
        return new CountedTable([.. cells, total], [new CellSum(total.Key, [.. cells.Select(cell => cell.Key)])]);
    }

    /// <summary>Rows of what is withheld.</summary>
    public static IReadOnlyList<string> Withheld(CountedTable table, params ReleaseEntry[] earlier)
    {
        var withheld = Suppression.Of([table], DisclosureRules.Sensitive([table], earlier), earlier);
        return [.. table.Cells.Where(cell => withheld.Contains(cell.Key)).Select(cell => cell.Key.Row)];
    }
}
