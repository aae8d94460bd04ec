using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using SkiaSharp;

namespace LobResearch.Charts.Overlap;

/// <summary>Mirrored histograms of the probability of exposure, two panels a row.</summary>
internal sealed class OverlapPlot : PagePicture
{
    private const float PanelHeight = 170;
    private const float Gap = 44;
    private static readonly SKColor OthersColor = new(0x8f, 0xb8, 0xd4);
    private readonly OverlapContent _content;
    private readonly List<(GroupComparison Groups, float Top, Panel Panel)> _panels = [];

    /// <summary>Lays the plot out.</summary>
    public OverlapPlot(Released<OverlapContent> released)
        : base(released.Banner, OverlapText.Title(released.Content), OverlapText.Subtitle(released.Content), OverlapText.Caption(released))
    {
        _content = released.Content;
        var grid = new PanelGrid(_content.Comparisons.Count, Gap);
        var highest = _content.Comparisons.Where(groups => !_content.IsWithheld(groups)).SelectMany(groups => groups.Bins.SelectMany(bin => new[] { Share(groups, bin, true), Share(groups, bin, false) })).OfType<double>().Append(0.1).Max() * 1.08;
        for (var place = 0; place < _content.Comparisons.Count; place++)
        {
            var (left, own) = grid.At(place, Frame.BodyTop, PanelHeight + 66);
            _panels.Add((_content.Comparisons[place], own, new Panel(left, own + 26, left + grid.Width, own + 26 + PanelHeight, (0, 1), (-highest, highest))));
        }

        Frame.EndBody(_panels[^1].Panel.Bottom + 24 + PageFrame.LineHeight);
    }

    /// <inheritdoc/>
    protected override string Told => OverlapText.Told(_content);

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Data =>
    [
        ["component", "group", "probability_from", "probability_to", "n", "reason"],
        .. _content.Comparisons.SelectMany(groups => new[] { true, false }.SelectMany(exposed => groups.Bins.Select(bin =>
        {
            var persons = _content.Persons(groups, bin, exposed);
            return new[] { groups.Component, exposed ? "exposed" : "others", CsvText.Number(bin.From), CsvText.Number(bin.To), persons is { } count ? CsvText.Number(count) : "", persons is null ? _content.Words.Withheld : "" };
        }))),
    ];

    /// <inheritdoc/>
    protected override void DrawBody(SKCanvas canvas)
    {
        foreach (var (groups, top, panel) in _panels)
        {
            PaperText.Left(canvas, _content.Words.Component(groups.Component), panel.Left, top + 14, PageFonts.Heading, ChartColors.Ink);
            if (_content.IsWithheld(groups))
            {
                PaperText.Left(canvas, _content.Words.Withheld, panel.Left, panel.Top + 22, PageFonts.Text, ChartColors.Soft);
            }
            else
            {
                PaperText.Right(canvas, _content.Words.Schools(groups.Schools), panel.Right, top + 14, PageFonts.Small, ChartColors.Soft);
                DrawPanel(canvas, groups, panel);
            }
        }

        PaperText.Centred(canvas, OverlapText.Axis(_content.Words), PageFrame.Width / 2, _panels[^1].Panel.Bottom + 38, PageFonts.Text, ChartColors.Ink);
    }

    private void DrawPanel(SKCanvas canvas, GroupComparison groups, Panel panel)
    {
        panel.TicksAcross(canvas, AxisTicks.Between(0, 1, _content.Language));
        foreach (var bin in groups.Bins)
        {
            Draw(canvas, groups, bin, panel, exposed: true);
            Draw(canvas, groups, bin, panel, exposed: false);
        }

        foreach (var bound in new[] { OverlapContent.Comparable.Low, OverlapContent.Comparable.High })
            panel.Line(canvas, [(bound, panel.Up.Low), (bound, panel.Up.High)], ChartColors.Soft, 1.2f, dashed: true);
        panel.Line(canvas, [(0, 0), (1, 0)], ChartColors.Ink, 1.2f);
        panel.Line(canvas, [(groups.MedianExposed, 0), (groups.MedianExposed, panel.Up.High * 0.12)], ChartColors.Banner, 3);
        panel.Line(canvas, [(groups.MedianOthers, 0), (groups.MedianOthers, panel.Up.Low * 0.12)], ChartColors.Banner, 3);
        Tallest(canvas, groups, panel, exposed: true);
        Tallest(canvas, groups, panel, exposed: false);
        // On the side of the panel where fewer persons are.
        var right = groups.Bins.Where(bin => bin.From >= 0.5 - 1e-9).Sum(bin => bin.Exposed.Persons / (double)groups.Exposed.Persons + bin.Others.Persons / (double)groups.Others.Persons) < 1;
        Label(canvas, OverlapText.Group(_content.Words, groups, true), panel, right, panel.Top + 14);
        Label(canvas, OverlapText.Group(_content.Words, groups, false), panel, right, panel.Bottom - 6);
    }

    // The scale of the bars, on the largest of them.
    private void Tallest(SKCanvas canvas, GroupComparison groups, Panel panel, bool exposed)
    {
        if (groups.Bins.MaxBy(bin => Share(groups, bin, exposed) ?? -1) is not { } tallest || Share(groups, tallest, exposed) is not { } share)
            return;
        var text = _content.Words.Number(100 * share, 0) + "%";
        var x = panel.X((tallest.From + tallest.To) / 2) - PageFonts.Small.MeasureText(text) / 2;
        var y = exposed ? Math.Max(panel.Y(share) - 4, panel.Top + 30) : panel.Y(-share) - 6;
        PaperText.Left(canvas, text, x, y, PageFonts.Small, ChartColors.Ink);
    }

    private static void Label(SKCanvas canvas, string text, Panel panel, bool right, float baseline) =>
        PaperText.OnPaper(canvas, text, right ? panel.Right - PageFonts.Small.MeasureText(text) - 4 : panel.Left + 4, baseline, PageFonts.Small, ChartColors.Ink);

    private void Draw(SKCanvas canvas, GroupComparison groups, ProbabilityBin bin, Panel panel, bool exposed)
    {
        if (Share(groups, bin, exposed) is { } share)
        {
            panel.Bar(canvas, bin.From, bin.To, exposed ? 0 : -share, exposed ? share : 0, exposed ? ChartColors.Estimate : OthersColor);
            return;
        }

        // Withheld: a cross beside the line, as tall whatever the count.
        var (x, y) = (panel.X((bin.From + bin.To) / 2), panel.Y(0) + (exposed ? -9 : 9));
        Panel.Stroke(canvas, [(x - 4, y - 4), (x + 4, y + 4)], ChartColors.Soft, 1.4f);
        Panel.Stroke(canvas, [(x - 4, y + 4), (x + 4, y - 4)], ChartColors.Soft, 1.4f);
    }

    private double? Share(GroupComparison groups, ProbabilityBin bin, bool exposed) =>
        _content.Persons(groups, bin, exposed) is { } persons ? persons / (double)(exposed ? groups.Exposed.Persons : groups.Others.Persons) : null;
}
