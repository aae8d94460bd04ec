namespace LobResearch.Statistics.Results;

/// <summary>An estimated coefficient with its uncertainty.</summary>
/// <param name="Term">Name of the design column.</param>
/// <param name="Estimate">In units of the outcome per unit of the column.</param>
/// <param name="StandardError">Same unit; NaN when undefined.</param>
/// <param name="DegreesOfFreedom">For the t distribution; NaN when undefined.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end of the interval.</param>
/// <param name="IntervalMethod">How the interval was made: t, satterthwaite-t …</param>
/// <param name="Reason">Why a number is undefined; null when all are defined.</param>
public sealed record Coefficient(
    string Term, double Estimate, double StandardError, double DegreesOfFreedom, double Lower, double Upper, string IntervalMethod, string? Reason)
{
    /// <summary>Estimate over standard error.</summary>
    public double Statistic => Estimate / StandardError;

    /// <summary>Two-sided p value against 0.</summary>
    public double P => Distributions.StudentT.TwoSidedP(Statistic, DegreesOfFreedom);

    /// <summary>The same estimate and error with other degrees of freedom, and its t interval.</summary>
    /// <param name="df">Degrees of freedom, above 0.</param>
    /// <param name="confidence">Confidence level, between 0 and 1.</param>
    public Coefficient WithDegrees(double df, double confidence) => WithT(Term, Estimate, StandardError, df, confidence, IntervalMethod, Reason);

    /// <summary>Makes a coefficient with a t interval.</summary>
    internal static Coefficient WithT(string term, double estimate, double se, double df, double confidence, string method, string? reason)
    {
        var half = Distributions.StudentT.TwoSidedQuantile(confidence, df) * se;
        return new Coefficient(term, estimate, se, df, estimate - half, estimate + half, method, reason);
    }
}
