namespace LobResearch.Statistics.Separability;

/// <summary>Cross-products of columns, about their means over all rows or within clusters, kept per cluster.</summary>
internal sealed class ClusterProducts
{
    private readonly double[][,] _within;
    private readonly double[][] _sums;
    private readonly int[] _sizes;
    private readonly bool _absorb;
    private readonly double[] _totals;

    private ClusterProducts(double[][,] within, double[][] sums, int[] sizes, bool absorb, double[] totals) =>
        (_within, _sums, _sizes, _absorb, _totals) = (within, sums, sizes, absorb, totals);

    /// <summary>Sum of squares of a column about its mean over all rows.</summary>
    public double Total(int column) => _totals[column];

    public static ClusterProducts Of(IReadOnlyList<double[]> columns, int[] clusters, int count, bool absorb)
    {
        var sizes = new int[count];
        foreach (var cluster in clusters)
            sizes[cluster]++;
        // Taken about the means over all rows first: products of far-off numbers would lose their digits.
        var means = columns.Select(column => column.Average()).ToArray();
        var sums = Enumerable.Range(0, count).Select(_ => new double[columns.Count]).ToArray();
        for (var row = 0; row < clusters.Length; row++)
        {
            for (var column = 0; column < columns.Count; column++)
                sums[clusters[row]][column] += columns[column][row] - means[column];
        }

        var within = Enumerable.Range(0, count).Select(_ => new double[columns.Count, columns.Count]).ToArray();
        var own = new double[columns.Count];
        for (var row = 0; row < clusters.Length; row++)
        {
            var cluster = clusters[row];
            for (var column = 0; column < columns.Count; column++)
                own[column] = columns[column][row] - means[column] - sums[cluster][column] / sizes[cluster];
            for (var a = 0; a < columns.Count; a++)
            {
                for (var b = 0; b <= a; b++)
                    within[cluster][a, b] += own[a] * own[b];
            }
        }

        var totals = columns.Select((column, place) => column.Max() == column.Min() ? 0 : column.Sum(value => (value - means[place]) * (value - means[place]))).ToArray();
        return new ClusterProducts(within, sums, sizes, absorb, totals);
    }

    /// <summary>Products over all clusters but one; −1 for all.</summary>
    public double[,] Without(int cluster)
    {
        var count = _totals.Length;
        var products = new double[count, count];
        var sum = new double[count];
        var rows = 0;
        for (var g = 0; g < _sizes.Length; g++)
        {
            if (g == cluster || _sizes[g] == 0)
                continue;
            rows += _sizes[g];
            for (var a = 0; a < count; a++)
            {
                sum[a] += _sums[g][a];
                for (var b = 0; b <= a; b++)
                    products[a, b] += _within[g][a, b] + (_absorb ? 0 : _sums[g][a] * _sums[g][b] / _sizes[g]);
            }
        }

        for (var a = 0; a < count; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                if (!_absorb && rows > 0)
                    products[a, b] -= sum[a] * sum[b] / rows;
                products[b, a] = products[a, b];
            }
        }

        return products;
    }
}
