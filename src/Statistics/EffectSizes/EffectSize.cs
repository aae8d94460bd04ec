using System.Globalization;

namespace LobResearch.Statistics.EffectSizes;

/// <summary>A difference in standard deviations.</summary>
/// <param name="Name">Which: d, g, d_z, g_z, g (clustered).</param>
/// <param name="Estimate">In standard deviations.</param>
/// <param name="StandardError">Of the estimate; NaN when the interval isn't made of one.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Confidence">Confidence level.</param>
/// <param name="IntervalMethod">How the interval was made.</param>
public sealed record EffectSize(string Name, double Estimate, double StandardError, double Lower, double Upper, double Confidence, string IntervalMethod)
{
    /// <summary>The effect size as text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name} = {Estimate:0.000}, {100 * Confidence:G4} % interval {Lower:0.000} to {Upper:0.000} ({IntervalMethod})");
}
