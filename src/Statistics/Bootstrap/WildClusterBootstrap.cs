using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Bootstrap;

/// <summary>The wild cluster bootstrap-t with the null imposed (WCR), of one coefficient of a linear model.</summary>
/// <remarks>
/// Cameron, Gelbach &amp; Miller (2008), <i>Review of Economics and Statistics</i> 90, 414–427; computed as Roodman, MacKinnon,
/// Nielsen &amp; Webb (2019), <i>Stata Journal</i> 19, 4–60: rows are passed once, a draw costs G² multiplications whatever their
/// number. p is the share of samples with |t*| ≥ |t|, ties within 1e-10 relative, the sample itself among them.
/// </remarks>
public static class WildClusterBootstrap
{
    private const int MostClustersForWebb = 12;
    private const int MostClusters = 2_000;

    /// <summary>Tests a coefficient and inverts the test for an interval.</summary>
    /// <param name="fit">The model.</param>
    /// <param name="clusters">One value per row of the data that the model was fitted on; missing on no used row.</param>
    /// <param name="term">The coefficient, as the fit's table names it.</param>
    /// <param name="options">How.</param>
    /// <exception cref="StatisticsException">No such coefficient, fewer than two clusters, or a missing one.</exception>
    public static WildBootstrapResult Test(LeastSquaresFit fit, Column clusters, string term, WildBootstrapOptions? options = null)
    {
        options ??= new WildBootstrapOptions();
        options.Validate();
        var coefficient = fit.Coefficients[term];
        var members = ClusterRows.Sorted(fit, clusters);
        var scores = Scores(fit, coefficient, members, clusters.Name);
        var vectors = Vectors(options, members.Count);
        var defined = IsDefined(scores, coefficient);
        var se = defined ? Math.Sqrt(scores.Variance * ClusterRobust.Factor(CovarianceType.CR1S, members.Count, fit.N, fit.Rank)) : double.NaN;
        var draws = defined ? BootstrapDraws.Make(scores, vectors, options.Threads) : null;
        var smallestP = vectors.SmallestP(ClusterScores.Contributing(fit, Place(fit, coefficient), members));
        var reason = defined ? null : $"does not vary between clusters of {clusters.Name} once the other columns are accounted for";
        var undefined = new IntervalEnd(double.NaN, reason ?? "not asked for");
        var (lower, upper) = draws is not null && options.Interval
            ? TestInversion.Ends(draws.P, coefficient.Estimate, se, 1 - options.Confidence, smallestP)
            : (undefined, undefined);
        return new WildBootstrapResult(
            term, clusters.Name, members.Count, options.Null, coefficient.Estimate, se, draws?.P(options.Null - coefficient.Estimate) ?? double.NaN,
            smallestP, lower, upper, options.Confidence, Kind(options, members.Count), vectors.Total, vectors.Enumerated,
            vectors.Enumerated ? null : options.Seed, reason);
    }

    /// <summary>The weights that are used when none are named.</summary>
    public static WildWeights DefaultWeights(int clusters) => clusters <= MostClustersForWebb ? WildWeights.Webb : WildWeights.Rademacher;

    // A draw costs G² multiplications: with thousands of clusters hours, and there is no need.
    internal static ClusterScores Scores(LeastSquaresFit fit, Coefficient coefficient, IReadOnlyList<int[]> members, string name) => members.Count <= MostClusters
        ? ClusterScores.Of(fit, Place(fit, coefficient), members)
        : throw new StatisticsException(string.Create(
            CultureInfo.InvariantCulture, $"{members.Count} clusters of {name}: the wild cluster bootstrap is for up to {MostClusters}. With so many, take CR2."));

    internal static bool IsDefined(ClusterScores scores, Coefficient coefficient) =>
        scores.Variance > ClusterRobust.NoVariation * coefficient.StandardError * coefficient.StandardError;

    internal static int Place(LeastSquaresFit fit, Coefficient coefficient) => fit.Coefficients.Coefficients.ToList().IndexOf(coefficient);

    internal static WeightVectors Vectors(WildBootstrapOptions options, int clusters) => new(Kind(options, clusters), clusters, options.Draws, options.Seed);

    private static WildWeights Kind(WildBootstrapOptions options, int clusters) => options.Weights ?? DefaultWeights(clusters);
}
