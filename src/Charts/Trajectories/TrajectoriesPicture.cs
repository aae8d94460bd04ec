using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using SkiaSharp;

namespace LobResearch.Charts.Trajectories;

/// <summary>A panel per component, two a row: means over the waves with and without the offer, schools as thin lines behind.</summary>
internal sealed class TrajectoriesPicture : PagePicture
{
    private const float PanelHeight = 190;
    private const float TicksWidth = 36;
    private const float Gap = 26;
    private const double Aside = 0.07;
    private static readonly SKColor SchoolColor = new(0xc9, 0xc9, 0xc9);
    private readonly TrajectoriesContent _content;
    private readonly List<(TrajectoryPanel Of, float Top, Panel Panel)> _panels = [];

    /// <summary>Lays the panels out.</summary>
    public TrajectoriesPicture(Released<TrajectoriesContent> released)
        : base(released.Banner, released.Content.Title, released.Content.Subtitle, released.Content.Caption(released.Note))
    {
        _content = released.Content;
        var values = _content.Shown.SelectMany(point => new[] { point.Mean.Value, point.Mean.Interval().Lower, point.Mean.Interval().Upper }.Concat(DrawnSchools(point).Select(school => school.Mean))).Where(double.IsFinite).ToList();
        var (low, high) = _content.Range;
        var up = AxisTicks.Around(values.Count == 0 ? [1, 4] : [.. values.Select(value => Math.Clamp(value, low, high))]);
        var grid = new PanelGrid(_content.Panels.Count, Gap);
        for (var place = 0; place < _content.Panels.Count; place++)
        {
            var (left, top) = grid.At(place, Frame.BodyTop, PanelHeight + 96);
            _panels.Add((_content.Panels[place], top, new Panel(left + TicksWidth, top + 62, left + grid.Width, top + 62 + PanelHeight, (-0.35, _content.Waves.Count - 0.65), up)));
        }

        Frame.EndBody(_panels[^1].Panel.Bottom + 24);
    }

    /// <inheritdoc/>
    protected override string Told
    {
        get
        {
            var kind = _content.IsDutch ? "Lijnen over de metingen. " : "Lines over the waves. ";
            var panels = _content.Panels.Select(panel => $"{panel.Name}: {Name(panel.With, true)}: {Means(panel.With)}; {Name(panel.Without, false)}: {Means(panel.Without)}.");
            return $"{kind}{_content.Title}. {_content.Subtitle} {string.Join(" ", panels)}";
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Data =>
    [
        ["component", "condition", "school", "wave", "mean", "lower", "upper", "n", "schools", "withheld"],
        .. _content.Panels.SelectMany(panel => new[] { (Line: panel.With, Condition: "offered"), (Line: panel.Without, Condition: "not_offered") }.SelectMany(side =>
            side.Line.Points.Zip(_content.Waves).SelectMany(pair => Rows(panel, side.Condition, pair.First, pair.Second.Id)))),
    ];

    /// <inheritdoc/>
    protected override void DrawBody(SKCanvas canvas)
    {
        foreach (var (of, top, panel) in _panels)
        {
            PaperText.Left(canvas, of.Name, panel.Left - TicksWidth, top + 14, PageFonts.Heading, ChartColors.Ink);
            Legend(canvas, Name(of.With, true), panel.Left - TicksWidth, top + 33, filled: true);
            Legend(canvas, Name(of.Without, false), panel.Left - TicksWidth, top + 52, filled: false);
            if (of.With.Points.Concat(of.Without.Points).Any(IsDrawn))
                DrawPanel(canvas, of, panel);
            else
                PaperText.Left(canvas, WithheldWords.Short(_content.Language), panel.Left, panel.Top + 22, PageFonts.Text, ChartColors.Soft);
        }
    }

    private static void Legend(SKCanvas canvas, string words, float left, float baseline, bool filled)
    {
        Panel.Stroke(canvas, [(left, baseline - 5), (left + 26, baseline - 5)], filled ? ChartColors.Estimate : ChartColors.Banner, 2.4f, dashed: !filled);
        Panel.Dot(canvas, left + 13, baseline - 5, filled ? ChartColors.Estimate : ChartColors.Banner, filled, 4.5f);
        PaperText.Left(canvas, words, left + 33, baseline, PageFonts.Small, ChartColors.Ink);
    }

    private void DrawPanel(SKCanvas canvas, TrajectoryPanel of, Panel panel)
    {
        panel.TicksUp(canvas, AxisTicks.Between(panel.Up.Low, panel.Up.High, _content.Language));
        foreach (var line in new[] { of.With, of.Without })
            DrawSchools(canvas, line, panel);
        DrawLine(canvas, of.Without, panel, filled: false);
        DrawLine(canvas, of.With, panel, filled: true);
        Panel.Stroke(canvas, [(panel.Left, panel.Bottom), (panel.Right, panel.Bottom)], ChartColors.Ink, 1.2f);
        for (var wave = 0; wave < _content.Waves.Count; wave++)
            PaperText.Centred(canvas, _content.Waves[wave].Id, panel.X(wave), panel.Bottom + 18, PageFonts.Small, ChartColors.Ink);
    }

    private void DrawSchools(SKCanvas canvas, Trajectory line, Panel panel)
    {
        foreach (var school in line.Points.SelectMany(DrawnSchools).Select(point => point.School).Distinct(StringComparer.Ordinal))
        {
            var points = line.Points.Select((point, wave) => (Wave: (double)wave, Own: DrawnSchools(point).FirstOrDefault(own => own.School == school)))
                .Where(point => point.Own is not null).Select(point => (point.Wave, point.Own!.Mean)).ToList();
            panel.Line(canvas, points, SchoolColor, 1);
        }
    }

    private void DrawLine(SKCanvas canvas, Trajectory line, Panel panel, bool filled)
    {
        var (color, aside) = (filled ? ChartColors.Estimate : ChartColors.Banner, filled ? Aside : -Aside);
        var points = line.Points.Select((point, wave) => (X: wave + aside, Point: point)).Where(pair => IsDrawn(pair.Point)).ToList();
        panel.Line(canvas, points.Select(pair => (pair.X, pair.Point.Mean.Value)), color, 2.4f, dashed: !filled);
        foreach (var (x, point) in points)
        {
            var (lower, upper) = point.Mean.Interval();
            if (double.IsFinite(lower))
                panel.Line(canvas, [(x, Math.Max(lower, _content.Range.Low)), (x, Math.Min(upper, _content.Range.High))], color, 2);
            Panel.Dot(canvas, panel.X(x), panel.Y(point.Mean.Value), color, filled, 4.5f);
        }

        for (var wave = 0; wave < line.Points.Count; wave++)
        {
            // A cross where a mean is withheld, at the foot of the panel: its height tells nothing.
            if (_content.IsWithheld(line.Points[wave].Cell))
                PaperText.Left(canvas, "×", panel.X(wave + aside) - 4, panel.Bottom - 4, PageFonts.Small, ChartColors.Soft);
        }
    }

    private bool IsDrawn(TrajectoryPoint point) => point.Cell.Persons > 0 && !_content.IsWithheld(point.Cell);

    private IEnumerable<SchoolPoint> DrawnSchools(TrajectoryPoint point) => point.Schools.Where(school => !_content.IsWithheld(school.Cell));

    private string Name(Trajectory line, bool isOffered)
    {
        var shown = line.Points.Where(IsDrawn).ToList();
        var n = shown.Count == 0 ? WithheldWords.Short(_content.Language) : "n " + Range(shown.Min(point => point.Cell.Persons), shown.Max(point => point.Cell.Persons));
        var schools = line.Points.Max(point => point.Cell.Schools);
        return (isOffered, _content.IsDutch) switch
        {
            (true, true) => $"met aanbod: {schools} {(schools == 1 ? "school" : "scholen")}, {n}",
            (true, false) => $"with the offer: {schools} {(schools == 1 ? "school" : "schools")}, {n}",
            (false, true) => $"zonder: {schools} {(schools == 1 ? "school" : "scholen")}, {n}",
            _ => $"without: {schools} {(schools == 1 ? "school" : "schools")}, {n}",
        };
    }

    private string Range(int least, int most) => least == most ? Numbers.Count(most, _content.Language) : $"{Numbers.Count(least, _content.Language)}–{Numbers.Count(most, _content.Language)}";

    private string Means(Trajectory line) => string.Join(", ", line.Points.Zip(_content.Waves).Select(pair =>
        $"{pair.Second.Id} {(IsDrawn(pair.First) ? Numbers.Fixed(pair.First.Mean.Value, 2, _content.Language) : pair.First.Cell.Persons == 0 ? _content.IsDutch ? "geen" : "none" : WithheldWords.Short(_content.Language))}"));

    private IEnumerable<string[]> Rows(TrajectoryPanel panel, string condition, TrajectoryPoint point, string wave)
    {
        yield return IsDrawn(point)
            ? [panel.Component, condition, "", wave, CsvText.Number(point.Mean.Value), CsvText.Number(point.Mean.Interval().Lower), CsvText.Number(point.Mean.Interval().Upper), CsvText.Number(point.Cell.Persons), CsvText.Number(point.Cell.Schools), ""]
            : [panel.Component, condition, "", wave, "", "", "", "", "", point.Cell.Persons == 0 ? "" : WithheldWords.Short(_content.Language)];
        foreach (var school in DrawnSchools(point))
            yield return [panel.Component, condition, school.School, wave, CsvText.Number(school.Mean), "", "", CsvText.Number(school.Cell.Persons), "1", ""];
    }
}
