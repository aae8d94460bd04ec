using MathNet.Numerics.Distributions;

namespace LobResearch.Statistics.Measurement;

/// <summary>The interval of a correlation by Fisher's z.</summary>
/// <remarks>Fisher (1921), <i>Metron</i> 1(4), 3–32: artanh r is about normal with variance 1/(n − 3). As R's <c>cor.test</c>.</remarks>
public static class CorrelationInterval
{
    /// <summary>Fewest pairs that give an interval.</summary>
    public const int FewestPairs = 4;

    /// <summary>Lower and upper end; NaN for an undefined correlation or fewer than four pairs.</summary>
    /// <param name="correlation">Pearson's r.</param>
    /// <param name="pairs">Independent pairs it is of.</param>
    /// <param name="confidence">Confidence level, between 0 and 1.</param>
    /// <exception cref="StatisticsException">No confidence level.</exception>
    public static (double Lower, double Upper) Of(double correlation, int pairs, double confidence = 0.95)
    {
        if (confidence is not (> 0 and < 1))
            throw new StatisticsException("A confidence level lies between 0 and 1, such as 0.95.");
        if (double.IsNaN(correlation) || pairs < FewestPairs)
            return (double.NaN, double.NaN);
        // Rounding can take a perfect correlation beyond 1.
        var (z, half) = (Math.Atanh(Math.Clamp(correlation, -1, 1)), Normal.InvCDF(0, 1, (1 + confidence) / 2) / Math.Sqrt(pairs - 3));
        return (Math.Tanh(z - half), Math.Tanh(z + half));
    }
}
