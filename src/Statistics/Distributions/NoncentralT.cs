using MathNet.Numerics;

namespace LobResearch.Statistics.Distributions;

/// <summary>The noncentral t distribution, which a standardised difference times a root of the sample sizes follows.</summary>
/// <remarks>Lenth (1989), algorithm AS 243, <i>Applied Statistics</i> 38, 185–189; terms are summed until they add nothing.</remarks>
public static class NoncentralT
{
    private const int MostTerms = 100_000;

    /// <summary>Probability of a value up to <paramref name="t"/>.</summary>
    /// <param name="t">The statistic.</param>
    /// <param name="df">Degrees of freedom, above 0.</param>
    /// <param name="noncentrality">Mean of the normal variate above the root.</param>
    public static double LowerP(double t, double df, double noncentrality)
    {
        if (!double.IsFinite(t) || !double.IsFinite(noncentrality) || !(df > 0))
            return double.NaN;
        return t < 0 ? 1 - Positive(-t, df, -noncentrality) : Positive(t, df, noncentrality);
    }

    /// <summary>The noncentrality with which <paramref name="t"/> is that distribution's quantile.</summary>
    /// <param name="t">The statistic.</param>
    /// <param name="df">Degrees of freedom, above 0.</param>
    /// <param name="probability">Of a value up to t, between 0 and 1.</param>
    public static double Noncentrality(double t, double df, double probability)
    {
        if (!double.IsFinite(t) || !(df > 0) || probability is not (> 0 and < 1))
            return double.NaN;
        // The probability falls with the noncentrality.
        var (low, high, step) = (t, t, 1.0);
        while (LowerP(t, df, low) < probability)
            low -= step *= 2;
        step = 1;
        while (LowerP(t, df, high) > probability)
            high += step *= 2;
        while (true)
        {
            var middle = low + (high - low) / 2;
            if (middle <= low || middle >= high)
                return middle;
            if (LowerP(t, df, middle) > probability)
                low = middle;
            else
                high = middle;
        }
    }

    private static double Positive(double t, double df, double noncentrality)
    {
        var below = 0.5 * SpecialFunctions.Erfc(noncentrality / Math.Sqrt(2));
        var x = t * t / (df + t * t);
        var half = noncentrality * noncentrality / 2;
        if (x == 0)
            return below;
        if (half == 0)
            return below + 0.5 * SpecialFunctions.BetaRegularized(0.5, df / 2, x);
        var sum = 0.0;
        for (var j = 0; j < MostTerms; j++)
        {
            // Poisson weights of even and odd terms, in logarithms: e^(−half) underflows for large noncentralities.
            var even = Math.Exp(j * Math.Log(half) - half - SpecialFunctions.GammaLn(j + 1));
            var odd = noncentrality / Math.Sqrt(2) * Math.Exp(j * Math.Log(half) - half - SpecialFunctions.GammaLn(j + 1.5));
            var term = even * SpecialFunctions.BetaRegularized(j + 0.5, df / 2, x) + odd * SpecialFunctions.BetaRegularized(j + 1, df / 2, x);
            sum += term;
            if (j > half && even + Math.Abs(odd) < 1e-17)
                break;
        }

        return Math.Clamp(below + sum / 2, 0, 1);
    }
}
