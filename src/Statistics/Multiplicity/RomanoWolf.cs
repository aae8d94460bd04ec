using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Multiplicity;

/// <summary>A coefficient to test among others.</summary>
/// <param name="Fit">The model.</param>
/// <param name="Clusters">One value per row of that model's data; the clusters are the same in all hypotheses.</param>
/// <param name="Term">The coefficient.</param>
/// <param name="Null">The value tested.</param>
public sealed record Hypothesis(LeastSquaresFit Fit, Column Clusters, string Term, double Null = 0);

/// <summary>A hypothesis' p value, alone and among the others.</summary>
/// <param name="Term">The coefficient.</param>
/// <param name="Statistic">t; of Romano–Wolf with the CR1S error.</param>
/// <param name="P">This hypothesis alone.</param>
/// <param name="AdjustedP">For the chance of any false rejection among all.</param>
public sealed record AdjustedTest(string Term, double Statistic, double P, double AdjustedP);

/// <summary>
/// Romano &amp; Wolf's step-down correction on the wild cluster bootstrap: all hypotheses share each draw's weights, so that how
/// they go together is used instead of assumed.
/// </summary>
/// <remarks>
/// Romano &amp; Wolf (2005), <i>Econometrica</i> 73, 1237–1282; (2016), <i>Statistics &amp; Probability Letters</i> 113, 38–40 for the
/// adjusted p values. Each hypothesis' samples impose its own null.
/// </remarks>
public static class RomanoWolf
{
    private const double TieTolerance = 1e-10;

    /// <summary>Adjusts all hypotheses' p values.</summary>
    /// <param name="hypotheses">One or more, of one model or several, clustered alike.</param>
    /// <param name="options">How to bootstrap; the null is each hypothesis' own.</param>
    /// <returns>In the order of the hypotheses.</returns>
    /// <exception cref="StatisticsException">No hypotheses, other clusters in one than in another, or a coefficient without an error.</exception>
    public static AdjustedTests Adjust(IReadOnlyList<Hypothesis> hypotheses, WildBootstrapOptions? options = null)
    {
        options ??= new WildBootstrapOptions();
        options.Validate();
        if (hypotheses.Count == 0)
            throw new StatisticsException("There are no hypotheses to adjust; name one or more.");
        var labels = Labels(hypotheses[0]);
        foreach (var other in hypotheses.Skip(1))
        {
            if (!Labels(other).SequenceEqual(labels, StringComparer.Ordinal))
                throw new StatisticsException($"'{other.Term}' is seen in other clusters than '{hypotheses[0].Term}': a draw's weights must mean the same in each. Fit all models on the clusters that they share.");
        }

        var vectors = WildClusterBootstrap.Vectors(options, labels.Count);
        var tests = hypotheses.Select(hypothesis => Sample(hypothesis, vectors, options.Threads)).ToList();
        var order = Enumerable.Range(0, tests.Count).OrderByDescending(index => Math.Abs(tests[index].Statistic)).ToArray();
        var adjusted = new double[tests.Count];
        // From the last to the first: the maximum over those not yet rejected grows by one hypothesis at a time.
        var largest = new double[vectors.Count];
        for (var rank = order.Length - 1; rank >= 0; rank--)
        {
            var test = tests[order[rank]];
            var bound = Math.Abs(test.Statistic) * (1 - TieTolerance);
            var count = 0;
            for (var draw = 0; draw < largest.Length; draw++)
            {
                largest[draw] = Math.Max(largest[draw], test.Draws[draw]);
                count += largest[draw] >= bound ? 1 : 0;
            }

            adjusted[order[rank]] = vectors.Share(count);
        }

        for (var rank = 1; rank < order.Length; rank++)
            adjusted[order[rank]] = Math.Max(adjusted[order[rank]], adjusted[order[rank - 1]]);
        return new AdjustedTests(AdjustedTests.RomanoWolfName, tests.Select((test, index) => new AdjustedTest(hypotheses[index].Term, test.Statistic, test.P, adjusted[index])).ToList());
    }

    private static (double Statistic, double P, double[] Draws) Sample(Hypothesis hypothesis, WeightVectors vectors, int threads)
    {
        var fit = hypothesis.Fit;
        var coefficient = fit.Coefficients[hypothesis.Term];
        var members = ClusterRows.Sorted(fit, hypothesis.Clusters);
        var scores = WildClusterBootstrap.Scores(fit, coefficient, members, hypothesis.Clusters.Name);
        if (!WildClusterBootstrap.IsDefined(scores, coefficient))
            throw new StatisticsException($"'{hypothesis.Term}' does not vary between clusters of {hypothesis.Clusters.Name}, so it has no test. Leave it out.");
        var factor = ClusterRobust.Factor(CovarianceType.CR1S, members.Count, fit.N, fit.Rank);
        var delta = hypothesis.Null - coefficient.Estimate;
        var draws = BootstrapDraws.Make(scores, vectors, threads);
        return (-delta / Math.Sqrt(scores.Variance * factor), draws.P(delta), Array.ConvertAll(draws.SquaredStatistics(delta), squared => Math.Sqrt(squared / factor)));
    }

    private static List<string> Labels(Hypothesis hypothesis) => ClusterRows.Sorted(hypothesis.Fit, hypothesis.Clusters)
        .Select(rows => ClusterRows.Label(hypothesis.Clusters, hypothesis.Fit.Frame.Rows[rows[0]])).ToList();
}
