using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Causal;

/// <summary>Clusters as numbers in the order in which they come up in a causal estimate's data, which is one of their rows' values and not of their names.</summary>
internal static class ClusterCodes
{
    /// <summary>Per row the number of its cluster, from 0 in order of first appearance.</summary>
    public static int[] Of(Column cluster)
    {
        var numbers = new Dictionary<double, int>();
        return Array.ConvertAll(Keys(cluster), key =>
        {
            if (!numbers.TryGetValue(key, out var number))
                numbers.Add(key, number = numbers.Count);
            return number;
        });
    }

    /// <summary>The cluster's column with numbers in the place of names, for what goes by the order of names.</summary>
    public static NumericColumn Numbered(Column cluster) => new(cluster.Name, Array.ConvertAll(Of(cluster), code => (double)code));

    private static double[] Keys(Column cluster) => cluster is NumericColumn numeric
        ? numeric.Values.ToArray()
        : Array.ConvertAll(((CategoricalColumn)cluster).Codes.ToArray(), code => (double)code);
}
