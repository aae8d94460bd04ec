using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal;

/// <summary>Puts repeated splits together by their median.</summary>
/// <remarks>
/// Chernozhukov et al. (2018), section 3.4: θ = median θ_s, and the variance median(se_s² + (θ_s − θ)²) holds the spread over splits.
/// </remarks>
public static class SplitMedian
{
    /// <summary>One coefficient from those of the splits.</summary>
    /// <param name="splits">One per split.</param>
    /// <param name="confidence">Confidence level of the interval.</param>
    public static Coefficient Of(IReadOnlyList<Coefficient> splits, double confidence)
    {
        if (splits.Count == 1)
            return splits[0];
        var theta = FiveNumbers.MedianOf(splits.Select(split => split.Estimate));
        // An error that one split doesn't have is no number to take a median of.
        var undefined = splits.Any(split => double.IsNaN(split.StandardError));
        var se = undefined ? double.NaN : Math.Sqrt(FiveNumbers.MedianOf(splits.Select(split => split.StandardError * split.StandardError + (split.Estimate - theta) * (split.Estimate - theta))));
        var df = undefined ? double.NaN : splits.Any(split => double.IsInfinity(split.DegreesOfFreedom)) ? double.PositiveInfinity : FiveNumbers.MedianOf(splits.Select(split => split.DegreesOfFreedom));
        return Coefficient.WithT(splits[0].Term, theta, se, df, confidence, splits[0].IntervalMethod, splits.Select(split => split.Reason).FirstOrDefault(reason => reason is not null));
    }

    /// <summary>One bootstrap from those of the splits: median estimate, error, p and ends.</summary>
    /// <param name="splits">One per split.</param>
    public static WildBootstrapResult Of(IReadOnlyList<WildBootstrapResult> splits) => splits.Count == 1 ? splits[0] : splits[0] with
    {
        Estimate = FiveNumbers.MedianOf(splits.Select(split => split.Estimate)),
        StandardError = FiveNumbers.MedianOf(splits.Select(split => split.StandardError)),
        P = FiveNumbers.MedianOf(splits.Select(split => split.P)),
        Lower = End(splits.Select(split => split.Lower)),
        Upper = End(splits.Select(split => split.Upper)),
    };

    private static IntervalEnd End(IEnumerable<IntervalEnd> ends)
    {
        var all = ends.ToList();
        return all.Find(end => end.Reason is not null) is { Reason: not null } missing ? missing : new IntervalEnd(FiveNumbers.MedianOf(all.Select(end => end.Value)), null);
    }
}
