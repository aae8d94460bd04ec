using LobResearch.Charts.Theme;
using ScottPlot;
using Language = LobResearch.Charts.Theme.Language;

namespace LobResearch.Charts.Page;

/// <summary>Ticks at 1, 2 or 5 times a power of ten: few enough to read, each written with the decimals that it needs.</summary>
/// <param name="Positions">Where they stand.</param>
/// <param name="Labels">What is written there.</param>
internal sealed record AxisTicks(double[] Positions, string[] Labels)
{
    /// <summary>About five ticks from one end to the other.</summary>
    /// <param name="low">Lower end of the axis.</param>
    /// <param name="high">Upper end, above the lower.</param>
    /// <param name="language">Language of the numbers.</param>
    public static AxisTicks Between(double low, double high, Language language)
    {
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1.0, 2, 5, 10 }.First(factor => factor * power >= rough) * power;
        var decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        var first = (long)Math.Ceiling(low / step - 1e-9);
        var last = (long)Math.Floor(high / step + 1e-9);
        var positions = Enumerable.Range(0, (int)(last - first) + 1).Select(index => (first + index) * step).ToArray();
        return new AxisTicks(positions, [.. positions.Select(position => Numbers.Fixed(position, decimals, language))]);
    }

    /// <summary>Ends of an axis that shows all of these values with a little air.</summary>
    /// <param name="values">At least one.</param>
    public static (double Low, double High) Around(IReadOnlyCollection<double> values)
    {
        var (low, high) = (values.Min(), values.Max());
        var air = high > low ? (high - low) * 0.06 : Math.Max(1, Math.Abs(high) * 0.1);
        return (low - air, high + air);
    }

    /// <summary>Puts the ticks on a horizontal or vertical axis.</summary>
    public void On(IAxis axis) => axis.SetTicks(Positions, Labels);
}
