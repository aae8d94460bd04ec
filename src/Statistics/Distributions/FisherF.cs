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

    /// <summary>The value that a share <paramref name="probability"/> of the distribution lies below.</summary>
    /// <param name="probability">Between 0 and 1.</param>
    /// <param name="numDf">Numerator degrees of freedom, above 0.</param>
    /// <param name="denDf">Denominator degrees of freedom, above 0.</param>
    public static double Quantile(double probability, double numDf, double denDf)
    {
        if (!(numDf > 0) || !(denDf > 0) || probability is not (> 0 and < 1))
            return double.NaN;
        var (low, high) = (0.0, 1.0);
        while (IsBelow(high, probability, numDf, denDf))
        {
            low = high;
            high *= 2;
            if (double.IsInfinity(high))
                return double.PositiveInfinity;
        }

        // Bisection, as Student's t: no starting value to go wrong.
        while (true)
        {
            var middle = low + (high - low) / 2;
            if (middle <= low || middle >= high)
                return middle;
            if (IsBelow(middle, probability, numDf, denDf))
                low = middle;
            else
                high = middle;
        }
    }

    // Compared in the smaller tail, where digits aren't lost to a difference from 1.
    private static bool IsBelow(double f, double probability, double numDf, double denDf) => probability < 0.5
        ? SpecialFunctions.BetaRegularized(numDf / 2, denDf / 2, numDf * f / (denDf + numDf * f)) < probability
        : UpperP(f, numDf, denDf) > 1 - probability;
}
