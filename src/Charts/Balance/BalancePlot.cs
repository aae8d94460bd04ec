using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using SkiaSharp;

namespace LobResearch.Charts.Balance;

/// <summary>A balance plot (love plot): a row per covariate, a panel per component, an open dot before weighting and a filled one after.</summary>
internal sealed class BalancePlot : PagePicture
{
    private const float RowHeight = 26;
    private const float Gap = 18;
    private const float WidestLabel = 190;
    private readonly BalanceContent _content;
    private readonly List<(string Covariate, IReadOnlyList<string> Label, float Middle)> _rows = [];
    private readonly List<(GroupComparison Groups, IReadOnlyList<string> Heading, Panel Panel)> _panels = [];
    private readonly float _headingTop;

    /// <summary>Lays the plot out.</summary>
    public BalancePlot(Released<BalanceContent> released)
        : base(released.Banner, BalanceText.Title(released.Content), BalanceText.Subtitle(released.Content), BalanceText.Caption(released))
    {
        _content = released.Content;
        _headingTop = Frame.BodyTop;
        var labels = PageFrame.Margin + WidestLabel + 8;
        var width = (PageFrame.Right - labels - Gap * (_content.Comparisons.Count - 1)) / _content.Comparisons.Count;
        var headings = _content.Comparisons.Select(groups => TextLines.Wrap(_content.Words.NameOf(groups.Component), PageFonts.Small, width)).ToList();
        var top = _headingTop + (headings.Max(lines => lines.Count) + 4) * PageFrame.LineHeight;
        var y = top + 6;
        foreach (var covariate in _content.Covariates)
        {
            var label = TextLines.Wrap(_content.Words.Covariate(covariate), PageFonts.Text, WidestLabel);
            var height = Math.Max(RowHeight, label.Count * PageFrame.LineHeight + 6);
            _rows.Add((covariate, label, y + height / 2));
            y += height;
        }

        y = Math.Max(y, top + RowHeight);
        var furthest = Math.Max(2 * BalanceContent.Small, _content.Shown.SelectMany(groups => groups.Covariates).Select(difference => Math.Max(difference.Before, difference.After)).Append(0).Max());
        for (var place = 0; place < headings.Count; place++)
        {
            var left = labels + place * (width + Gap);
            _panels.Add((_content.Comparisons[place], headings[place], new Panel(left, top, left + width, y + 4, (-0.04 * furthest, furthest * 1.08), (0, 1))));
        }

        Frame.EndBody(y + 4 + 24 + PageFrame.LineHeight);
    }

    /// <inheritdoc/>
    protected override string Told => BalanceText.Told(_content);

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Data =>
    [
        ["component", "covariate", "columns", "before", "after", "exposed", "others", "effective_exposed", "effective_others", "reason"],
        .. _content.Comparisons.SelectMany(groups => _content.IsWithheld(groups)
            ? [[groups.Component, "", "", "", "", "", "", "", "", _content.Words.Withheld]]
            : groups.Covariates.Select(difference => new[]
            {
                groups.Component, difference.Covariate, CsvText.Number(difference.Columns), CsvText.Number(difference.Before), CsvText.Number(difference.After), CsvText.Number(groups.Exposed.Persons),
                CsvText.Number(groups.Others.Persons), CsvText.Number(groups.EffectiveExposed), CsvText.Number(groups.EffectiveOthers), "",
            })),
    ];

    /// <inheritdoc/>
    protected override void DrawBody(SKCanvas canvas)
    {
        foreach (var (_, label, middle) in _rows)
            PaperText.LinesAround(canvas, label, PageFrame.Margin, middle, PageFonts.Text, ChartColors.Ink);
        var first = true;
        foreach (var (groups, heading, panel) in _panels)
        {
            PaperText.Left(canvas, groups.Component, panel.Left, _headingTop + 14, PageFonts.Heading, ChartColors.Ink);
            PaperText.Lines(canvas, heading, panel.Left, _headingTop + 14 + PageFrame.LineHeight, PageFonts.Small, ChartColors.Ink);
            if (_content.IsWithheld(groups))
            {
                PaperText.Left(canvas, _content.Words.Withheld, panel.Left, panel.Top + 22, PageFonts.Text, ChartColors.Soft);
                continue;
            }

            DrawPanel(canvas, groups, panel, first);
            first = false;
        }

        if (_content.Shown.Count > 0)
            PaperText.Centred(canvas, BalanceText.Axis(_content.Words), (_panels[0].Panel.Left + PageFrame.Right) / 2, _panels[0].Panel.Bottom + 38, PageFonts.Text, ChartColors.Ink);
    }

    private void DrawPanel(SKCanvas canvas, GroupComparison groups, Panel panel, bool isLabelled)
    {
        var words = _content.Words;
        PaperText.Left(canvas, $"n {words.Count(groups.Exposed.Persons)} / {words.Count(groups.Others.Persons)}", panel.Left, panel.Top - 2 * PageFrame.LineHeight - 5, PageFonts.Small, ChartColors.Soft);
        PaperText.Left(canvas, words.Schools(groups.Schools), panel.Left, panel.Top - PageFrame.LineHeight - 5, PageFonts.Small, ChartColors.Soft);
        var ticks = AxisTicks.Between(0, panel.Across.High, _content.Language);
        // Half as many where a narrow panel would run them together.
        var wide = PageFonts.Small.MeasureText(ticks.Labels[^1]) + 8;
        var step = (int)Math.Ceiling(wide / Math.Max(1, (panel.X(ticks.Positions[^1]) - panel.X(ticks.Positions[0])) / Math.Max(1, ticks.Positions.Length - 1)));
        var kept = Enumerable.Range(0, ticks.Positions.Length).Where(tick => tick % step == 0).ToArray();
        panel.TicksAcross(canvas, new AxisTicks([.. kept.Select(tick => ticks.Positions[tick])], [.. kept.Select(tick => ticks.Labels[tick])]));
        panel.Line(canvas, [(0, 0), (0, 1)], ChartColors.Ink, 1.2f);
        panel.Line(canvas, [(BalanceContent.Small, 0), (BalanceContent.Small, 1)], ChartColors.Soft, 1.4f, dashed: true);
        foreach (var (covariate, _, middle) in _rows)
        {
            if (groups.Covariates.FirstOrDefault(difference => difference.Covariate == covariate) is not { } difference)
                continue;
            Panel.Stroke(canvas, [(panel.X(difference.After), middle), (panel.X(difference.Before), middle)], ChartColors.Aside, 1.6f);
            Panel.Dot(canvas, panel.X(difference.Before), middle, ChartColors.Estimate, filled: false);
            Panel.Dot(canvas, panel.X(difference.After), middle, ChartColors.Estimate, filled: true);
        }

        if (!isLabelled || groups.Covariates.FirstOrDefault(difference => difference.Covariate == _rows[0].Covariate) is not { } top)
            return;
        var (before, after) = words.IsDutch ? ("vóór", "na") : ("before", "after");
        var end = panel.X(top.After) - 4 + PageFonts.Small.MeasureText(after) + 8;
        PaperText.Left(canvas, after, panel.X(top.After) - 4, panel.Top - 3, PageFonts.Small, ChartColors.Estimate);
        PaperText.Left(canvas, before, Math.Max(end, panel.X(top.Before) - 14), panel.Top - 3, PageFonts.Small, ChartColors.Estimate);
    }
}
