using MathNet.Numerics;

namespace LobResearch.Statistics.Distributions;

/// <summary>Fisher's F distribution.</summary>
public static class FisherF
{
    /// <summary>Probability of a value above <paramref name="f"/>.</summary>
    /// <param name="f">The statistic, 0 or more.</param>
    /// <param name="numDf">Numerator degrees of freedom.</param>
    /// <param name="denDf">Denominator degrees of freedom.</param>
    public static double UpperP(double f, double numDf, double denDf)
    {
        if (double.IsNaN(f) || numDf <= 0 || denDf <= 0)
            return double.NaN;
        if (double.IsInfinity(f))
            return 0;
        // Abramowitz & Stegun 26.6.2.
        return SpecialFunctions.BetaRegularized(denDf / 2, numDf / 2, denDf / (denDf + numDf * f));
    }
}
