using System.Globalization;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Robust;

/// <summary>Which rows belong to which cluster.</summary>
internal static class ClusterRows
{
    /// <summary>Per cluster its rows in order.</summary>
    /// <param name="groups">Per row the cluster's number, 0, 1, ….</param>
    public static IReadOnlyList<int[]> Of(int[] groups)
    {
        var sizes = new int[groups.Max() + 1];
        foreach (var group in groups)
            sizes[group]++;
        var members = Array.ConvertAll(sizes, size => new int[size]);
        Array.Clear(sizes);
        for (var row = 0; row < groups.Length; row++)
            members[groups[row]][sizes[groups[row]]++] = row;
        return members;
    }

    /// <summary>What a cluster is called, from one of its rows in the data.</summary>
    public static string Label(Column clusters, int row) => clusters is CategoricalColumn categories
        ? categories.Levels[categories.Codes[row]]
        : ((NumericColumn)clusters).Values[row].ToString(CultureInfo.InvariantCulture);
}
