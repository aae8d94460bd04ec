using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.EffectSizes;

/// <summary>What an interval and a smallest effect of interest say together.</summary>
public enum EquivalenceFinding
{
    /// <summary>The interval doesn't hold 0, and the effect may matter.</summary>
    Difference,

    /// <summary>Smaller than the smallest effect of interest, either way.</summary>
    Negligible,

    /// <summary>Not 0, and yet smaller than the smallest effect of interest.</summary>
    NegligibleDifference,

    /// <summary>Neither can be said: the data don't tell.</summary>
    Inconclusive,
}

/// <summary>Two one-sided tests: whether an effect is smaller than the smallest one of interest.</summary>
/// <param name="Bound">The smallest effect of interest, in the outcome's unit; the margins are ± it.</param>
/// <param name="P">The larger p value of both tests.</param>
/// <param name="Lower">Lower end of the interval of 1 − 2α.</param>
/// <param name="Upper">Its upper end.</param>
/// <param name="Finding">What both intervals say.</param>
/// <remarks>Schuirmann (1987), <i>J. Pharmacokinet. Biopharm.</i> 15, 657–680; with the estimator's own standard error and degrees of freedom. α is 1 − confidence.</remarks>
public sealed record Equivalence(double Bound, double P, double Lower, double Upper, EquivalenceFinding Finding)
{
    /// <summary>Tests an effect.</summary>
    /// <param name="effect">The effect with its interval.</param>
    /// <param name="bound">The smallest effect of interest, above 0.</param>
    /// <param name="confidence">Confidence level of the effect's interval: 0.95 gives an interval of 90 %.</param>
    /// <exception cref="StatisticsException">A bound of 0 or less.</exception>
    public static Equivalence Of(Coefficient effect, double bound, double confidence)
    {
        if (!(bound > 0))
            throw new StatisticsException("The smallest effect of interest is above 0, in the outcome's unit.");
        var (b, se, df) = (effect.Estimate, effect.StandardError, effect.DegreesOfFreedom);
        var half = StudentT.TwoSidedQuantile(2 * confidence - 1, df) * se;
        var p = Math.Max(StudentT.UpperP((b + bound) / se, df), StudentT.UpperP((bound - b) / se, df));
        if (double.IsNaN(p))
            return new Equivalence(bound, p, double.NaN, double.NaN, EquivalenceFinding.Inconclusive);
        var differs = effect.Lower > 0 || effect.Upper < 0;
        var small = p < 1 - confidence;
        return new Equivalence(bound, p, b - half, b + half, (differs, small) switch
        {
            (true, true) => EquivalenceFinding.NegligibleDifference,
            (true, false) => EquivalenceFinding.Difference,
            (false, true) => EquivalenceFinding.Negligible,
            _ => EquivalenceFinding.Inconclusive,
        });
    }
}
