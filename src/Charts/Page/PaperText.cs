using LobResearch.Charts.Theme;
using SkiaSharp;

namespace LobResearch.Charts.Page;

/// <summary>Writes words on a page; positions are baselines, in pixels.</summary>
internal static class PaperText
{
    /// <summary>From a left edge.</summary>
    public static void Left(SKCanvas canvas, string text, float x, float baseline, SKFont font, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawText(text, x, baseline, SKTextAlign.Left, font, paint);
    }

    /// <summary>Up to a right edge.</summary>
    public static void Right(SKCanvas canvas, string text, float right, float baseline, SKFont font, SKColor color) =>
        Left(canvas, text, right - font.MeasureText(text), baseline, font, color);

    /// <summary>Around a middle, moved as far as is needed to stay inside the margins.</summary>
    public static void Centred(SKCanvas canvas, string text, float middle, float baseline, SKFont font, SKColor color)
    {
        var width = font.MeasureText(text);
        var left = Math.Clamp(middle - width / 2, PageFrame.Margin, Math.Max(PageFrame.Margin, PageFrame.Right - width));
        Left(canvas, text, left, baseline, font, color);
    }

    /// <summary>On a patch of paper, so that a plot's lines don't run through the words.</summary>
    public static void OnPaper(SKCanvas canvas, string text, float x, float baseline, SKFont font, SKColor color)
    {
        using var paper = new SKPaint { Color = ChartColors.Paper };
        canvas.DrawRect(x - 2, baseline - 15, font.MeasureText(text) + 4, 20, paper);
        Left(canvas, text, x, baseline, font, color);
    }

    /// <summary>Lines under each other, from the first one's baseline.</summary>
    public static void Lines(SKCanvas canvas, IReadOnlyList<string> lines, float x, float baseline, SKFont font, SKColor color)
    {
        foreach (var line in lines)
        {
            Left(canvas, line, x, baseline, font, color);
            baseline += PageFrame.LineHeight;
        }
    }

    /// <summary>Lines whose block has its middle at a height.</summary>
    public static void LinesAround(SKCanvas canvas, IReadOnlyList<string> lines, float x, float middle, SKFont font, SKColor color) =>
        Lines(canvas, lines, x, middle + 5 - (lines.Count - 1) * PageFrame.LineHeight / 2, font, color);
}
