using LobResearch.Statistics.Distributions;
using MathNet.Numerics;

namespace LobResearch.Statistics.EffectSizes;

/// <summary>Differences between two independent groups, or within pairs, in standard deviations.</summary>
/// <remarks>
/// Hedges (1981), <i>J. Educational Statistics</i> 6, 107–128, with the exact correction J; intervals by inverting the noncentral t
/// (Cumming &amp; Finch 2001, <i>Educational and Psychological Measurement</i> 61, 532–574), as R's effectsize.
/// </remarks>
public static class StandardisedDifference
{
    /// <summary>Name of the intervals.</summary>
    public const string IntervalMethod = "noncentral t";

    /// <summary>Cohen's d: difference in means over the pooled standard deviation.</summary>
    /// <param name="first">Outcomes of one group, in any unit.</param>
    /// <param name="second">Outcomes of the other, in the same unit.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <exception cref="StatisticsException">Fewer than two values in a group, a missing one, or no variation.</exception>
    public static EffectSize CohensD(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double confidence = 0.95)
    {
        var (one, other) = (SampleSummary.Of(first, "The first group"), SampleSummary.Of(second, "The second group"));
        var df = one.N + other.N - 2;
        var sd = Math.Sqrt(((one.N - 1) * one.Variance + (other.N - 1) * other.Variance) / df);
        return Of("d", one.Mean - other.Mean, sd, Math.Sqrt((double)one.N * other.N / (one.N + other.N)), df, confidence);
    }

    /// <summary>Hedges' g: Cohen's d without its small-sample bias.</summary>
    /// <inheritdoc cref="CohensD"/>
    public static EffectSize HedgesG(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double confidence = 0.95) =>
        Corrected(CohensD(first, second, confidence), "g", first.Length + second.Length - 2);

    /// <summary>d_z: mean of the differences within pairs over their standard deviation.</summary>
    /// <param name="first">One value per pair.</param>
    /// <param name="second">The other value per pair.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <exception cref="StatisticsException">Groups of different length, fewer than two pairs, a missing value, or no variation.</exception>
    public static EffectSize PairedD(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double confidence = 0.95)
    {
        if (first.Length != second.Length)
            throw new StatisticsException("Pairs need as many values in the one list as in the other.");
        var differences = new double[first.Length];
        for (var pair = 0; pair < differences.Length; pair++)
            differences[pair] = first[pair] - second[pair];
        var summary = SampleSummary.Of(differences, "The list of differences");
        return Of("d_z", summary.Mean, Math.Sqrt(summary.Variance), Math.Sqrt(summary.N), summary.N - 1, confidence);
    }

    /// <summary>g_z: d_z without its small-sample bias.</summary>
    /// <inheritdoc cref="PairedD"/>
    public static EffectSize PairedG(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double confidence = 0.95) =>
        Corrected(PairedD(first, second, confidence), "g_z", first.Length - 1);

    /// <summary>Hedges' correction J = Γ(df/2) / (√(df/2) Γ((df − 1)/2)).</summary>
    /// <param name="df">Degrees of freedom of the standard deviation, above 1.</param>
    public static double Correction(double df) => Math.Exp(SpecialFunctions.GammaLn(df / 2) - SpecialFunctions.GammaLn((df - 1) / 2)) / Math.Sqrt(df / 2);

    private static EffectSize Of(string name, double difference, double sd, double root, double df, double confidence)
    {
        if (!(sd > 0))
            throw new StatisticsException("The values do not vary, so no difference can be put in standard deviations.");
        if (confidence is not (> 0 and < 1))
            throw new StatisticsException("A confidence level lies between 0 and 1, such as 0.95.");
        var d = difference / sd;
        return new EffectSize(
            name, d, double.NaN, NoncentralT.Noncentrality(d * root, df, (1 + confidence) / 2) / root,
            NoncentralT.Noncentrality(d * root, df, (1 - confidence) / 2) / root, confidence, IntervalMethod);
    }

    private static EffectSize Corrected(EffectSize d, string name, double df)
    {
        var j = Correction(df);
        return d with { Name = name, Estimate = j * d.Estimate, Lower = j * d.Lower, Upper = j * d.Upper };
    }
}
