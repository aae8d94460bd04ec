using SkiaSharp;

namespace LobResearch.Charts.Theme;

/// <summary>Shades of one colour from light to dark, for amounts.</summary>
internal static class Shades
{
    private static readonly SKColor Lightest = new(0xe6, 0xf0, 0xf7);

    /// <summary>A shade.</summary>
    /// <param name="share">0 for the lightest, 1 for the darkest.</param>
    public static SKColor At(double share)
    {
        var dark = ChartColors.Estimate;
        return new SKColor(Mix(Lightest.Red, dark.Red), Mix(Lightest.Green, dark.Green), Mix(Lightest.Blue, dark.Blue));

        byte Mix(byte light, byte end) => (byte)Math.Round(light + Math.Clamp(share, 0, 1) * (end - light));
    }

    /// <summary>The colour of words on a shade.</summary>
    public static SKColor WordsOn(double share) => share > 0.5 ? ChartColors.Paper : ChartColors.Ink;
}
