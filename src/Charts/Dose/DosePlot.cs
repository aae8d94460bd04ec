using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.Causal.Dose;
using SkiaSharp;

namespace LobResearch.Charts.Dose;

/// <summary>Curves with their band over the dose, and below each how many persons had that dose; two panels a row.</summary>
internal sealed class DosePlot : PagePicture
{
    private const float CurveHeight = 170;
    private const float DensityHeight = 44;
    private const float TicksWidth = 44;
    private const float Gap = 22;
    private static readonly SKColor BandColor = new(0xc2, 0xd9, 0xe8);
    private readonly DoseContent _content;
    private readonly List<(DoseComparison Curve, float Top, Panel Panel)> _panels = [];

    /// <summary>Lays the plot out.</summary>
    public DosePlot(Released<DoseContent> released)
        : base(released.Banner, DoseWords.Title(released.Content), DoseWords.Subtitle(released.Content), DoseWords.Caption(released))
    {
        _content = released.Content;
        var grid = new PanelGrid(_content.Curves.Count, Gap);
        var up = AxisTicks.Around([0, .. _content.Shown.SelectMany(curve => curve.Drawn).SelectMany(point => new[] { point.Estimate, point.BandLower, point.BandUpper }).Where(double.IsFinite)]);
        var furthest = Math.Max(_content.Curves.SelectMany(curve => curve.Points).Max(point => point.Dose) * 1.04, _content.Curves.SelectMany(curve => curve.Density).Select(bin => bin.To).Append(0).Max());
        var above = 44 + (_content.Curves.Any(curve => curve.Unknown.Persons > 0) ? PageFrame.LineHeight : 0);
        for (var place = 0; place < _content.Curves.Count; place++)
        {
            var (left, top) = grid.At(place, Frame.BodyTop, above + CurveHeight + DensityHeight + 40);
            _panels.Add((_content.Curves[place], top, new Panel(left + TicksWidth, top + above, left + grid.Width, top + above + CurveHeight, (0, furthest), up)));
        }

        Frame.EndBody(_panels[^1].Panel.Bottom + DensityHeight + 24 + 2 * PageFrame.LineHeight);
    }

    /// <inheritdoc/>
    protected override string Told => DoseWords.Told(_content);

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Data =>
    [
        ["component", "what", "dose", "dose_to", "estimate", "band_lower", "band_upper", "n", "schools", "reason"],
        .. _content.Curves.SelectMany(curve => _content.IsWithheld(curve) ? [[curve.Component, "", "", "", "", "", "", "", "", _content.Words.Withheld]] : Rows(curve)),
    ];

    /// <inheritdoc/>
    protected override void DrawBody(SKCanvas canvas)
    {
        foreach (var (curve, top, panel) in _panels)
        {
            PaperText.Left(canvas, _content.Words.Component(curve.Component), panel.Left, top + 14, PageFonts.Heading, ChartColors.Ink);
            if (_content.IsWithheld(curve))
            {
                PaperText.Left(canvas, _content.Words.Withheld, panel.Left, panel.Top + 22, PageFonts.Text, ChartColors.Soft);
                continue;
            }

            PaperText.Left(canvas, DoseWords.Group(_content, curve), panel.Left, top + 14 + PageFrame.LineHeight, PageFonts.Small, ChartColors.Soft);
            if (DoseWords.Unknown(_content, curve) is { } unknown)
                PaperText.Left(canvas, unknown, panel.Left, top + 14 + 2 * PageFrame.LineHeight, PageFonts.Small, ChartColors.Soft);
            DrawDensity(canvas, curve, panel);
            DrawCurve(canvas, curve, panel);
        }

        var bottom = _panels[^1].Panel.Bottom + DensityHeight + 40;
        PaperText.Centred(canvas, DoseWords.Across(_content), PageFrame.Width / 2, bottom, PageFonts.Text, ChartColors.Ink);
        PaperText.Centred(canvas, DoseWords.Up(_content), PageFrame.Width / 2, bottom + PageFrame.LineHeight, PageFonts.Text, ChartColors.Ink);
    }

    private IEnumerable<string[]> Rows(DoseComparison curve)
    {
        foreach (var point in curve.Drawn)
        {
            yield return
            [
                curve.Component, "curve", CsvText.Number(point.Dose), "", CsvText.Number(point.Estimate), CsvText.Number(point.BandLower), CsvText.Number(point.BandUpper),
                _content.Unknown(curve) is null ? "" : CsvText.Number(curve.Exposed.Persons + curve.Others.Persons), CsvText.Number(curve.Schools), _content.Unknown(curve) is null ? _content.Words.Withheld : "",
            ];
        }

        foreach (var bin in curve.Density)
        {
            var persons = _content.Persons(curve, bin);
            yield return
            [
                curve.Component, "persons", CsvText.Number(bin.From), CsvText.Number(bin.To), "", "", "", persons is { } count ? CsvText.Number(count) : "", "", persons is null ? _content.Words.Withheld : "",
            ];
        }
    }

    private void DrawCurve(SKCanvas canvas, DoseComparison curve, Panel panel)
    {
        panel.TicksUp(canvas, AxisTicks.Between(panel.Up.Low, panel.Up.High, _content.Language));
        // From dose 0 to the first with support there is no line, if doses between lack it.
        var first = curve.Drawn.FirstOrDefault(point => point.Dose > 0)?.Dose;
        var isWhole = !curve.Points.Any(point => point.Dose < first && !point.Supported);
        DrawRun(canvas, [.. curve.Drawn.Where(point => isWhole || point.Dose > 0)], panel);
        panel.Line(canvas, [(0, 0), (panel.Across.High, 0)], ChartColors.Ink, 1.2f);
        var last = curve.Drawn[^1].Dose;
        var words = DoseWords.NoSupport(_content.Words);
        if (panel.Right - panel.X(last) > PageFonts.Small.MeasureText(words) + 12)
            PaperText.OnPaper(canvas, words, panel.X(last) + 8, panel.Top + 14, PageFonts.Small, ChartColors.Soft);
    }

    private static void DrawRun(SKCanvas canvas, IReadOnlyList<DosePoint> run, Panel panel)
    {
        panel.Band(canvas, [.. run.Where(point => double.IsFinite(point.BandLower) && double.IsFinite(point.BandUpper)).Select(point => (point.Dose, point.BandLower, point.BandUpper))], BandColor);
        panel.Line(canvas, run.Select(point => (point.Dose, point.Estimate)), ChartColors.Estimate, 2.6f);
        if (run.Count == 1 && run[0].Dose > 0)
            Panel.Dot(canvas, panel.X(run[0].Dose), panel.Y(run[0].Estimate), ChartColors.Estimate, filled: true, radius: 4);
    }

    // Activities come in whole numbers.
    private AxisTicks Doses(DoseComparison curve, double high)
    {
        var ticks = AxisTicks.Between(0, high, _content.Language);
        if (curve.IsHours || ticks.Positions.All(double.IsInteger))
            return ticks;
        var whole = Enumerable.Range(0, (int)Math.Floor(high) + 1).ToList();
        return new AxisTicks([.. whole.Select(dose => (double)dose)], [.. whole.Select(dose => _content.Words.Count(dose))]);
    }

    private void DrawDensity(SKCanvas canvas, DoseComparison curve, Panel panel)
    {
        var most = curve.Density.Select(bin => _content.Persons(curve, bin) ?? 0).Append(1).Max();
        var density = panel with { Top = panel.Bottom + 8, Bottom = panel.Bottom + DensityHeight, Up = (0, most) };
        density.TicksAcross(canvas, Doses(curve, panel.Across.High));
        foreach (var bin in curve.Density)
        {
            if (_content.Persons(curve, bin) is { } persons)
            {
                density.Bar(canvas, bin.From, bin.To, 0, persons, ChartColors.Aside);
                continue;
            }

            var (x, y) = (density.X((bin.From + bin.To) / 2), density.Bottom - 8);
            Panel.Stroke(canvas, [(x - 4, y - 4), (x + 4, y + 4)], ChartColors.Soft, 1.4f);
            Panel.Stroke(canvas, [(x - 4, y + 4), (x + 4, y - 4)], ChartColors.Soft, 1.4f);
        }

        foreach (var bin in curve.Density)
        {
            if (_content.Persons(curve, bin) is not { } count)
                continue;
            var text = _content.Words.Count(count);
            if (PageFonts.Small.MeasureText(text) + 4 <= density.X(bin.To) - density.X(bin.From))
                PaperText.OnPaper(canvas, text, (density.X(bin.From) + density.X(bin.To) - PageFonts.Small.MeasureText(text)) / 2, density.Bottom - 6, PageFonts.Small, ChartColors.Ink);
        }

        density.Line(canvas, [(0, 0), (panel.Across.High, 0)], ChartColors.Ink, 1.2f);
    }
}
