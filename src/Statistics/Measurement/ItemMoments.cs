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
    public static ItemMoments Listwise(IReadOnlyList<double[]> complete, int items) => Of(Columns(complete, items), complete.Count);

    /// <summary>Each covariance of the rows that answered both items, about those rows' means, as R's <c>cov(use = "pairwise")</c>.</summary>
    public static ItemMoments Pairwise(IReadOnlyList<double[]> rows, int items) => Of(Columns(rows, items), rows.Count(row => !row.All(double.IsNaN)));

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

    private static ItemMoments Of(double[][] columns, int n)
    {
        var items = columns.Length;
        var covariance = new double[items, items];
        for (var i = 0; i < items; i++)
        {
            for (var j = 0; j <= i; j++)
                covariance[i, j] = covariance[j, i] = Covary(columns[i], columns[j]);
        }

        return new ItemMoments(n, Array.ConvertAll(columns, column => MeansOf(column, column).First), covariance);
    }

    private static double[][] Columns(IReadOnlyList<double[]> rows, int items)
    {
        var columns = Enumerable.Range(0, items).Select(_ => new double[rows.Count]).ToArray();
        for (var row = 0; row < rows.Count; row++)
        {
            for (var item = 0; item < items; item++)
                columns[item][row] = rows[row][item];
        }

        return columns;
    }

    // A sum with a missing answer is missing: one comparison leaves out both.
    private static (int N, double First, double Second) MeansOf(double[] first, double[] second)
    {
        var (n, one, other) = (0, new CompensatedSum(), new CompensatedSum());
        for (var row = 0; row < first.Length; row++)
        {
            if (double.IsNaN(first[row] + second[row]))
                continue;
            one.Add(first[row]);
            other.Add(second[row]);
            n++;
        }

        return (n, one.Value / n, other.Value / n);
    }

    private static double Covary(double[] first, double[] second)
    {
        var (n, firstMean, secondMean) = MeansOf(first, second);
        if (n < 2)
            return double.NaN;
        // The means are rounded: what their rounding adds is taken off, or an item that is the same in all rows would vary a little.
        var (products, one, other) = (new CompensatedSum(), new CompensatedSum(), new CompensatedSum());
        for (var row = 0; row < first.Length; row++)
        {
            if (double.IsNaN(first[row] + second[row]))
                continue;
            products.AddProduct(first[row] - firstMean, second[row] - secondMean);
            one.Add(first[row] - firstMean);
            other.Add(second[row] - secondMean);
        }

        return (products.Value - one.Value * other.Value / n) / (n - 1);
    }
}
