using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Measurement;

/// <summary>What a covariance matrix says of how well items go together.</summary>
/// <remarks>
/// Cronbach (1951), <i>Psychometrika</i> 16, 297–334; λ6 is Guttman (1945), <i>Psychometrika</i> 10, 255–282, with squared multiple
/// correlations. NaN is undefined.
/// </remarks>
internal sealed class Consistency
{
    // What is left of variances that cancel, relative to them.
    private const double Nothing = 1e-12;

    private readonly double[,] _covariance;

    public Consistency(ItemMoments moments)
    {
        (_covariance, Correlation, Items) = (moments.Covariance, moments.Correlation(), moments.Items);
        SquaredMultiple = SquaredMultipleCorrelations();
    }

    public int Items { get; }

    public double[,] Correlation { get; }

    /// <summary>Squared multiple correlation of each item with the others; NaN when the matrix can't be inverted.</summary>
    public double[] SquaredMultiple { get; }

    public double Alpha => AlphaOf(_covariance, All);

    public double Standardised => AlphaOf(Correlation, All);

    /// <summary>Variance of the items' sum.</summary>
    public double TotalVariance => Sum(_covariance, All);

    public double Lambda6 => 1 - SquaredMultiple.Sum(smc => 1 - smc) / Sum(Correlation, All);

    /// <summary>Correlations of different items, each once.</summary>
    public IReadOnlyList<double> InterItem => All.SelectMany(i => Enumerable.Range(0, i).Select(j => Correlation[i, j])).ToList();

    /// <summary>Eigenvalues of the correlations, the largest first; empty when an item doesn't vary.</summary>
    public IReadOnlyList<double> Eigenvalues =>
        InterItem.Any(double.IsNaN) || Items == 0 || double.IsNaN(Correlation[0, 0]) ? [] : Matrix<double>.Build.DenseOfArray(Correlation).Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).OrderDescending().ToList();

    public double AlphaWithout(int item) => AlphaOf(_covariance, Without(item));

    public double StandardisedWithout(int item) => AlphaOf(Correlation, Without(item));

    /// <summary>Correlation of an item with the sum of the others.</summary>
    public double ItemRest(int item) => Correlate(item, Without(item));

    /// <summary>Correlation of an item with the sum of all, itself among them.</summary>
    public double ItemTotal(int item) => Correlate(item, All);

    /// <summary>Standard error of alpha, Duhachek &amp; Iacobucci (2004), <i>J. Applied Psychology</i> 89, 792–808, as R's psych.</summary>
    public double StandardError(int n)
    {
        var c = Matrix<double>.Build.DenseOfArray(_covariance);
        var squared = c * c;
        var (sum, trace, k) = (TotalVariance, c.Trace(), (double)Items);
        var q = 2 * k * k / ((k - 1) * (k - 1) * sum * sum * sum) * (sum * (squared.Trace() + trace * trace) - 2 * trace * squared.Enumerate().Sum());
        return Math.Sqrt(q / n);
    }

    private int[] All => Enumerable.Range(0, Items).ToArray();

    private int[] Without(int item) => All.Where(other => other != item).ToArray();

    private static double AlphaOf(double[,] matrix, int[] items)
    {
        var (k, trace, sum) = (items.Length, items.Sum(item => matrix[item, item]), Sum(matrix, items));
        // A sum of no variance (all answer alike, or items that cancel) has no reliability.
        return k < 2 || !(sum > Nothing * trace) ? double.NaN : (double)k / (k - 1) * (1 - trace / sum);
    }

    private double Correlate(int item, int[] others)
    {
        var (variance, sum) = (_covariance[item, item], Sum(_covariance, others));
        return others.Length == 0 || !(variance > 0) || !(sum > Nothing * others.Sum(other => _covariance[other, other]))
            ? double.NaN
            : others.Sum(other => _covariance[item, other]) / Math.Sqrt(variance * sum);
    }

    private static double Sum(double[,] matrix, int[] items) => items.Sum(i => items.Sum(j => matrix[i, j]));

    private double[] SquaredMultipleCorrelations()
    {
        var undefined = Enumerable.Repeat(double.NaN, Items).ToArray();
        if (Items < 2 || Correlation.Cast<double>().Any(double.IsNaN))
            return undefined;
        var correlation = Matrix<double>.Build.DenseOfArray(Correlation);
        if (correlation.Evd(Symmetricity.Symmetric).EigenValues.Min(value => value.Real) < OneFactorModel.Singular)
            return undefined;
        var inverse = correlation.Inverse();
        return All.Select(item => 1 - 1 / inverse[item, item]).ToArray();
    }
}
