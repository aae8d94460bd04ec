using LobResearch.Charts.Theme;
using SkiaSharp;

namespace LobResearch.Charts.Page;

/// <summary>
/// What stands around every picture: banner, finding and subtitle above it, caption and source below. In pixels of a page 720 wide.
/// </summary>
/// <remarks>A layout takes <see cref="BodyTop"/>, places its picture, and says where that ends with <see cref="EndBody"/>; then the height is known.</remarks>
internal sealed class PageFrame
{
    /// <summary>Width of every page.</summary>
    public const float Width = 720;

    /// <summary>Left, right, top and bottom.</summary>
    public const float Margin = 20;

    /// <summary>Right edge of what may be drawn.</summary>
    public const float Right = Width - Margin;

    /// <summary>Width between the margins.</summary>
    public const float Usable = Width - 2 * Margin;

    /// <summary>From one line of text to the next.</summary>
    public const float LineHeight = 19;

    private const float TitleLine = 25;
    private readonly IReadOnlyList<string> _banner;
    private readonly IReadOnlyList<string> _title;
    private readonly IReadOnlyList<string> _subtitle;
    private readonly IReadOnlyList<string> _caption;
    private float _captionTop;

    /// <summary>Breaks the words into lines.</summary>
    /// <param name="banner">Across the top of generated data; null for none.</param>
    /// <param name="title">The finding.</param>
    /// <param name="subtitle">What was compared, and how; empty for none.</param>
    /// <param name="caption">How to read it, what was withheld, the source: each begins a line; an empty one is left out.</param>
    public PageFrame(string? banner, string title, string subtitle, IEnumerable<string?> caption)
    {
        ChartFonts.Register();
        _banner = banner is null ? [] : TextLines.Wrap(banner, PageFonts.Heading, Usable);
        _title = TextLines.Wrap(title, PageFonts.Title, Usable);
        _subtitle = TextLines.Wrap(subtitle, PageFonts.Text, Usable).Where(line => line.Length > 0).ToList();
        _caption = [.. caption.OfType<string>().SelectMany(part => part.Split('\n')).Where(line => line.Length > 0).SelectMany(line => TextLines.Wrap(line, PageFonts.Text, Usable))];
        BodyTop = Margin + _banner.Count * LineHeight + (_banner.Count > 0 ? 12 : 0) + _title.Count * TitleLine + 4 + _subtitle.Count * LineHeight + 14;
    }

    /// <summary>Where the picture begins.</summary>
    public float BodyTop { get; }

    /// <summary>Height of the page; 0 until the picture's end is known.</summary>
    public float Height { get; private set; }

    /// <summary>Says where the picture ends, its axis's words included.</summary>
    public void EndBody(float bottom)
    {
        _captionTop = bottom + 16;
        Height = MathF.Ceiling(_captionTop + _caption.Count * LineHeight + Margin - 4);
    }

    /// <summary>Draws what stands above and below the picture.</summary>
    public void Draw(SKCanvas canvas)
    {
        var y = Margin;
        foreach (var line in _banner)
        {
            y += LineHeight;
            PaperText.Left(canvas, line, Margin, y - 4, PageFonts.Heading, ChartColors.Banner);
        }

        if (_banner.Count > 0)
            y += 12;
        foreach (var line in _title)
        {
            y += TitleLine;
            PaperText.Left(canvas, line, Margin, y - 6, PageFonts.Title, ChartColors.Ink);
        }

        y += 4;
        PaperText.Lines(canvas, _subtitle, Margin, y + LineHeight - 4, PageFonts.Text, ChartColors.Soft);
        PaperText.Lines(canvas, _caption, Margin, _captionTop + 14, PageFonts.Text, ChartColors.Soft);
    }
}
