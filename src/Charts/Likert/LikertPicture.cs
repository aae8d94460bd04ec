using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using ScottPlot;
using SkiaSharp;

namespace LobResearch.Charts.Likert;

/// <summary>A bar per item: low answers to the left of a line, high ones to the right of it, those without an answer apart.</summary>
internal sealed class LikertPicture : PagePicture
{
    private const float BarHeight = 22;
    private const float LabelWidth = 236;
    private const float MissingWidth = 76;
    private const float Gap = 12;
    private static readonly SKColor LowDark = new(0x9c, 0x3d, 0x00);
    private static readonly SKColor LowLight = new(0xe6, 0xb0, 0x8c);
    private static readonly SKColor HighLight = new(0x9f, 0xc4, 0xdd);
    private static readonly SKColor Between = new(0xc8, 0xc8, 0xc8);
    private readonly LikertContent _content;
    private readonly List<PlacedScale> _scales = [];
    private readonly PlotArea _area;
    private readonly (double Low, double High) _across;

    /// <summary>Lays the bars out.</summary>
    /// <exception cref="ArgumentException">There are no items.</exception>
    public LikertPicture(Released<LikertContent> released)
        : base(released.Banner, released.Content.Title, released.Content.Subtitle, released.Content.Caption(released.Note))
    {
        _content = released.Content;
        if (_content.Items.Count == 0)
            throw new ArgumentException("A picture of answers has at least one item.", nameof(released));
        _across = (
            -_content.Told.Select(item => item.Share(item.Lower) + Middle(item) / 2).Append(0.2).Max(),
            _content.Told.Select(item => item.Share(item.Higher) + Middle(item) / 2).Append(0.2).Max());
        var (left, right) = (PageFrame.Margin + LabelWidth + Gap, PageFrame.Right - MissingWidth - Gap);
        var y = Frame.BodyTop;
        var top = y;
        foreach (var scale in _content.Items.GroupBy(item => item.Scale))
        {
            var legend = Legend(scale.First().Options);
            var legendHeight = (legend.Max(part => part.Line) + 1) * PageFrame.LineHeight;
            var headingBaseline = y + 14;
            y += PageFrame.LineHeight + 2;
            var legendTop = y;
            y += legendHeight + 4;
            var rows = new List<PlacedItem>();
            foreach (var item in scale)
            {
                var label = TextLines.Wrap(item.Label, PageFonts.Small, LabelWidth);
                var height = Math.Max(BarHeight + 8, label.Count * PageFrame.LineHeight + 6);
                rows.Add(new PlacedItem(item, label, y + height / 2));
                y += height;
            }

            _scales.Add(new PlacedScale(TextLines.Clean(scale.Key), headingBaseline, legend, legendTop, rows));
            y += 14;
        }

        _area = new PlotArea(left, top, right, y - 10);
        Frame.EndBody(y - 10);
    }

    /// <inheritdoc/>
    protected override string Told
    {
        get
        {
            var kind = _content.IsDutch ? "Staven met antwoorden per vraag. " : "Bars of answers per question. ";
            return $"{kind}{_content.Title}. {string.Join(" ", _content.Items.Select(item => $"{item.Label}: {string.Join(", ", Parts(item).Select(part => $"{part.Words} {Number(item, part.Cell)}"))}; {MissingHeading} {Missing(item)}."))}";
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Data =>
    [
        ["scale", "item", "label", "answer", "persons", "answered", "withheld"],
        .. _content.Items.SelectMany(item => item.Answers.Zip(item.Options)
            .Concat([(item.Lower, $"1–{item.Half}"), (item.Higher, $"{item.Answers.Count - item.Half + 1}–{item.Answers.Count}"), (item.Missing, MissingHeading)])
            .Select(pair => new[]
            {
                item.Scale, item.Id, item.Label, pair.Item2, Persons(pair.Item1),
                _content.IsWithheld(item.Answered) || _content.IsWithheld(item.Missing) ? "" : CsvText.Number(item.Answered.Persons), _content.IsWithheld(pair.Item1) ? WithheldWords.Short(_content.Language) : "",
            })),
    ];

    private string MissingHeading => _content.IsDutch ? "zonder antwoord" : "no answer";

    /// <inheritdoc/>
    protected override void DrawPlots(SKCanvas canvas) => DrawBars(canvas);

    /// <inheritdoc/>
    protected override void DrawBody(SKCanvas canvas)
    {
        foreach (var scale in _scales)
        {
            PaperText.Left(canvas, scale.Heading, PageFrame.Margin, scale.Baseline, PageFonts.Heading, ChartColors.Ink);
            PaperText.Right(canvas, MissingHeading.Split(' ')[0], PageFrame.Right, scale.LegendTop - 6, PageFonts.Small, ChartColors.Soft);
            PaperText.Right(canvas, MissingHeading.Split(' ')[1], PageFrame.Right, scale.LegendTop + 13, PageFonts.Small, ChartColors.Soft);
            DrawLegend(canvas, scale);
            foreach (var row in scale.Rows)
            {
                PaperText.LinesAround(canvas, row.Label, PageFrame.Margin, row.Middle, PageFonts.Small, ChartColors.Ink);
                PaperText.Right(canvas, Missing(row.Item), PageFrame.Right, row.Middle + 5, PageFonts.Small, ChartColors.Soft);
                DrawNumbers(canvas, row);
            }
        }
    }

    private static double Middle(LikertItem item) => item.Middle is { } middle ? item.Share(middle) : 0;

    private void DrawBars(SKCanvas canvas)
    {
        using var plot = PlotArea.Start();
        plot.Axes.Bottom.IsVisible = false;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(_across.Low, _across.High, _area.Bottom, _area.Top);
        // The neutral line stands behind the bars.
        foreach (var scale in _scales)
        {
            var line = plot.Add.Line(0, scale.Rows[0].Middle - BarHeight / 2 - 5, 0, scale.Rows[^1].Middle + BarHeight / 2 + 5);
            line.Color = PlotArea.Of(ChartColors.Ink);
            line.LineWidth = 1.4f;
        }

        foreach (var row in _scales.SelectMany(scale => scale.Rows))
        {
            foreach (var part in Placed(row.Item))
            {
                var bar = plot.Add.Rectangle(part.From, part.To, row.Middle - BarHeight / 2, row.Middle + BarHeight / 2);
                bar.FillColor = PlotArea.Of(part.Color);
                bar.LineColor = PlotArea.Of(ChartColors.Paper);
                bar.LineWidth = 1;
            }
        }

        _area.Render(canvas, plot, Frame.Height);
    }

    private void DrawNumbers(SKCanvas canvas, PlacedItem row)
    {
        if (!_content.Told.Contains(row.Item))
        {
            PaperText.Centred(canvas, row.Item.Answered.Persons == 0 ? _content.IsDutch ? "niemand antwoordde" : "nobody answered" : WithheldWords.Short(_content.Language), X(0), row.Middle + 5, PageFonts.Small, ChartColors.Soft);
            return;
        }

        foreach (var part in Placed(row.Item))
        {
            var text = _content.Percent(part.Share);
            if (PageFonts.Small.MeasureText(text) + 6 > X(part.To) - X(part.From))
                continue;
            PaperText.Left(canvas, text, (X(part.From) + X(part.To) - PageFonts.Small.MeasureText(text)) / 2, row.Middle + 5, PageFonts.Small, part.IsDark ? ChartColors.Paper : ChartColors.Ink);
        }
    }

    private static void DrawLegend(SKCanvas canvas, PlacedScale scale)
    {
        foreach (var part in scale.Legend)
        {
            var baseline = scale.LegendTop + part.Line * PageFrame.LineHeight + 13;
            using (var paint = new SKPaint { Color = part.Color })
                canvas.DrawRect(part.Left, baseline - 11, 13, 13, paint);
            PaperText.Left(canvas, part.Words, part.Left + 18, baseline, PageFonts.Small, ChartColors.Ink);
        }
    }

    private static List<LegendPart> Legend(IReadOnlyList<string> options)
    {
        var (parts, left, line) = (new List<LegendPart>(), PageFrame.Margin, 0);
        for (var place = 0; place < options.Count; place++)
        {
            var width = 18 + PageFonts.Small.MeasureText(options[place]) + 18;
            if (left + width > PageFrame.Right - MissingWidth && left > PageFrame.Margin)
                (left, line) = (PageFrame.Margin, line + 1);
            parts.Add(new LegendPart(options[place], left, line, ColorOf(place, options.Count)));
            left += width;
        }

        return parts;
    }

    // Parts of a bar from left to right; a half whose single answers are withheld is one part.
    private List<(CountedCell Cell, string Words, SKColor Color, bool IsDark)> Parts(LikertItem item)
    {
        var parts = new List<(CountedCell, string, SKColor, bool)>();
        var (all, half) = (item.Answers.Count, item.Half);
        void Add(int from, CountedCell together, bool isLow)
        {
            var single = Enumerable.Range(from, half).ToList();
            if (single.TrueForAll(place => !_content.IsWithheld(item.Answers[place])))
                parts.AddRange(single.Select(place => (item.Answers[place], item.Options[place], ColorOf(place, all), IsDark(place, all))));
            else
                parts.Add((together, string.Join(" / ", single.Select(place => item.Options[place])), isLow ? LowLight : HighLight, false));
        }

        Add(0, item.Lower, isLow: true);
        if (item.Middle is { } middle)
            parts.Add((middle, item.Options[half], Between, false));
        Add(all - half, item.Higher, isLow: false);
        return parts;
    }

    private IEnumerable<(double From, double To, double Share, SKColor Color, bool IsDark)> Placed(LikertItem item)
    {
        if (!_content.Told.Contains(item))
            yield break;
        var from = -item.Share(item.Lower) - Middle(item) / 2;
        foreach (var (cell, _, color, isDark) in Parts(item))
        {
            var share = item.Share(cell);
            if (share > 0 && !_content.IsWithheld(cell))
                yield return (from, from + share, share, color, isDark);
            from += share;
        }
    }

    private static SKColor ColorOf(int place, int all)
    {
        var half = all / 2;
        if (all % 2 == 1 && place == half)
            return Between;
        return place < half ? place == 0 ? LowDark : LowLight : place == all - 1 ? ChartColors.Estimate : HighLight;
    }

    private static bool IsDark(int place, int all) => place == 0 || place == all - 1;

    private float X(double share) => (float)(_area.Left + (share - _across.Low) / (_across.High - _across.Low) * (_area.Right - _area.Left));

    private string Number(LikertItem item, CountedCell cell) => _content.IsWithheld(cell) || !_content.Told.Contains(item) ? WithheldWords.Short(_content.Language) : _content.Percent(item.Share(cell));

    private string Missing(LikertItem item) => _content.IsWithheld(item.Missing) || _content.IsWithheld(item.Answered)
        ? WithheldWords.Short(_content.Language)
        : _content.Percent((double)item.Missing.Persons / Math.Max(1, item.Missing.Persons + item.Answered.Persons));

    private string Persons(CountedCell cell) => _content.IsWithheld(cell) ? "" : CsvText.Number(cell.Persons);

    private sealed record PlacedItem(LikertItem Item, IReadOnlyList<string> Label, float Middle);

    private sealed record LegendPart(string Words, float Left, int Line, SKColor Color);

    private sealed record PlacedScale(string Heading, float Baseline, IReadOnlyList<LegendPart> Legend, float LegendTop, IReadOnlyList<PlacedItem> Rows);
}
