using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using ScottPlot;
using SkiaSharp;

namespace LobResearch.Charts.Circle;

/// <summary>The six stages under each other, joined by a line: sessions held, and a bar of the groups' verdicts.</summary>
internal sealed class ProcessPicture : PagePicture
{
    private const float RowHeight = 50;
    private const float BarHeight = 22;
    private const float NodeX = PageFrame.Margin + 9;
    private const float LabelX = PageFrame.Margin + 28;
    private const float SessionsRight = 372;
    private static readonly SKColor DividedColor = new(0x9f, 0xc4, 0xdd);
    private readonly ProcessContent _content;
    private readonly PlotArea _area;
    private readonly List<(ProcessRow Row, float Middle)> _rows = [];
    private readonly int _most;

    /// <summary>Lays the stages out.</summary>
    public ProcessPicture(Released<ProcessContent> released)
        : base(released.Banner, released.Content.Title, released.Content.Subtitle, released.Content.Caption(released.Note))
    {
        _content = released.Content;
        var top = Frame.BodyTop + 2 * PageFrame.LineHeight + 10;
        var y = top;
        foreach (var row in _content.Stages)
        {
            _rows.Add((row, y + RowHeight / 2));
            y += RowHeight;
        }

        _most = Math.Max(1, _content.Shown.Select(row => row.Counts.Verdicts + row.Counts.Unknown).DefaultIfEmpty(0).Max());
        _area = new PlotArea(SessionsRight + 24, top, PageFrame.Right, y);
        Frame.EndBody(y);
    }

    /// <inheritdoc/>
    protected override string Told
    {
        get
        {
            var kind = _content.IsDutch ? "De zes stadia van de leerkring. " : "The six stages of the leerkring. ";
            return $"{kind}{_content.Title}. {string.Join(" ", _content.Stages.Select(row => $"{row.Label}: {(_content.IsWithheld(row) ? Withheld : string.Join(", ", new[] { Sessions(row) }.Concat(Parts(row).Select(part => $"{part.Count} {part.Words}"))))}."))}";
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Data =>
    [
        ["stage", "label", "sessions", "groups", "members", "worked_well", "divided", "did_not_catch_on", "unknown", "withheld"],
        .. _content.Stages.Select(row => _content.IsWithheld(row)
            ? new[] { Number(row), row.Label, "", "", "", "", "", "", "", Withheld }
            : [
                Number(row), row.Label, CsvText.Number(row.Counts.Sessions), CsvText.Number(row.Counts.Circles), CsvText.Number(row.Members.Persons),
                CsvText.Number(row.Counts.WorkedWell), CsvText.Number(row.Counts.Divided), CsvText.Number(row.Counts.DidNotCatchOn), CsvText.Number(row.Counts.Unknown), "",
            ]),
    ];

    private string Withheld => WithheldWords.Short(_content.Language);

    /// <inheritdoc/>
    protected override void DrawPlots(SKCanvas canvas) => DrawBars(canvas);

    /// <inheritdoc/>
    protected override void DrawBody(SKCanvas canvas)
    {
        DrawLegend(canvas);
        PaperText.Right(canvas, _content.IsDutch ? "bijeenkomsten" : "sessions", SessionsRight, Frame.BodyTop + PageFrame.LineHeight + 14, PageFonts.Small, ChartColors.Soft);
        DrawPath(canvas);
        foreach (var (row, middle) in _rows)
            DrawWords(canvas, row, middle);
    }

    private static string Number(ProcessRow row) => row.Counts.Stage is { } stage ? CsvText.Number(stage) : "";

    private void DrawBars(SKCanvas canvas)
    {
        using var plot = PlotArea.Start();
        plot.Axes.Bottom.IsVisible = false;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(0, _most, _area.Bottom, _area.Top);
        foreach (var (row, middle) in _rows.Where(placed => !_content.IsWithheld(placed.Row)))
        {
            double from = 0;
            foreach (var part in Parts(row))
            {
                var bar = plot.Add.Rectangle(from, from + part.Count, middle - BarHeight / 2, middle + BarHeight / 2);
                bar.FillColor = PlotArea.Of(part.Color);
                bar.LineColor = PlotArea.Of(part.Color == ChartColors.Paper ? ChartColors.Banner : ChartColors.Paper);
                bar.LineWidth = part.Color == ChartColors.Paper ? 2 : 1;
                from += part.Count;
            }
        }

        _area.Render(canvas, plot, Frame.Height);
    }

    private void DrawLegend(SKCanvas canvas)
    {
        var left = PageFrame.Margin;
        foreach (var (words, color) in Verdicts())
        {
            using var paint = new SKPaint { Color = color };
            canvas.DrawRect(left, Frame.BodyTop + 2, 13, 13, paint);
            if (color == ChartColors.Paper)
            {
                using var edge = new SKPaint { Color = ChartColors.Banner, Style = SKPaintStyle.Stroke, StrokeWidth = 2, IsAntialias = true };
                canvas.DrawRect(left + 1, Frame.BodyTop + 3, 11, 11, edge);
            }

            PaperText.Left(canvas, words, left + 18, Frame.BodyTop + 13, PageFonts.Small, ChartColors.Ink);
            left += 18 + PageFonts.Small.MeasureText(words) + 20;
        }
    }

    private void DrawPath(SKCanvas canvas)
    {
        using var line = new SKPaint { Color = ChartColors.Aside, StrokeWidth = 2, IsAntialias = true };
        var staged = _rows.Where(placed => placed.Row.Counts.Stage is not null).ToList();
        canvas.DrawLine(NodeX, staged[0].Middle, NodeX, staged[^1].Middle, line);
        foreach (var (row, middle) in staged)
        {
            using var node = new SKPaint { Color = row.Counts.Sessions > 0 && !_content.IsWithheld(row) ? ChartColors.Estimate : ChartColors.Paper, IsAntialias = true };
            using var edge = new SKPaint { Color = ChartColors.Estimate, StrokeWidth = 2, Style = SKPaintStyle.Stroke, IsAntialias = true };
            canvas.DrawCircle(NodeX, middle, 7, node);
            canvas.DrawCircle(NodeX, middle, 7, edge);
        }
    }

    private void DrawWords(SKCanvas canvas, ProcessRow row, float middle)
    {
        PaperText.Left(canvas, row.Label, LabelX, row.Place.Length > 0 ? middle - 3 : middle + 5, PageFonts.Text, ChartColors.Ink);
        if (row.Place.Length > 0)
            PaperText.Left(canvas, row.Place, LabelX, middle + 14, PageFonts.Small, ChartColors.Soft);
        if (_content.IsWithheld(row))
        {
            PaperText.Left(canvas, Withheld, _area.Left, middle + 5, PageFonts.Small, ChartColors.Soft);
            return;
        }

        PaperText.Right(canvas, Numbers.Count(row.Counts.Sessions, _content.Language), SessionsRight, middle + 5, PageFonts.Text, ChartColors.Ink);
        var parts = Parts(row);
        if (parts.Count == 0)
            PaperText.Left(canvas, row.Counts.Sessions == 0 ? _content.IsDutch ? "nog geen bijeenkomst" : "no session yet" : _content.IsDutch ? "niets beoordeeld" : "nothing judged", _area.Left, middle + 5, PageFonts.Small, ChartColors.Soft);
        double from = 0;
        foreach (var part in parts)
        {
            var text = Numbers.Count(part.Count, _content.Language);
            var (left, right) = (X(from), X(from + part.Count));
            if (PageFonts.Small.MeasureText(text) + 4 <= right - left)
                PaperText.Left(canvas, text, (left + right - PageFonts.Small.MeasureText(text)) / 2, middle + 5, PageFonts.Small, part.IsDark ? ChartColors.Paper : ChartColors.Ink);
            from += part.Count;
        }
    }

    private float X(double count) => (float)(_area.Left + count / _most * (_area.Right - _area.Left));

    private string Sessions(ProcessRow row) => (row.Counts.Sessions, _content.IsDutch) switch
    {
        (1, true) => "1 bijeenkomst",
        (1, false) => "1 session",
        var (count, dutch) => $"{Numbers.Count(count, _content.Language)} {(dutch ? "bijeenkomsten" : "sessions")}",
    };

    // In grey print a rim tells what did not catch on from what worked.
    private List<(string Words, SKColor Color)> Verdicts() => _content.IsDutch
        ? [("werkte goed", ChartColors.Estimate), ("verdeeld", DividedColor), ("sloeg niet aan", ChartColors.Paper), ("geen oordeel", ChartColors.Line)]
        : [("worked well", ChartColors.Estimate), ("divided", DividedColor), ("did not catch on", ChartColors.Paper), ("no verdict", ChartColors.Line)];

    private List<(string Words, SKColor Color, int Count, bool IsDark)> Parts(ProcessRow row)
    {
        var (verdicts, counts) = (Verdicts(), new[] { row.Counts.WorkedWell, row.Counts.Divided, row.Counts.DidNotCatchOn, row.Counts.Unknown });
        return [.. verdicts.Zip(counts).Select((pair, place) => (pair.First.Words, pair.First.Color, pair.Second, place == 0)).Where(part => part.Second > 0)];
    }
}
