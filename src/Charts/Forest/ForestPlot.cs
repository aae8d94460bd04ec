using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using ScottPlot;
using SkiaSharp;

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
        (_content, _released) = (content, released);
        _layout = new ForestLayout(released);
    }

    /// <inheritdoc/>
    public int Width => (int)PageFrame.Width;

    /// <inheritdoc/>
    public int Height => (int)_layout.Frame.Height;

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
        _layout.Frame.Draw(canvas);
        DrawTable(canvas);
        DrawAxis(canvas);
    }

    private void DrawPlot(SKCanvas canvas)
    {
        using var plot = PlotArea.Start();
        var (low, high) = AxisTicks.Around([.. _layout.Rows.Where(placed => placed.Row.IsComplete)
            .SelectMany(placed => new[] { placed.Row.Lower, placed.Row.Upper, placed.Row.Estimate }), _content.NoDifference]);
        plot.Axes.SetLimits(low, high, _layout.Area.Bottom, _layout.Area.Top);
        AxisTicks.Between(low, high, _content.Language).On(plot.Axes.Bottom);
        var reference = plot.Add.VerticalLine(_content.NoDifference);
        reference.Color = PlotArea.Of(ChartColors.Ink);
        reference.LineWidth = 1.2f;
        foreach (var (row, middle) in _layout.Rows.Where(placed => placed.Row.IsComplete).Select(placed => (placed.Row, placed.Middle)))
        {
            var interval = plot.Add.Line(row.Lower, middle, row.Upper, middle);
            interval.Color = PlotArea.Of(ChartColors.Estimate);
            interval.LineWidth = 2.4f;
            var point = plot.Add.Marker(row.Estimate, middle, MarkerShape.FilledCircle, 9, PlotArea.Of(ChartColors.Estimate));
            point.MarkerStyle.LineWidth = 0;
        }

        _layout.Area.Render(canvas, plot, _layout.Frame.Height);
    }

    private void DrawTable(SKCanvas canvas)
    {
        WriteRight(canvas, ForestWords.EstimateHeading(_content), _layout.EstimateRight, _layout.HeadingsBaseline, PageFonts.Heading);
        WriteRight(canvas, ForestWords.PersonsHeading, _layout.PersonsRight, _layout.HeadingsBaseline, PageFonts.Heading);
        WriteRight(canvas, _content.ClusterHeading, _layout.ClustersRight, _layout.HeadingsBaseline, PageFonts.Heading);
        foreach (var (heading, middle) in _layout.Headings)
            PaperText.OnPaper(canvas, TextLines.Clean(heading), PageFrame.Margin, middle + 5, PageFonts.Heading, ChartColors.Ink);
        foreach (var placed in _layout.Rows)
        {
            PaperText.LinesAround(canvas, placed.Label, PageFrame.Margin, placed.Middle, PageFonts.Text, ChartColors.Ink);
            WriteNumbers(canvas, placed, placed.Middle + 5);
        }
    }

    private void WriteNumbers(SKCanvas canvas, PlacedRow placed, float baseline)
    {
        var row = placed.Row;
        if (row.IsComplete)
        {
            WriteRight(canvas, ForestWords.Estimate(row, _layout.Decimals, _content.Language), _layout.EstimateRight, baseline, PageFonts.Text);
        }
        else
        {
            // The reason stands where the point and the numbers would be.
            var reason = placed.Reason;
            var line = baseline - (reason.Count - 1) * PageFrame.LineHeight / 2;
            foreach (var text in reason)
            {
                PaperText.OnPaper(canvas, text, _layout.Area.Left + 2, line, PageFonts.Text, ChartColors.Soft);
                line += PageFrame.LineHeight;
            }
        }

        if (row.IsWithheld)
            return;
        WriteRight(canvas, Numbers.Count(row.Persons, _content.Language), _layout.PersonsRight, baseline, PageFonts.Text);
        if (row.Clusters is { } clusters)
            WriteRight(canvas, Numbers.Count(clusters, _content.Language), _layout.ClustersRight, baseline, PageFonts.Text);
    }

    private void DrawAxis(SKCanvas canvas)
    {
        var y = _layout.Area.Bottom + PlotArea.TicksHeight + 14;
        foreach (var line in _layout.Axis)
        {
            PaperText.Centred(canvas, line, (_layout.Area.Left + _layout.Area.Right) / 2, y, PageFonts.Text, ChartColors.Ink);
            y += PageFrame.LineHeight;
        }
    }

    private static void WriteRight(SKCanvas canvas, string text, float right, float baseline, SKFont font) =>
        PaperText.Right(canvas, text, right, baseline, font, ChartColors.Ink);
}
