using System.Globalization;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Measurement;

/// <summary>The rows of each value of a column, in the order of the values: numbers by size, texts as the column orders them.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Groups">Each value as text, and its rows.</param>
/// <param name="Missing">Rows without a value.</param>
internal sealed record RowGroups(string Column, IReadOnlyList<(string Label, int[] Rows)> Groups, int Missing)
{
    public static RowGroups Of(Column column)
    {
        var known = Enumerable.Range(0, column.Length).Where(row => !column.IsMissing(row)).ToList();
        var groups = column is CategoricalColumn categories
            ? known.GroupBy(row => categories.Codes[row]).OrderBy(group => group.Key).Select(group => (categories.Levels[group.Key], group.ToArray()))
            : known.GroupBy(row => ((NumericColumn)column).Values[row]).OrderBy(group => group.Key).Select(group => (group.Key.ToString(CultureInfo.InvariantCulture), group.ToArray()));
        return new RowGroups(column.Name, groups.ToList(), column.Length - known.Count);
    }
}
