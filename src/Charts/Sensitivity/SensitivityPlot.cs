using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.Causal.Sensitivity;
using SkiaSharp;

namespace LobResearch.Charts.Sensitivity;

/// <summary>Contours of what is left of an effect, over how strong an unmeasured cause is; two panels a row.</summary>
internal sealed class SensitivityPlot : PagePicture
{
    private const float PanelHeight = 210;
    private const float TicksWidth = 44;
    private const float Gap = 22;
    private const int Steps = 120;
    private const int LabelledMarks = 3;
    private readonly SensitivityContent _content;
    private readonly List<(HiddenCause Cause, float Top, IReadOnlyList<string> Heading, Panel Panel)> _panels = [];

    /// <summary>Lays the plot out.</summary>
    public SensitivityPlot(Released<SensitivityContent> released)
        : base(released.Banner, SensitivityText.Title(released.Content), SensitivityText.Subtitle(released.Content), SensitivityText.Caption(released))
    {
        _content = released.Content;
        var grid = new PanelGrid(_content.Causes.Count, Gap);
        var (across, up) = (Furthest(benchmark => benchmark.Exposure), Furthest(benchmark => benchmark.Outcome));
        var headings = _content.Causes.Select(cause => TextLines.Wrap(_content.IsWithheld(cause) ? "" : SensitivityText.Heading(_content, cause), PageFonts.Small, grid.Width - TicksWidth)).ToList();
        var above = 26 + headings.Max(lines => lines.Count) * PageFrame.LineHeight;
        for (var place = 0; place < _content.Causes.Count; place++)
        {
            var (left, top) = grid.At(place, Frame.BodyTop, PanelHeight + above + 40);
            _panels.Add((_content.Causes[place], top, headings[place], new Panel(left + TicksWidth, top + above, left + grid.Width, top + above + PanelHeight, (0, across), (0, up))));
        }

        Frame.EndBody(_panels[^1].Panel.Bottom + 24 + 2 * PageFrame.LineHeight);
    }

    /// <inheritdoc/>
    protected override string Told => SensitivityText.Told(_content);

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Data =>
    [
        ["component", "as_strong_as", "r2_exposure", "r2_outcome", "estimate", "lower", "upper", "n", "schools", "robustness", "robustness_of_interval", "reason"],
        .. _content.Causes.SelectMany(cause => _content.IsWithheld(cause) ? [[cause.Component, "", "", "", "", "", "", "", "", "", "", _content.Words.Withheld]] : Rows(cause)),
    ];

    /// <inheritdoc/>
    protected override void DrawBody(SKCanvas canvas)
    {
        foreach (var (cause, top, heading, panel) in _panels)
        {
            PaperText.Left(canvas, _content.Words.Component(cause.Component), panel.Left, top + 14, PageFonts.Heading, ChartColors.Ink);
            if (_content.IsWithheld(cause))
                PaperText.Left(canvas, _content.Words.Withheld, panel.Left, panel.Top + 22, PageFonts.Text, ChartColors.Soft);
            else
                DrawPanel(canvas, cause, panel);
            PaperText.Lines(canvas, heading, panel.Left, top + 14 + PageFrame.LineHeight, PageFonts.Small, ChartColors.Soft);
        }

        var bottom = _panels[^1].Panel.Bottom + 40;
        PaperText.Centred(canvas, SensitivityText.Across(_content.Words), PageFrame.Width / 2, bottom, PageFonts.Text, ChartColors.Ink);
        PaperText.Centred(canvas, SensitivityText.Up(_content.Words), PageFrame.Width / 2, bottom + PageFrame.LineHeight, PageFonts.Text, ChartColors.Ink);
    }

    private static IEnumerable<string[]> Rows(HiddenCause cause)
    {
        var own = cause.Sensitivity;
        var (lower, upper) = cause.HasInterval ? (own.Lower, own.Upper) : (double.NaN, double.NaN);
        string[] Row(string mark, double exposure, double outcome, double estimate, double low, double high) =>
        [
            cause.Component, mark, CsvText.Number(exposure), CsvText.Number(outcome), CsvText.Number(estimate), CsvText.Number(low), CsvText.Number(high), CsvText.Number(cause.Persons), CsvText.Number(cause.Schools),
            CsvText.Number(own.RobustnessValue), CsvText.Number(cause.HasInterval ? own.RobustnessValueOfInterval : double.NaN), "",
        ];
        yield return Row("", 0, 0, own.Estimate, lower, upper);
        foreach (var benchmark in own.Benchmarks)
        {
            var left = own.Estimate - Math.Sign(own.Estimate) * cause.Bias(benchmark.Exposure, benchmark.Outcome);
            yield return Row(benchmark.Covariate, benchmark.Exposure, benchmark.Outcome, left, double.NaN, double.NaN);
        }
    }

    // The same axes for all panels: every mark, and the strengths at which conclusions change.
    private double Furthest(Func<SensitivityBenchmark, double> share) => Math.Min(1, 1.2 * _content.Shown
        .SelectMany(cause => cause.Sensitivity.Benchmarks.Select(share).Where(value => value < 1).Append(cause.Sensitivity.RobustnessValue)).Append(0.02).Max());

    private void DrawPanel(SKCanvas canvas, HiddenCause cause, Panel panel)
    {
        var (words, own) = (_content.Words, cause.Sensitivity);
        panel.TicksAcross(canvas, Percents(panel.Across.High));
        panel.TicksUp(canvas, Percents(panel.Up.High));
        var lines = new List<(double Bias, string Label, SKColor Color, float Width, bool Dashed)> { (Math.Abs(own.Estimate), SensitivityText.Zero(words), ChartColors.Banner, 2.8f, false) };
        if (cause.IsDecided)
            lines.Add((Math.Abs(cause.NearerEnd), SensitivityText.Interval(words), ChartColors.Ink, 2, true));
        var most = cause.Bias(Math.Min(panel.Across.High, 0.99), panel.Up.High);
        var levels = AxisTicks.Between(own.Estimate > 0 ? own.Estimate - most : own.Estimate, own.Estimate > 0 ? own.Estimate : own.Estimate + most, _content.Language);
        for (var level = 0; level < levels.Positions.Length; level++)
        {
            var bias = Math.Abs(own.Estimate - levels.Positions[level]);
            if (Math.Abs(levels.Positions[level]) > 1e-9 && bias > 1e-9)
                lines.Add((bias, levels.Labels[level], ChartColors.Aside, 1.2f, false));
        }

        // The lines of levels under the thick ones, and all words above all lines.
        foreach (var line in Enumerable.Reverse(lines))
            panel.Line(canvas, Contour(cause, panel, line.Bias), line.Color, line.Width, line.Dashed);
        var written = new List<SKRect>();
        foreach (var line in lines)
        {
            if (Contour(cause, panel, line.Bias) is { Count: > 1 } points)
                Write(canvas, line.Label, panel.Right - PageFonts.Small.MeasureText(line.Label) - 4, panel.Y(points[^1].Y) - 5, panel, written, line.Color == ChartColors.Aside ? ChartColors.Soft : line.Color);
        }

        Panel.Stroke(canvas, [(panel.Left, panel.Top), (panel.Left, panel.Bottom), (panel.Right, panel.Bottom)], ChartColors.Ink, 1.2f);
        Marks(canvas, cause, panel, written);
    }

    // Where a bias of this size is reached, as far as the panel goes.
    private static List<(double X, double Y)> Contour(HiddenCause cause, Panel panel, double bias) => [.. Enumerable.Range(1, Steps)
        .Select(step => step / (double)Steps * Math.Min(panel.Across.High, 0.999)).Select(x => (X: x, Y: cause.OutcomeFor(bias, x))).Where(point => point.Y <= panel.Up.High)];

    private void Marks(SKCanvas canvas, HiddenCause cause, Panel panel, List<SKRect> written)
    {
        var strongest = cause.Sensitivity.Benchmarks.Where(mark => mark is { Exposure: < 1, Outcome: < 1 }).OrderByDescending(mark => cause.Bias(mark.Exposure, mark.Outcome)).ThenBy(mark => mark.Covariate, StringComparer.Ordinal).ToList();
        foreach (var mark in strongest.Take(LabelledMarks))
        {
            var full = _content.Words.Covariate(mark.Covariate);
            var (x, room) = (panel.X(mark.Exposure) + 8, panel.Right - panel.Left - 20);
            var text = TextLines.Wrap(full, PageFonts.Small, room) is { Count: > 1 } lines ? lines[0] + " …" : full;
            Write(canvas, text, Math.Min(x, panel.Right - PageFonts.Small.MeasureText(text) - 4), Math.Min(panel.Y(mark.Outcome) + 5, panel.Bottom - 6), panel, written, ChartColors.Estimate);
        }

        foreach (var mark in strongest)
            Panel.Dot(canvas, panel.X(mark.Exposure), panel.Y(mark.Outcome), ChartColors.Estimate, filled: true, radius: 4);
    }

    // Left out where it would stand on other words: the data file has it.
    private static void Write(SKCanvas canvas, string text, float x, float baseline, Panel panel, List<SKRect> written, SKColor color)
    {
        var place = new SKRect(x - 2, baseline - 13, x + PageFonts.Small.MeasureText(text) + 2, baseline + 4);
        if (place.Top < panel.Top || written.Exists(other => other.IntersectsWith(place)))
            return;
        written.Add(place);
        PaperText.OnPaper(canvas, text, x, baseline, PageFonts.Small, color);
    }

    private AxisTicks Percents(double high)
    {
        var ticks = AxisTicks.Between(0, 100 * high, _content.Language);
        return new AxisTicks([.. ticks.Positions.Select(position => position / 100)], [.. ticks.Labels.Select(label => label + "%")]);
    }
}
