using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;
using SkiaSharp;

namespace LobResearch.Charts.Page;

/// <summary>A picture on a page: banner, finding and subtitle above it, how to read it and its source below.</summary>
/// <remarks>A layout places its body from <see cref="PageFrame.BodyTop"/> on and says where that ends; then the height is known.</remarks>
internal abstract class PagePicture : IChart
{
    private readonly string? _banner;

    /// <summary>Breaks what stands around the picture into lines.</summary>
    /// <param name="banner">Across the top of generated data; null for none.</param>
    /// <param name="title">The finding.</param>
    /// <param name="subtitle">What was compared, and how.</param>
    /// <param name="caption">How to read it, what was withheld, the source: each begins a line; an empty one is left out.</param>
    protected PagePicture(string? banner, string title, string subtitle, IEnumerable<string?> caption)
    {
        (_banner, Title) = (banner, TextLines.Clean(title));
        Frame = new PageFrame(banner, title, subtitle, caption);
    }

    /// <inheritdoc/>
    public int Width => (int)PageFrame.Width;

    /// <inheritdoc/>
    public int Height => (int)Frame.Height;

    /// <inheritdoc/>
    public string Title { get; }

    /// <inheritdoc/>
    public string AltText => TextLines.Clean($"{(_banner is null ? "" : _banner + ". ")}{Told}");

    /// <inheritdoc/>
    public abstract IReadOnlyList<string[]> Data { get; }

    /// <summary>What stands around the picture.</summary>
    protected PageFrame Frame { get; }

    /// <summary>The picture in words: what kind it is, its finding and its numbers.</summary>
    protected abstract string Told { get; }

    /// <inheritdoc/>
    public void Draw(SKCanvas canvas)
    {
        canvas.Clear(ChartColors.Paper);
        DrawPlots(canvas);
        Frame.Draw(canvas);
        DrawBody(canvas);
    }

    /// <summary>Draws what ScottPlot draws, which paints its own ground; nothing unless a picture has such a part.</summary>
    protected virtual void DrawPlots(SKCanvas canvas)
    {
    }

    /// <summary>Draws the picture itself.</summary>
    protected abstract void DrawBody(SKCanvas canvas);
}
