namespace LobResearch.Statistics.Causal.Sensitivity;

/// <summary>How strong an unmeasured cause of both exposure and outcome would have to be to undo an effect.</summary>
/// <param name="Exposure">Whose effect.</param>
/// <param name="Kind"><c>dml</c>, <c>irm</c> or <c>ols</c>.</param>
/// <param name="Estimate">The effect.</param>
/// <param name="Lower">Lower end of its interval.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="PartialR2">Share of the outcome's residual variance that the exposure explains; NaN for average effects.</param>
/// <param name="RobustnessValue">
/// Share of the residual variance of both exposure and outcome that the cause would have to explain to bring the effect to 0.
/// </param>
/// <param name="RobustnessValueOfInterval">The same to bring 0 into the interval; 0 when it lies there already.</param>
/// <param name="Benchmarks">What a cause as strong as a named covariate would do.</param>
/// <param name="EValue">On the risk-ratio scale.</param>
/// <param name="Reason">Why it is undefined; null when defined.</param>
public sealed record SensitivityResult(
    string Exposure, string Kind, double Estimate, double Lower, double Upper, double PartialR2, double RobustnessValue, double RobustnessValueOfInterval,
    IReadOnlyList<SensitivityBenchmark> Benchmarks, EValue EValue, string? Reason)
{
    /// <summary>Causes that differ between clusters alone, and within them alone; null without clusters.</summary>
    public SensitivityByLevel? ByLevel { get; init; }
}

/// <summary>Robustness values for causes at one level alone.</summary>
/// <param name="Cluster">What is clustered by.</param>
/// <param name="Clusters">Number of clusters, G: what between-cluster causes are judged on.</param>
/// <param name="Within">For causes that differ between the rows of a cluster; NaN when the exposure doesn't.</param>
/// <param name="Between">For causes that differ between clusters, from the clusters' means; NaN with too few clusters.</param>
/// <param name="WithinReason">Why <paramref name="Within"/> is undefined; null when defined.</param>
/// <param name="BetweenReason">Why <paramref name="Between"/> is undefined; null when defined.</param>
public sealed record SensitivityByLevel(string Cluster, int Clusters, double Within, double Between, string? WithinReason, string? BetweenReason);

/// <summary>What an unmeasured cause as strong as a named covariate would do.</summary>
/// <param name="Covariate">The covariate.</param>
/// <param name="Exposure">Share of the exposure's residual variance that such a cause explains (of the weights' variance, in average effects).</param>
/// <param name="Outcome">Share of the outcome's residual variance that it explains.</param>
/// <param name="Lower">The lowest effect that it could leave.</param>
/// <param name="Upper">The highest.</param>
/// <param name="IntervalLower">Lower end of the interval at the lowest effect.</param>
/// <param name="IntervalUpper">Upper end of the interval at the highest effect.</param>
/// <param name="Changes">Whether 0 would come into an interval that doesn't hold it now.</param>
public sealed record SensitivityBenchmark(
    string Covariate, double Exposure, double Outcome, double Lower, double Upper, double IntervalLower, double IntervalUpper, bool Changes);

/// <summary>
/// How strongly an unmeasured cause would have to go with both exposure and outcome, as a risk ratio, to explain an effect away.
/// </summary>
/// <param name="Estimate">For the effect.</param>
/// <param name="Interval">For the end of its interval that is nearest to 0; 1 when 0 lies in it.</param>
/// <param name="StandardisedEffect">The effect in standard deviations of the outcome, d.</param>
/// <remarks>VanderWeele &amp; Ding (2017), <i>Annals of Internal Medicine</i> 167, 268–274: RR ≈ exp(0.91 d), E = RR + √(RR(RR − 1)). Supplementary.</remarks>
public sealed record EValue(double Estimate, double Interval, double StandardisedEffect)
{
    private const double LogRiskPerSd = 0.91;

    /// <summary>From an effect in units of the outcome.</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="lower">Lower end of its interval.</param>
    /// <param name="upper">Upper end.</param>
    /// <param name="sd">Standard deviation of the outcome.</param>
    public static EValue Of(double effect, double lower, double upper, double sd)
    {
        var nearest = lower <= 0 && upper >= 0 ? 0 : Math.Abs(lower) < Math.Abs(upper) ? lower : upper;
        return new EValue(Of(effect / sd), Of(nearest / sd), effect / sd);
    }

    private static double Of(double d)
    {
        var ratio = Math.Exp(LogRiskPerSd * Math.Abs(d));
        return ratio + Math.Sqrt(ratio * (ratio - 1));
    }
}
