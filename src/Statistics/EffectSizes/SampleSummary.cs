using System.Globalization;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.EffectSizes;

/// <summary>Size, mean and variance of a list of numbers.</summary>
internal readonly record struct SampleSummary(int N, double Mean, double Variance)
{
    /// <summary>The mean with its error, the numbers taken for independent.</summary>
    public MeanEstimate ToMean() => MeanEstimate.Of(N, Mean, Math.Sqrt(Variance));

    /// <exception cref="StatisticsException">Fewer than two numbers, or one that is missing.</exception>
    public static SampleSummary Of(ReadOnlySpan<double> values, string name)
    {
        if (values.Length < 2)
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"{name} has {values.Length} value(s); a standard deviation needs two or more."));
        var sum = new CompensatedSum();
        foreach (var value in values)
            sum.Add(double.IsFinite(value) ? value : throw new StatisticsException($"{name} has a value that is missing or infinite. Leave such rows out first."));
        var mean = sum.Value / values.Length;
        var squares = new CompensatedSum();
        foreach (var value in values)
            squares.AddProduct(value - mean, value - mean);
        return new SampleSummary(values.Length, mean, squares.Value / (values.Length - 1));
    }
}
