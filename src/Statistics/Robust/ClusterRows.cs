using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Regression;

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

    /// <summary>Per cluster of a fit its rows, clusters in the order of their values: whatever the order of rows.</summary>
    /// <exception cref="StatisticsException">Fewer than two clusters, or a missing one.</exception>
    public static IReadOnlyList<int[]> Sorted(LeastSquaresFit fit, Column clusters)
    {
        var members = Of(fit, clusters);
        return clusters is CategoricalColumn
            ? members.OrderBy(rows => Label(clusters, fit.Frame.Rows[rows[0]]), StringComparer.Ordinal).ToList()
            : members.OrderBy(rows => ((NumericColumn)clusters).Values[fit.Frame.Rows[rows[0]]]).ToList();
    }

    /// <summary>Per cluster of a fit its rows, in order of first appearance.</summary>
    /// <exception cref="StatisticsException">Fewer than two clusters, or a missing one.</exception>
    public static IReadOnlyList<int[]> Of(LeastSquaresFit fit, Column clusters)
    {
        return Of(CodesOf(fit.Frame, clusters));
    }

    /// <summary>Per used row the number of its cluster, in order of first appearance.</summary>
    /// <exception cref="StatisticsException">Fewer than two clusters, or a missing one.</exception>
    public static int[] CodesOf(ModelFrame frame, Column clusters)
    {
        if (Array.Exists(frame.Rows, clusters.IsMissing))
            throw new StatisticsException($"The cluster '{clusters.Name}' is missing on a used row. Name it in DesignOptions.AlsoRequired, so that such rows are left out.");
        var codes = frame.Groups(clusters);
        return codes.Max() > 0
            ? codes
            : throw new StatisticsException($"'{clusters.Name}' has one cluster on the used rows: clustered standard errors need two or more.");
    }

    /// <summary>What a cluster is called, from one of its rows in the data.</summary>
    public static string Label(Column clusters, int row) => clusters is CategoricalColumn categories
        ? categories.Levels[categories.Codes[row]]
        : ((NumericColumn)clusters).Values[row].ToString(CultureInfo.InvariantCulture);
}
