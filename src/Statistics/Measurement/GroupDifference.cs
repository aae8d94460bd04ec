using LobResearch.Statistics.EffectSizes;

namespace LobResearch.Statistics.Measurement;

/// <summary>A scale's mean score in one of two groups against the other.</summary>
/// <param name="Scale">The scale.</param>
/// <param name="First">The group that the other is taken from.</param>
/// <param name="Second">The other group.</param>
/// <param name="Welch">The comparison; null with a reason.</param>
/// <param name="Reason">Why there is none; null when there is one.</param>
public sealed record GroupDifference(string Scale, string First, string Second, WelchTest? Welch, string? Reason)
{
    internal static GroupDifference Of(string scale, string first, double[] firstScores, string second, double[] secondScores, double confidence)
    {
        try
        {
            // By size, whatever the order of rows.
            return new GroupDifference(scale, first, second, WelchTest.Of(firstScores.Order().ToArray(), secondScores.Order().ToArray(), confidence), null);
        }
        catch (StatisticsException fault)
        {
            return new GroupDifference(scale, first, second, null, fault.Message);
        }
    }

    /// <summary>The comparison as text.</summary>
    public override string ToString() => $"{Scale}, {First} − {Second}: {(Welch is null ? $"none, {Reason}" : Welch.ToString())}";
}
