using LobResearch.Charts.Theme;
using SkiaSharp;

namespace LobResearch.Charts.Page;

/// <summary>The sizes of the bundled font on a page: printed 16 cm wide, the smallest is 8.5 points.</summary>
internal static class PageFonts
{
    /// <summary>The finding.</summary>
    public static SKFont Title { get; } = Of(ChartFonts.Bold, 19);

    /// <summary>Headings of columns and groups.</summary>
    public static SKFont Heading { get; } = Of(ChartFonts.Bold, 14.5f);

    /// <summary>All other words.</summary>
    public static SKFont Text { get; } = Of(ChartFonts.Regular, 14.5f);

    /// <summary>Numbers inside marks, and labels where many stand together.</summary>
    public static SKFont Small { get; } = Of(ChartFonts.Regular, 13.5f);

    /// <summary>Bold numbers inside marks.</summary>
    public static SKFont SmallBold { get; } = Of(ChartFonts.Bold, 13.5f);

    private static SKFont Of(SKTypeface face, float size) => new(face, size) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true };
}
