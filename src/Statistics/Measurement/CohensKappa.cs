using System.Globalization;
using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Measurement;

/// <summary>How much a disagreement between two categories counts.</summary>
public enum KappaWeights
{
    /// <summary>Any disagreement counts as one.</summary>
    None,

    /// <summary>By the distance between the categories.</summary>
    Linear,

    /// <summary>By its square.</summary>
    Quadratic,
}

/// <summary>Agreement of two raters on categories, beyond chance: Cohen's kappa, weighted or not. NaN is undefined, with a reason.</summary>
/// <remarks>
/// Cohen (1960), <i>Educational and Psychological Measurement</i> 20, 37–46; (1968), <i>Psychological Bulletin</i> 70, 213–220. Errors are the
/// large-sample ones of Fleiss, Cohen &amp; Everitt (1969), <i>Psychological Bulletin</i> 72, 323–327: one of kappa as it is, for the interval, and
/// one if kappa were 0, for the test.
/// </remarks>
/// <param name="Weights">How disagreement counts.</param>
/// <param name="N">Targets.</param>
/// <param name="Observed">Weighted share of agreement.</param>
/// <param name="Expected">The same if the raters' answers were independent.</param>
/// <param name="Estimate">Kappa.</param>
/// <param name="StandardError">Of kappa as it is.</param>
/// <param name="NullError">Of kappa if it were 0.</param>
/// <param name="Confidence">Confidence level of the interval.</param>
/// <param name="Reason">Why numbers are NaN; null when none is.</param>
public sealed record CohensKappa(KappaWeights Weights, int N, double Observed, double Expected, double Estimate, double StandardError, double NullError, double Confidence, string? Reason)
{
    /// <summary>Name of the errors.</summary>
    public const string ErrorMethod = "Fleiss, Cohen & Everitt (1969), large sample";

    /// <summary>Kappa over its error if it were 0; normal.</summary>
    public double Z => Estimate / NullError;

    /// <summary>Two-sided p value of no agreement beyond chance.</summary>
    public double P => StudentT.TwoSidedP(Z, double.PositiveInfinity);

    /// <summary>Lower end of the interval.</summary>
    public double Lower => Estimate - Half;

    /// <summary>Upper end of the interval; can exceed 1, which kappa doesn't.</summary>
    public double Upper => Estimate + Half;

    private double Half => StudentT.TwoSidedQuantile(Confidence, double.PositiveInfinity) * StandardError;

    /// <summary>Compares two raters.</summary>
    /// <param name="first">One rater's category of each target, as a number; weights take their distances.</param>
    /// <param name="second">The other rater's.</param>
    /// <param name="weights">How disagreement counts.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <exception cref="StatisticsException">Lists of different length, no targets, a missing category, or no confidence level.</exception>
    public static CohensKappa Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second, KappaWeights weights = KappaWeights.None, double confidence = 0.95)
    {
        if (first.Length != second.Length)
            throw new StatisticsException("The raters rated different numbers of targets; each target has a category of both.");
        if (first.Length == 0)
            throw new StatisticsException("There are no targets with a category of both raters.");
        if (confidence is not (> 0 and < 1))
            throw new StatisticsException("A confidence level lies between 0 and 1, such as 0.95.");
        var (one, other) = (first.ToArray(), second.ToArray());
        if (one.Concat(other).Any(value => !double.IsFinite(value)))
            throw new StatisticsException("A target lacks a category. Leave out such targets first.");
        var categories = one.Concat(other).Distinct().Order().ToArray();
        if (categories.Length == 1)
            return new CohensKappa(weights, one.Length, 1, 1, double.NaN, double.NaN, double.NaN, confidence, "both raters gave one and the same category throughout");
        var shares = new double[categories.Length, categories.Length];
        for (var target = 0; target < one.Length; target++)
            shares[Array.BinarySearch(categories, one[target]), Array.BinarySearch(categories, other[target])]++;
        for (var i = 0; i < categories.Length; i++)
        {
            for (var j = 0; j < categories.Length; j++)
                shares[i, j] /= one.Length;
        }

        return Of(shares, Agreement(categories, weights), one.Length, weights, confidence);
    }

    private static CohensKappa Of(double[,] shares, double[,] weight, int n, KappaWeights weights, double confidence)
    {
        var count = shares.GetLength(0);
        var all = Enumerable.Range(0, count).ToArray();
        var rows = Array.ConvertAll(all, i => all.Sum(j => shares[i, j]));
        var columns = Array.ConvertAll(all, j => all.Sum(i => shares[i, j]));
        var rowWeights = Array.ConvertAll(all, i => all.Sum(j => columns[j] * weight[i, j]));
        var columnWeights = Array.ConvertAll(all, j => all.Sum(i => rows[i] * weight[i, j]));
        var observed = all.Sum(i => all.Sum(j => shares[i, j] * weight[i, j]));
        var expected = all.Sum(i => rows[i] * rowWeights[i]);
        var kappa = (observed - expected) / (1 - expected);
        // Fleiss, Cohen & Everitt (1969), eq. 9 and 15.
        var (own, none) = (new CompensatedSum(), new CompensatedSum());
        foreach (var i in all)
        {
            foreach (var j in all)
            {
                var both = rowWeights[i] + columnWeights[j];
                own.Add(shares[i, j] * Math.Pow(weight[i, j] - both * (1 - kappa), 2));
                none.Add(rows[i] * columns[j] * Math.Pow(weight[i, j] - both, 2));
            }
        }

        var part = kappa - expected * (1 - kappa);
        return new CohensKappa(
            weights, n, observed, expected, kappa, Error(own.Value - part * part), Error(none.Value - expected * expected), confidence, null);

        double Error(double variance) => Math.Sqrt(Math.Max(0, variance) / n) / (1 - expected);
    }

    private static double[,] Agreement(double[] categories, KappaWeights weights)
    {
        var weight = new double[categories.Length, categories.Length];
        for (var i = 0; i < categories.Length; i++)
        {
            for (var j = 0; j < categories.Length; j++)
            {
                var distance = Math.Abs(categories[i] - categories[j]) / (categories[^1] - categories[0]);
                weight[i, j] = 1 - (weights switch
                {
                    KappaWeights.Linear => distance,
                    KappaWeights.Quadratic => distance * distance,
                    _ => i == j ? 0 : 1,
                });
            }
        }

        return weight;
    }

    /// <summary>Kappa as text.</summary>
    public override string ToString() => Reason is not null ? $"kappa: none, {Reason}" : string.Create(
        CultureInfo.InvariantCulture,
        $"kappa  {Estimate:0.000}, {100 * Confidence:G4} % interval {Lower:0.000} to {Upper:0.000}, weights {Weights.ToString().ToLowerInvariant()}; {(double.IsFinite(Z) ? $"z = {Z:0.00}, {ReliabilityText.P(P)}" : "no test: the raters' categories leave nothing to chance")} ({ErrorMethod})");
}
