using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Measurement;

/// <summary>Means and covariances (divisor n − 1) of items.</summary>
/// <param name="N">Rows; of pairwise moments those with any answer.</param>
/// <param name="Means">Per item.</param>
/// <param name="Covariance">Item by item; NaN where fewer than two rows have both.</param>
internal sealed record ItemMoments(int N, double[] Means, double[,] Covariance)
{
    public int Items => Means.Length;

    /// <summary>Of rows without a missing answer, in canonical order.</summary>
    public static ItemMoments Listwise(IReadOnlyList<double[]> complete, int items)
    {
        var means = Enumerable.Range(0, items).Select(item => Mean(complete, item)).ToArray();
        var covariance = new double[items, items];
        for (var i = 0; i < items; i++)
        {
            for (var j = 0; j <= i; j++)
                covariance[i, j] = covariance[j, i] = Covary(complete, i, j, means[i], means[j]);
        }

        return new ItemMoments(complete.Count, means, covariance);
    }

    /// <summary>Each covariance of the rows that answered both items, about those rows' means, as R's <c>cov(use = "pairwise")</c>.</summary>
    public static ItemMoments Pairwise(IReadOnlyList<double[]> rows, int items)
    {
        var covariance = new double[items, items];
        for (var i = 0; i < items; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var both = rows.Where(row => !double.IsNaN(row[i]) && !double.IsNaN(row[j])).ToList();
                covariance[i, j] = covariance[j, i] = Covary(both, i, j, Mean(both, i), Mean(both, j));
            }
        }

        var means = Enumerable.Range(0, items).Select(item => Mean(rows.Where(row => !double.IsNaN(row[item])).ToList(), item)).ToArray();
        return new ItemMoments(rows.Count(row => row.Any(value => !double.IsNaN(value))), means, covariance);
    }

    /// <summary>Correlations; NaN for an item that doesn't vary.</summary>
    public double[,] Correlation()
    {
        var correlation = new double[Items, Items];
        for (var i = 0; i < Items; i++)
        {
            for (var j = 0; j < Items; j++)
                correlation[i, j] = i == j && Covariance[i, i] > 0 ? 1 : Covariance[i, j] / Math.Sqrt(Covariance[i, i] * Covariance[j, j]);
        }

        return correlation;
    }

    private static double Mean(IReadOnlyList<double[]> rows, int item)
    {
        var sum = new CompensatedSum();
        foreach (var row in rows)
            sum.Add(row[item]);
        return sum.Value / rows.Count;
    }

    private static double Covary(IReadOnlyList<double[]> rows, int i, int j, double meanI, double meanJ)
    {
        if (rows.Count < 2)
            return double.NaN;
        // The means are rounded: what their rounding adds is taken off, or an item that is the same in all rows would vary a little.
        var (products, first, second) = (new CompensatedSum(), new CompensatedSum(), new CompensatedSum());
        foreach (var row in rows)
        {
            products.AddProduct(row[i] - meanI, row[j] - meanJ);
            first.Add(row[i] - meanI);
            second.Add(row[j] - meanJ);
        }

        return (products.Value - first.Value * second.Value / rows.Count) / (rows.Count - 1);
    }
}
