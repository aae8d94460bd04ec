using MathNet.Numerics;

namespace LobResearch.Statistics.Distributions;

/// <summary>Student's t distribution, also for fractional degrees of freedom and far in the tails.</summary>
public static class StudentT
{
    // Beyond this the t distribution equals the normal to the last digit that matters.
    private const double AlmostNormal = 1e10;

    /// <summary>Probability of a value further from 0 than <paramref name="t"/>, on both sides.</summary>
    /// <param name="t">The statistic.</param>
    /// <param name="df">Degrees of freedom, above 0; infinity gives the normal distribution.</param>
    public static double TwoSidedP(double t, double df)
    {
        if (double.IsNaN(t) || double.IsNaN(df) || df <= 0)
            return double.NaN;
        if (double.IsInfinity(t))
            return 0;
        if (df > AlmostNormal)
            return SpecialFunctions.Erfc(Math.Abs(t) / Math.Sqrt(2));
        // P(|T| > t) = I_x(df/2, 1/2) with x = df/(df + t²) (Abramowitz & Stegun 26.7.1): no difference from 1, so that
        // a p value of 1e-80 keeps its digits.
        return SpecialFunctions.BetaRegularized(df / 2, 0.5, df / (df + t * t));
    }

    /// <summary>Probability of a value above <paramref name="t"/>.</summary>
    /// <param name="t">The statistic.</param>
    /// <param name="df">Degrees of freedom, above 0; infinity gives the normal distribution.</param>
    public static double UpperP(double t, double df)
    {
        var tail = TwoSidedP(t, df) / 2;
        return t > 0 ? tail : 1 - tail;
    }

    /// <summary>The value that a share <paramref name="confidence"/> of the distribution lies within, around 0.</summary>
    /// <param name="confidence">Between 0 and 1, such as 0.95.</param>
    /// <param name="df">Degrees of freedom, above 0.</param>
    public static double TwoSidedQuantile(double confidence, double df)
    {
        if (double.IsNaN(df) || df <= 0 || confidence is not (> 0 and < 1))
            return double.NaN;
        var target = 1 - confidence;
        var low = 0.0;
        var high = 1.0;
        while (TwoSidedP(high, df) > target)
        {
            low = high;
            high *= 2;
            if (double.IsInfinity(high))
                return double.PositiveInfinity;
        }

        // Bisection: some sixty evaluations, and no starting value to go wrong for df below 1.
        while (true)
        {
            var middle = low + (high - low) / 2;
            if (middle <= low || middle >= high)
                return middle;
            if (TwoSidedP(middle, df) > target)
                low = middle;
            else
                high = middle;
        }
    }
}
