using SkiaSharp;

namespace LobResearch.Charts.Theme;

/// <summary>Colours that stay apart for the colour-blind and in grey print.</summary>
/// <remarks>Blue is Okabe &amp; Ito (2008), darkened to a contrast of 7 : 1 on white.</remarks>
internal static class ChartColors
{
    public static readonly SKColor Ink = new(0x1a, 0x1a, 0x1a);
    public static readonly SKColor Soft = new(0x59, 0x59, 0x59);
    public static readonly SKColor Line = new(0xd9, 0xd9, 0xd9);
    public static readonly SKColor Paper = SKColors.White;
    public static readonly SKColor Estimate = new(0x00, 0x4f, 0x80);
    public static readonly SKColor Banner = new(0x9c, 0x3d, 0x00);

    /// <summary>What stands aside from the picture's own series, such as missing answers or single schools.</summary>
    public static readonly SKColor Aside = new(0xa6, 0xa6, 0xa6);
}
