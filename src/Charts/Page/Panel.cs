using LobResearch.Charts.Theme;
using SkiaSharp;

namespace LobResearch.Charts.Page;

/// <summary>One of several small pictures on a page: from values to pixels, and what is drawn at values.</summary>
/// <param name="Left">Left edge, in pixels.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
/// <param name="Across">Values at the left and right edge.</param>
/// <param name="Up">Values at the bottom and top edge.</param>
internal sealed record Panel(float Left, float Top, float Right, float Bottom, (double Low, double High) Across, (double Low, double High) Up)
{
    private static readonly float[] Dashes = [6, 4];

    /// <summary>Where a value stands from left to right.</summary>
    public float X(double value) => (float)(Left + (value - Across.Low) / (Across.High - Across.Low) * (Right - Left));

    /// <summary>Where a value stands from bottom to top.</summary>
    public float Y(double value) => (float)(Bottom - (value - Up.Low) / (Up.High - Up.Low) * (Bottom - Top));

    /// <summary>Ticks under the panel with their lines through it.</summary>
    public void TicksAcross(SKCanvas canvas, AxisTicks ticks)
    {
        for (var tick = 0; tick < ticks.Positions.Length; tick++)
        {
            var x = X(ticks.Positions[tick]);
            Stroke(canvas, [(x, Top), (x, Bottom)], ChartColors.Line, 1);
            PaperText.Left(canvas, ticks.Labels[tick], x - PageFonts.Small.MeasureText(ticks.Labels[tick]) / 2, Bottom + 17, PageFonts.Small, ChartColors.Ink);
        }
    }

    /// <summary>Ticks beside the panel with their lines through it.</summary>
    public void TicksUp(SKCanvas canvas, AxisTicks ticks)
    {
        for (var tick = 0; tick < ticks.Positions.Length; tick++)
        {
            var y = Y(ticks.Positions[tick]);
            Stroke(canvas, [(Left, y), (Right, y)], ChartColors.Line, 1);
            PaperText.Right(canvas, ticks.Labels[tick], Left - 6, y + 5, PageFonts.Small, ChartColors.Ink);
        }
    }

    /// <summary>A line along values.</summary>
    public void Line(SKCanvas canvas, IEnumerable<(double X, double Y)> points, SKColor color, float width, bool dashed = false) =>
        Stroke(canvas, [.. points.Select(point => (X(point.X), Y(point.Y)))], color, width, dashed);

    /// <summary>A filled bar between two values each way.</summary>
    public void Bar(SKCanvas canvas, double left, double right, double low, double high, SKColor color)
    {
        using var paint = new SKPaint { Color = color };
        canvas.DrawRect(new SKRect(X(left) + 1, Y(high), X(right) - 1, Y(low)), paint);
    }

    /// <summary>An area between two lines.</summary>
    public void Band(SKCanvas canvas, IReadOnlyList<(double X, double Low, double High)> points, SKColor color)
    {
        if (points.Count < 2)
            return;
        using var path = new SKPath();
        path.MoveTo(X(points[0].X), Y(points[0].High));
        foreach (var point in points.Skip(1))
            path.LineTo(X(point.X), Y(point.High));
        foreach (var point in points.Reverse())
            path.LineTo(X(point.X), Y(point.Low));
        path.Close();
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawPath(path, paint);
    }

    /// <summary>A dot, filled or with paper inside.</summary>
    public static void Dot(SKCanvas canvas, float x, float y, SKColor color, bool filled, float radius = 5)
    {
        using var fill = new SKPaint { Color = filled ? color : ChartColors.Paper, IsAntialias = true };
        canvas.DrawCircle(x, y, radius, fill);
        using var rim = new SKPaint { Color = color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 1.8f };
        canvas.DrawCircle(x, y, radius, rim);
    }

    /// <summary>A line along pixels.</summary>
    public static void Stroke(SKCanvas canvas, IReadOnlyList<(float X, float Y)> points, SKColor color, float width, bool dashed = false)
    {
        if (points.Count < 2)
            return;
        using var path = new SKPath();
        path.MoveTo(points[0].X, points[0].Y);
        foreach (var (x, y) in points.Skip(1))
            path.LineTo(x, y);
        using var dash = dashed ? SKPathEffect.CreateDash(Dashes, 0) : null;
        using var paint = new SKPaint { Color = color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = width, PathEffect = dash };
        canvas.DrawPath(path, paint);
    }
}
