using System.Globalization;
using LobResearch.Statistics.Distributions;

namespace LobResearch.Statistics.EffectSizes;

/// <summary>Difference between the means of two independent groups, without taking their variances for equal.</summary>
/// <remarks>Welch (1947), <i>Biometrika</i> 34, 28–35. Rows are taken for independent: pupils of a few schools are not.</remarks>
/// <param name="Difference">First mean less the second.</param>
/// <param name="FirstMean">Mean of the first group.</param>
/// <param name="SecondMean">Mean of the second.</param>
/// <param name="FirstN">Size of the first group.</param>
/// <param name="SecondN">Size of the second.</param>
/// <param name="StandardError">Of the difference.</param>
/// <param name="DegreesOfFreedom">Welch's.</param>
/// <param name="Confidence">Confidence level of the interval.</param>
public sealed record WelchTest(
    double Difference, double FirstMean, double SecondMean, int FirstN, int SecondN, double StandardError, double DegreesOfFreedom, double Confidence)
{
    /// <summary>Difference over its error.</summary>
    public double T => Difference / StandardError;

    /// <summary>Two-sided p value.</summary>
    public double P => StudentT.TwoSidedP(T, DegreesOfFreedom);

    /// <summary>Lower end of the interval.</summary>
    public double Lower => Difference - Half;

    /// <summary>Upper end of the interval.</summary>
    public double Upper => Difference + Half;

    private double Half => StudentT.TwoSidedQuantile(Confidence, DegreesOfFreedom) * StandardError;

    /// <summary>Compares two groups.</summary>
    /// <param name="first">Outcomes of one group.</param>
    /// <param name="second">Outcomes of the other, in the same unit.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <exception cref="StatisticsException">Fewer than two values in a group, a missing one, or no variation in both.</exception>
    public static WelchTest Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double confidence = 0.95)
    {
        var (one, other) = (SampleSummary.Of(first, "The first group"), SampleSummary.Of(second, "The second group"));
        var difference = one.ToMean().Less(other.ToMean());
        if (!difference.HasError)
            throw new StatisticsException("The values do not vary in either group, so their difference has no error.");
        if (confidence is not (> 0 and < 1))
            throw new StatisticsException("A confidence level lies between 0 and 1, such as 0.95.");
        return new WelchTest(difference.Value, one.Mean, other.Mean, one.N, other.N, difference.StandardError, difference.DegreesOfFreedom, confidence);
    }

    /// <summary>The test as text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Difference:0.000}, {100 * Confidence:G4} % interval {Lower:0.000} to {Upper:0.000}, t({DegreesOfFreedom:0.0}) = {T:0.00}, {Measurement.ReliabilityText.P(P)} (Welch)");
}
