using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;
using ScottPlot;
using SkiaSharp;
using Language = LobResearch.Charts.Theme.Language;

namespace LobResearch.Charts.Forest;

/// <summary>
/// A forest plot: one line per estimate with its interval, the numbers beside it, and below it what they rest on.
/// </summary>
/// <remarks>ScottPlot draws axis, grid, points and intervals; the table around it is set in the same font.</remarks>
internal sealed class ForestPlot : IChart
{
    private readonly ForestPlotContent _content;
    private readonly Released<ForestPlotContent> _released;
    private readonly ForestLayout _layout;

    /// <summary>Lays the plot out.</summary>
    /// <exception cref="ArgumentException">There are no rows.</exception>
    public ForestPlot(Released<ForestPlotContent> released)
    {
        var content = released.Content;
        if (content.Groups.Sum(group => group.Rows.Count) == 0)
            throw new ArgumentException("A forest plot has at least one row.", nameof(released));
        ChartFonts.Register();
        (_content, _released) = (content, released);
        _layout = new ForestLayout(released);
    }

    /// <inheritdoc/>
    public int Width => (int)ForestLayout.Width;

    /// <inheritdoc/>
    public int Height => (int)_layout.Height;

    /// <inheritdoc/>
    public string Title => TextLines.Clean(_content.Title);

    /// <inheritdoc/>
    public string AltText => ForestWords.AltText(_released, _layout.Decimals);

    /// <inheritdoc/>
    public IReadOnlyList<string[]> Data =>
    [
        ["group", "label", "estimate", "lower", "upper", "n", "clusters", "reason"],
        .. _content.Groups.SelectMany(group => group.Rows.Select(row => new[]
        {
            group.Heading, row.Label, CsvText.Number(row.Estimate), CsvText.Number(row.Lower), CsvText.Number(row.Upper),
            row.IsWithheld ? "" : CsvText.Number(row.Persons), !row.IsWithheld && row.Clusters is { } count ? CsvText.Number(count) : "", row.Reason ?? "",
        })),
    ];

    /// <inheritdoc/>
    public void Draw(SKCanvas canvas)
    {
        canvas.Clear(ChartColors.Paper);
        DrawPlot(canvas);
        DrawHead(canvas);
        DrawTable(canvas);
        DrawFoot(canvas);
    }

    private void DrawPlot(SKCanvas canvas)
    {
        using var plot = new Plot();
        plot.Font.Set(ChartFonts.Family);
        // Not transparent: in SVG the drawing library leaves a transparent fill out, and a shape without one is black.
        plot.FigureBackground.Color = ToScottPlot(ChartColors.Paper);
        plot.DataBackground.Color = ToScottPlot(ChartColors.Paper);
        plot.Axes.Left.IsVisible = false;
        plot.Axes.Right.IsVisible = false;
        plot.Axes.Top.IsVisible = false;
        plot.Axes.Bottom.TickLabelStyle.FontName = ChartFonts.Family;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 13.5f;
        plot.Axes.Bottom.TickLabelStyle.ForeColor = ToScottPlot(ChartColors.Ink);
        plot.Axes.Bottom.FrameLineStyle.Color = ToScottPlot(ChartColors.Soft);
        plot.Axes.Bottom.MinorTickStyle.Length = 0;
        plot.Grid.MajorLineColor = ToScottPlot(ChartColors.Line);
        plot.Grid.YAxisStyle.IsVisible = false;

        var (low, high) = Range();
        plot.Axes.SetLimits(low, high, _layout.PlotBottom, _layout.PlotTop);
        SetTicks(plot, low, high);
        var reference = plot.Add.VerticalLine(_content.NoDifference);
        reference.Color = ToScottPlot(ChartColors.Ink);
        reference.LineWidth = 1.2f;
        foreach (var (row, middle) in _layout.Rows.Where(placed => placed.Row.IsComplete).Select(placed => (placed.Row, placed.Middle)))
        {
            var interval = plot.Add.Line(row.Lower, middle, row.Upper, middle);
            interval.Color = ToScottPlot(ChartColors.Estimate);
            interval.LineWidth = 2.4f;
            var point = plot.Add.Marker(row.Estimate, middle, MarkerShape.FilledCircle, 9, ToScottPlot(ChartColors.Estimate));
            point.MarkerStyle.LineWidth = 0;
        }

        plot.Layout.Fixed(new PixelPadding(
            _layout.PlotLeft, ForestLayout.Width - _layout.PlotRight, _layout.Height - _layout.PlotBottom, _layout.PlotTop));
        var page = new PixelRect(0, ForestLayout.Width, _layout.Height, 0);
        // A plot's first rendering draws twice, once to measure: that one goes nowhere, or the SVG would hold each axis twice.
        using (var nowhere = new SKNoDrawCanvas(Width, Height))
            plot.Render(nowhere, page);
        plot.Render(canvas, page);
    }

    private void DrawHead(SKCanvas canvas)
    {
        var y = ForestLayout.Margin;
        foreach (var line in _layout.Banner)
        {
            y += ForestLayout.LineHeight;
            Write(canvas, line, ForestLayout.Margin, y - 4, ForestLayout.HeadingFont, ChartColors.Banner);
        }

        if (_layout.Banner.Count > 0)
            y += 12;
        foreach (var line in _layout.Title)
        {
            y += 25;
            Write(canvas, line, ForestLayout.Margin, y - 6, ForestLayout.TitleFont, ChartColors.Ink);
        }

        y += 4;
        foreach (var line in _layout.Subtitle)
        {
            y += ForestLayout.LineHeight;
            Write(canvas, line, ForestLayout.Margin, y - 4, ForestLayout.TextFont, ChartColors.Soft);
        }
    }

    private void DrawTable(SKCanvas canvas)
    {
        WriteRight(canvas, ForestWords.EstimateHeading(_content), _layout.EstimateRight, _layout.HeadingsBaseline, ForestLayout.HeadingFont);
        WriteRight(canvas, ForestWords.PersonsHeading, _layout.PersonsRight, _layout.HeadingsBaseline, ForestLayout.HeadingFont);
        WriteRight(canvas, _content.ClusterHeading, _layout.ClustersRight, _layout.HeadingsBaseline, ForestLayout.HeadingFont);
        foreach (var (heading, middle) in _layout.Headings)
            WriteOnPaper(canvas, TextLines.Clean(heading), ForestLayout.Margin, middle + 5, ForestLayout.HeadingFont, ChartColors.Ink);
        foreach (var placed in _layout.Rows)
        {
            var baseline = placed.Middle + 5 - (placed.Label.Count - 1) * ForestLayout.LineHeight / 2;
            foreach (var line in placed.Label)
            {
                Write(canvas, line, ForestLayout.Margin, baseline, ForestLayout.TextFont, ChartColors.Ink);
                baseline += ForestLayout.LineHeight;
            }

            WriteNumbers(canvas, placed, placed.Middle + 5);
        }
    }

    private void WriteNumbers(SKCanvas canvas, PlacedRow placed, float baseline)
    {
        var row = placed.Row;
        if (row.IsComplete)
        {
            WriteRight(canvas, ForestWords.Estimate(row, _layout.Decimals, _content.Language), _layout.EstimateRight, baseline, ForestLayout.TextFont);
        }
        else
        {
            // The reason stands where the point and the numbers would be.
            var reason = placed.Reason;
            var line = baseline - (reason.Count - 1) * ForestLayout.LineHeight / 2;
            foreach (var text in reason)
            {
                WriteOnPaper(canvas, text, _layout.PlotLeft + 2, line, ForestLayout.TextFont, ChartColors.Soft);
                line += ForestLayout.LineHeight;
            }
        }

        if (row.IsWithheld)
            return;
        WriteRight(canvas, Numbers.Count(row.Persons, _content.Language), _layout.PersonsRight, baseline, ForestLayout.TextFont);
        if (row.Clusters is { } clusters)
            WriteRight(canvas, Numbers.Count(clusters, _content.Language), _layout.ClustersRight, baseline, ForestLayout.TextFont);
    }

    private void DrawFoot(SKCanvas canvas)
    {
        var y = _layout.AxisTop + 14;
        foreach (var line in _layout.Axis)
        {
            var width = ForestLayout.TextFont.MeasureText(line);
            var centred = (_layout.PlotLeft + _layout.PlotRight - width) / 2;
            var left = Math.Clamp(centred, ForestLayout.Margin, Math.Max(ForestLayout.Margin, ForestLayout.Width - ForestLayout.Margin - width));
            Write(canvas, line, left, y, ForestLayout.TextFont, ChartColors.Ink);
            y += ForestLayout.LineHeight;
        }

        y = _layout.CaptionTop + 14;
        foreach (var line in _layout.Caption)
        {
            Write(canvas, line, ForestLayout.Margin, y, ForestLayout.TextFont, ChartColors.Soft);
            y += ForestLayout.LineHeight;
        }
    }

    // All of every interval and the line of no difference, with a little air.
    private (double Low, double High) Range()
    {
        var ends = _layout.Rows.Where(placed => placed.Row.IsComplete)
            .SelectMany(placed => new[] { placed.Row.Lower, placed.Row.Upper, placed.Row.Estimate }).Append(_content.NoDifference).ToList();
        var (low, high) = (ends.Min(), ends.Max());
        var air = high > low ? (high - low) * 0.06 : Math.Max(1, Math.Abs(high) * 0.1);
        return (low - air, high + air);
    }

    // Ticks at 1, 2 or 5 times a power of ten: few enough to read, each written with the decimals that it needs.
    private void SetTicks(Plot plot, double low, double high)
    {
        var rough = (high - low) / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = new[] { 1.0, 2, 5, 10 }.First(factor => factor * power >= rough) * power;
        var decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        var first = (long)Math.Ceiling(low / step - 1e-9);
        var last = (long)Math.Floor(high / step + 1e-9);
        var positions = Enumerable.Range(0, (int)(last - first) + 1).Select(index => (first + index) * step).ToArray();
        plot.Axes.Bottom.SetTicks(positions, positions.Select(position => Numbers.Fixed(position, decimals, _content.Language)).ToArray());
    }

    private static void Write(SKCanvas canvas, string text, float x, float baseline, SKFont font, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        canvas.DrawText(text, x, baseline, SKTextAlign.Left, font, paint);
    }

    // Words that stand in the plot's area keep its lines from running through them.
    private static void WriteOnPaper(SKCanvas canvas, string text, float x, float baseline, SKFont font, SKColor color)
    {
        using var paper = new SKPaint { Color = ChartColors.Paper };
        canvas.DrawRect(x - 2, baseline - 15, font.MeasureText(text) + 4, 20, paper);
        Write(canvas, text, x, baseline, font, color);
    }

    private static void WriteRight(SKCanvas canvas, string text, float right, float baseline, SKFont font) =>
        Write(canvas, text, right - font.MeasureText(text), baseline, font, ChartColors.Ink);

    private static Color ToScottPlot(SKColor color) => new(color.Red, color.Green, color.Blue, color.Alpha);
}
