using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal;

/// <summary>An effect of one split, with what a bootstrap of it is made of.</summary>
/// <param name="Fit">The regression in which it is a coefficient; null where there is none (the IV-type score).</param>
/// <param name="Term">What it is called there.</param>
/// <param name="Effect">With its own interval.</param>
/// <param name="Influence">Influence of each row on it, times n.</param>
internal sealed record BandedEffect(LeastSquaresFit? Fit, string Term, Coefficient Effect, Func<double[]> Influence);

/// <summary>Intervals that hold for several effects at once, or why there are none.</summary>
/// <param name="Intervals">Per effect; none for a single effect.</param>
/// <param name="Reason">Why there are none of several effects; null where there are.</param>
internal sealed record SimultaneousBands(IReadOnlyList<SimultaneousInterval> Intervals, string? Reason)
{
    /// <summary>Makes them, over repeated splits as for a single effect: medians, with the spread over splits in the error.</summary>
    /// <param name="clusters">None, one, or two crossed ones.</param>
    /// <param name="options">How.</param>
    /// <param name="splits">Per split the effects, the same ones in each.</param>
    public static SimultaneousBands Of(IReadOnlyList<Column> clusters, CausalOptions options, IReadOnlyList<IReadOnlyList<BandedEffect>> splits)
    {
        if (splits[0].Count < 2)
            return new SimultaneousBands([], null);
        if (splits.SelectMany(split => split).FirstOrDefault(own => double.IsNaN(own.Effect.StandardError)) is { } undefined)
            return new SimultaneousBands([], $"one effect has no error ({undefined.Effect.Term}: {undefined.Effect.Reason})");
        // With two crossed clusterings the smaller one decides how far the errors can be trusted.
        var smallest = clusters.MinBy(cluster => ClusterCodes.Of(cluster).Max());
        var few = smallest is not null && SimultaneousIntervals.AreFew(ClusterCodes.Of(smallest).Max() + 1);
        if (few && splits.Any(split => split.Any(own => own.Fit is null)))
        {
            return new SimultaneousBands([], string.Create(
                CultureInfo.InvariantCulture, $"with {ClusterCodes.Of(smallest!).Max() + 1} clusters of {smallest!.Name} they need the wild cluster bootstrap of a regression, which the IV-type score isn't; take the partialling-out score"));
        }

        var each = splits.Select(split => few ? Few(clusters, smallest!, options, split) : Many(smallest, options, split)).ToList();
        return new SimultaneousBands(each.Count == 1 ? each[0] : Median(each, options.Confidence), null);
    }

    private static IReadOnlyList<SimultaneousInterval> Few(IReadOnlyList<Column> clusters, Column smallest, CausalOptions options, IReadOnlyList<BandedEffect> effects)
    {
        var wild = SimultaneousIntervals.Wild([.. effects.Select(own => (own.Fit!, own.Term))], smallest, options.Confidence, options.Seed, options.Threads);
        return wild.Zip(effects, (band, own) => band with { Term = own.Effect.Term, StandardError = clusters.Count == 1 ? band.StandardError : own.Effect.StandardError }).ToList();
    }

    private static List<SimultaneousInterval> Many(Column? clusters, CausalOptions options, IReadOnlyList<BandedEffect> effects) => SimultaneousIntervals.Multiplier(
        [.. effects.Select(own => (own.Effect.Term, own.Effect.Estimate, own.Effect.StandardError))],
        [.. effects.Select(own => own.Influence())], clusters is null ? null : ClusterCodes.Of(clusters), options.Confidence, options.Seed)
        .Zip(effects, (band, own) => band with { Critical = WithDegrees(band.Critical, own.Effect.DegreesOfFreedom) }).ToList();

    // A normal critical value's tail in t with the effect's own degrees of freedom: a category of few clusters has few, however
    // many clusters there are (the smallest-p form of Westfall & Young 1993, section 2.3).
    private static double WithDegrees(double critical, double df) => StudentT.TwoSidedQuantile(1 - StudentT.TwoSidedP(critical, double.PositiveInfinity), df);

    private static List<SimultaneousInterval> Median(IReadOnlyList<IReadOnlyList<SimultaneousInterval>> each, double confidence) => each[0].Select((first, at) =>
    {
        var median = SplitMedian.Of([.. each.Select(split => Coefficient.WithT(split[at].Term, split[at].Estimate, split[at].StandardError, double.PositiveInfinity, confidence, "normal", null))], confidence);
        return first with { Estimate = median.Estimate, StandardError = median.StandardError, Critical = FiveNumbers.MedianOf(each.Select(split => split[at].Critical)) };
    }).ToList();
}
