using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>An effect of one split: as a coefficient, and the regression in which it is one.</summary>
/// <param name="Fit">The regression.</param>
/// <param name="Effect">With its own interval.</param>
internal sealed record DoseEffectStage(LeastSquaresFit Fit, Coefficient Effect);

/// <summary>Intervals that hold for several effects at once, over repeated splits.</summary>
internal static class DoseBands
{
    /// <summary>Per effect an interval; none for a single effect.</summary>
    /// <param name="data">With the clusters.</param>
    /// <param name="options">How.</param>
    /// <param name="splits">Per split the effects, the same ones in each.</param>
    public static IReadOnlyList<SimultaneousInterval> Of(CausalData data, DoseOptions options, IReadOnlyList<IReadOnlyList<DoseEffectStage>> splits)
    {
        if (splits[0].Count < 2 || splits.Any(split => split.Any(stage => double.IsNaN(stage.Effect.StandardError))))
            return [];
        var each = splits.Select(split => One(data, options, split)).ToList();
        if (each.Count == 1)
            return each[0];
        // As for a single effect: medians, with the spread over splits in the error.
        return splits[0].Select((stage, at) =>
        {
            var median = SplitMedian.Of([.. each.Select(split => Coefficient.WithT(split[at].Term, split[at].Estimate, split[at].StandardError, double.PositiveInfinity, options.Confidence, "normal", null))], options.Confidence);
            return each[0][at] with { Estimate = median.Estimate, StandardError = median.StandardError, Critical = FiveNumbers.MedianOf(each.Select(split => split[at].Critical)) };
        }).ToList();
    }

    private static IReadOnlyList<SimultaneousInterval> One(CausalData data, DoseOptions options, IReadOnlyList<DoseEffectStage> stages)
    {
        if (data.Clusters.Count == 1 && SimultaneousIntervals.AreFew(FoldPlan.Codes(data.Clusters[0]).Max() + 1))
            return SimultaneousIntervals.Wild([.. stages.Select(stage => (stage.Fit, stage.Effect.Term))], data.Clusters[0], options.Confidence, options.Seed, options.Threads);
        var normal = SimultaneousIntervals.Multiplier(
            [.. stages.Select(stage => (stage.Effect.Term, stage.Effect.Estimate, stage.Effect.StandardError))],
            [.. stages.Select(stage => ResidualRegression.Influence(stage.Fit, stage.Effect.Term))],
            data.Clusters.Count == 0 ? null : FoldPlan.Codes(data.Clusters[0]), options.Confidence, options.Seed);
        return normal.Zip(stages, (band, stage) => band with { Critical = WithDegrees(band.Critical, stage.Effect.DegreesOfFreedom) }).ToList();
    }

    // A normal critical value's tail in t with the effect's own degrees of freedom: a category of few clusters has few, however
    // many clusters there are (the smallest-p form of Westfall & Young 1993, section 2.3).
    private static double WithDegrees(double critical, double df) => StudentT.TwoSidedQuantile(1 - StudentT.TwoSidedP(critical, double.PositiveInfinity), df);
}
