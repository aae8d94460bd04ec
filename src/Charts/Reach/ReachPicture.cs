using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using ScottPlot;
using SkiaSharp;

namespace LobResearch.Charts.Reach;

/// <summary>Bars from invitation to analysis, with the number at the end of each.</summary>
internal sealed class ReachPicture : PagePicture
{
    private const float BarHeight = 20;
    private const float WidestLabel = 250;
    private readonly ReachContent _content;
    private readonly List<PlacedGroup> _groups = [];

    /// <summary>Lays the bars out.</summary>
    public ReachPicture(Released<ReachContent> released)
        : base(released.Banner, released.Content.Title, released.Content.Subtitle, [Reading(released.Content), released.Note is { } note ? note.Capitalised() : null, released.Content.Source])
    {
        _content = released.Content;
        var groups = _content.Groups;
        var labelWidth = Math.Min(WidestLabel, groups.SelectMany(group => group.Bars).Max(bar => PageFonts.Text.MeasureText(bar.Label)) + 8);
        var numberWidth = groups.SelectMany(group => group.Bars).Max(bar => PageFonts.Text.MeasureText(Words(bar))) + 10;
        var y = Frame.BodyTop;
        foreach (var group in groups)
        {
            var heading = TextLines.Wrap(group.Heading, PageFonts.Heading, PageFrame.Usable);
            var headingTop = y;
            y += heading.Count * PageFrame.LineHeight + 6;
            var top = y;
            var rows = new List<PlacedBar>();
            foreach (var bar in group.Bars)
            {
                var label = TextLines.Wrap(bar.Label, PageFonts.Text, labelWidth);
                var height = Math.Max(BarHeight + 8, label.Count * PageFrame.LineHeight + 6);
                rows.Add(new PlacedBar(bar, label, y + height / 2));
                y += height;
            }

            _groups.Add(new PlacedGroup(heading, headingTop, rows, new PlotArea(PageFrame.Margin + labelWidth + 12, top, PageFrame.Right - numberWidth, y)));
            y += 14;
        }

        Frame.EndBody(y - 10);
    }

    /// <inheritdoc/>
    protected override string Told
    {
        get
        {
            var kind = _content.Language == Theme.Language.Dutch ? "Staafdiagram. " : "Bar chart. ";
            return $"{kind}{_content.Title}. {string.Join(" ", _content.Groups.Select(group => $"{group.Heading} {string.Join("; ", group.Bars.Select(bar => $"{bar.Label}: {Words(bar)}"))}."))}";
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Data =>
    [
        ["group", "label", "persons", "persons_later"],
        .. _content.Groups.SelectMany(group => group.Bars.Select(bar => new[] { group.Heading, bar.Label, Cell(bar, 0), Cell(bar, 1) })),
    ];

    /// <inheritdoc/>
    protected override void DrawPlots(SKCanvas canvas)
    {
        foreach (var group in _groups)
            DrawBars(canvas, group);
    }

    /// <inheritdoc/>
    protected override void DrawBody(SKCanvas canvas)
    {
        foreach (var group in _groups)
        {
            PaperText.Lines(canvas, group.Heading, PageFrame.Margin, group.HeadingTop + 14, PageFonts.Heading, ChartColors.Ink);
            foreach (var bar in group.Bars)
                PaperText.LinesAround(canvas, bar.Label, PageFrame.Margin, bar.Middle, PageFonts.Text, ChartColors.Ink);
        }
    }

    private static string? Reading(ReachContent content) => (content.Groups.Count > 1, content.Language) switch
    {
        (true, Theme.Language.Dutch) => "Lichte balk: op de lijst. Donkere balk: telt mee in de analyse.",
        (true, _) => "Light bar: on the list. Dark bar: analysed.",
        _ => null,
    };

    private void DrawBars(SKCanvas canvas, PlacedGroup group)
    {
        using var plot = PlotArea.Start();
        plot.Axes.Bottom.IsVisible = false;
        plot.Grid.XAxisStyle.IsVisible = false;
        var most = Math.Max(1, group.Bars.SelectMany(bar => bar.Bar.Counts).Max() ?? 1);
        plot.Axes.SetLimits(0, most, group.Area.Bottom, group.Area.Top);
        foreach (var placed in group.Bars)
        {
            for (var place = 0; place < placed.Bar.Counts.Count; place++)
            {
                if (placed.Bar.Counts[place] is not { } count || count == 0)
                    continue;
                var half = place == 0 ? BarHeight / 2 : BarHeight / 4;
                var bar = plot.Add.Rectangle(0, count, placed.Middle - half, placed.Middle + half);
                bar.FillColor = PlotArea.Of(placed.Bar.Counts.Count == 1 || place > 0 ? ChartColors.Estimate : Shades.At(0.35));
                bar.LineWidth = 0;
            }
        }

        // A plot begins with a page of paper: it stays within its own strip, or it would cover the bars above.
        canvas.Save();
        canvas.ClipRect(new SKRect(0, group.HeadingTop, PageFrame.Width, group.Area.Bottom));
        group.Area.Render(canvas, plot, Frame.Height);
        canvas.Restore();
        foreach (var placed in group.Bars)
        {
            var longest = placed.Bar.Counts.Max() ?? 0;
            var end = group.Area.Left + (group.Area.Right - group.Area.Left) * longest / most;
            PaperText.Left(canvas, Words(placed.Bar), end + 6, placed.Middle + 5, PageFonts.Text, placed.Bar.Counts[0] is null ? ChartColors.Soft : ChartColors.Ink);
        }
    }

    private string Words(ReachBar bar) => string.Join(" → ", bar.Counts.Select(count => count is { } persons ? Numbers.Count(persons, _content.Language) : WithheldWords.Short(_content.Language)).Distinct(StringComparer.Ordinal));

    private static string Cell(ReachBar bar, int place) => place < bar.Counts.Count && bar.Counts[place] is { } count ? CsvText.Number(count) : "";

    private sealed record PlacedBar(ReachBar Bar, IReadOnlyList<string> Label, float Middle);

    private sealed record PlacedGroup(IReadOnlyList<string> Heading, float HeadingTop, IReadOnlyList<PlacedBar> Bars, PlotArea Area);
}
