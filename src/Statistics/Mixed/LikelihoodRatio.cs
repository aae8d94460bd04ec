using MathNet.Numerics;

namespace LobResearch.Statistics.Mixed;

/// <summary>A likelihood-ratio test of a smaller against a larger model on the same rows.</summary>
/// <param name="ChiSquare">Difference of −2 log likelihood.</param>
/// <param name="DegreesOfFreedom">Difference in numbers of parameters.</param>
public sealed record LikelihoodRatio(double ChiSquare, int DegreesOfFreedom)
{
    /// <summary>Probability of a larger value. Where the smaller model has a variance of zero it is too large (up to double).</summary>
    public double P => SpecialFunctions.GammaUpperRegularized(DegreesOfFreedom / 2.0, Math.Max(ChiSquare, 0) / 2);

    /// <summary>Compares two models. Fits by REML whose fixed effects differ are fitted again by ML, as R's anova does.</summary>
    /// <exception cref="StatisticsException">They stand on different rows, or have equally many parameters.</exception>
    public static LikelihoodRatio Test(MixedModelFit first, MixedModelFit second)
    {
        if (!first.Frame.Rows.AsSpan().SequenceEqual(second.Frame.Rows) || !first.Frame.Response.AsSpan().SequenceEqual(second.Frame.Response))
            throw new StatisticsException($"The models stand on different rows ({first.N} and {second.N}) or outcomes and can't be compared. Take the rows that are complete for both.");
        var comparable = first.Options.Criterion == second.Options.Criterion &&
            (first.Options.Criterion == Criterion.Ml || first.Terms.SequenceEqual(second.Terms));
        var (smaller, larger) = first.Parameters < second.Parameters ? (first, second) : (second, first);
        if (smaller.Parameters == larger.Parameters)
            throw new StatisticsException($"Both models have {smaller.Parameters} parameters, so neither is a special case of the other. Compare their AIC.");
        if (!comparable)
            (smaller, larger) = (smaller.Refit(Criterion.Ml), larger.Refit(Criterion.Ml));
        return new LikelihoodRatio(smaller.Minus2LogLikelihood - larger.Minus2LogLikelihood, larger.Parameters - smaller.Parameters);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"χ²({DegreesOfFreedom}) = {ChiSquare:0.000}, p = {P:0.0000}");
}
