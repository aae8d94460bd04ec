using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Study.Codebook;
using ScottPlot;
using SkiaSharp;

namespace LobResearch.Charts.Missing;

/// <summary>A grid of items by waves; the darker a cell, the more answers are missing.</summary>
internal sealed class MissingMap : PagePicture
{
    private const float WidestColumn = 80;
    private const float NarrowestColumn = 44;
    private const float ReasonWidth = 92;
    private const float Gap = 12;

    /// <summary>The share at which a cell is darkest.</summary>
    private const double Darkest = 0.5;

    private readonly MissingMapContent _content;
    private readonly List<(string Text, float Baseline)> _headings = [];
    private readonly List<PlacedRow> _rows = [];
    private readonly IReadOnlyList<IReadOnlyList<string>> _columns;
    private readonly float _columnWidth;
    private readonly PlotArea _area;

    /// <summary>Lays the grid out.</summary>
    /// <exception cref="ArgumentException">There are no items or no waves.</exception>
    public MissingMap(Released<MissingMapContent> released)
        : base(released.Banner, released.Content.Title, released.Content.Subtitle, [Reading(released.Content), released.Note is { } note ? note.Capitalised() : null, released.Content.Source])
    {
        _content = released.Content;
        if (_content.Columns.Count == 0 || _content.Groups.Sum(group => group.Rows.Count) == 0)
            throw new ArgumentException("A map has at least one item and one wave.", nameof(released));
        _columnWidth = Math.Clamp(232f / _content.Columns.Count, NarrowestColumn, WidestColumn);
        var (right, width) = (PageFrame.Right - ReasonWidth - Gap, _columnWidth * _content.Columns.Count);
        _columns = [.. _content.Columns.Select(title => TextLines.Wrap(title, PageFonts.Small, _columnWidth - 6))];
        var y = Frame.BodyTop + _columns.Max(lines => lines.Count) * PageFrame.LineHeight + 6;
        var top = y;
        foreach (var group in _content.Groups)
        {
            _headings.Add((TextLines.Clean(group.Heading), y + 18));
            y += 28;
            foreach (var row in group.Rows)
            {
                var label = TextLines.Wrap(row.Label, PageFonts.Small, right - width - Gap - PageFrame.Margin);
                var height = Math.Max(24, label.Count * PageFrame.LineHeight + 4);
                _rows.Add(new PlacedRow(row, label, y, y + height));
                y += height;
            }
        }

        _area = new PlotArea(right - width, top, right, y);
        Frame.EndBody(y);
    }

    /// <inheritdoc/>
    protected override string Told
    {
        get
        {
            var kind = _content.Language == Theme.Language.Dutch ? "Kaart van ontbrekende antwoorden. " : "Map of missing answers. ";
            var rows = _content.Groups.SelectMany(group => group.Rows).Select(row => $"{row.Label}: {string.Join(", ", row.Cells.Zip(_content.Columns).Where(pair => pair.First is not null).Select(pair => $"{pair.Second} {Number(pair.First!)}"))}");
            return $"{kind}{_content.Title}. {_content.Subtitle} {string.Join(". ", rows)}.";
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Data =>
    [
        ["scale", "item", "label", "wave", "missing", "n", "reason", "withheld"],
        .. _content.Groups.SelectMany(group => group.Rows.SelectMany(row => row.Cells.Zip(_content.Columns).Where(pair => pair.First is not null).Select(pair => new[]
        {
            group.Heading, row.Item, row.Label, pair.Second,
            pair.First!.IsWithheld ? "" : CsvText.Number(pair.First.Missing.Persons), pair.First.IsWithheld ? "" : CsvText.Number(pair.First.Everybody.Persons),
            pair.First.IsWithheld ? "" : pair.First.Reason?.ToString() ?? "", pair.First.IsWithheld ? WithheldWords.Short(_content.Language) : "",
        }))),
    ];

    /// <inheritdoc/>
    protected override void DrawPlots(SKCanvas canvas) => DrawCells(canvas);

    /// <inheritdoc/>
    protected override void DrawBody(SKCanvas canvas)
    {
        for (var column = 0; column < _columns.Count; column++)
        {
            var middle = _area.Left + (column + 0.5f) * _columnWidth;
            for (var line = 0; line < _columns[column].Count; line++)
                PaperText.Centred(canvas, _columns[column][line], middle, Frame.BodyTop + 12 + line * PageFrame.LineHeight, PageFonts.Small, ChartColors.Ink);
        }

        PaperText.Left(canvas, _content.Language == Theme.Language.Dutch ? "meestal" : "mostly", _area.Right + Gap, Frame.BodyTop + 12, PageFonts.Small, ChartColors.Ink);
        foreach (var (text, baseline) in _headings)
            PaperText.Left(canvas, text, PageFrame.Margin, baseline, PageFonts.Heading, ChartColors.Ink);
        foreach (var placed in _rows)
            DrawWords(canvas, placed);
    }

    private void DrawCells(SKCanvas canvas)
    {
        using var plot = PlotArea.Start();
        plot.Axes.Bottom.IsVisible = false;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(_area.Left, _area.Right, _area.Bottom, _area.Top);
        foreach (var placed in _rows)
        {
            for (var column = 0; column < placed.Row.Cells.Count; column++)
            {
                if (placed.Row.Cells[column] is not { } cell)
                    continue;
                var left = _area.Left + column * _columnWidth;
                var rectangle = plot.Add.Rectangle(left + 1, left + _columnWidth - 1, placed.Top + 1, placed.Bottom - 1);
                rectangle.FillColor = PlotArea.Of(cell.IsWithheld ? ChartColors.Paper : Shades.At(cell.Share / Darkest));
                rectangle.LineColor = PlotArea.Of(ChartColors.Line);
                rectangle.LineWidth = cell.IsWithheld ? 1 : 0;
            }
        }

        _area.Render(canvas, plot, Frame.Height);
    }

    private void DrawWords(SKCanvas canvas, PlacedRow placed)
    {
        var middle = (placed.Top + placed.Bottom) / 2;
        PaperText.LinesAround(canvas, placed.Label, PageFrame.Margin, middle, PageFonts.Small, ChartColors.Ink);
        for (var column = 0; column < placed.Row.Cells.Count; column++)
        {
            if (placed.Row.Cells[column] is not { } cell)
                continue;
            var color = cell.IsWithheld ? ChartColors.Soft : Shades.WordsOn(cell.Share / Darkest);
            PaperText.Centred(canvas, cell.IsWithheld ? "×" : Number(cell), _area.Left + (column + 0.5f) * _columnWidth, middle + 5, PageFonts.Small, color);
        }

        if (placed.Row.Cells.OfType<MissingCell>().LastOrDefault(cell => !cell.IsWithheld && cell.Missing.Persons > 0) is { Reason: { } reason })
            PaperText.Left(canvas, ReasonWords.Of(reason, _content.Language), _area.Right + Gap, middle + 5, PageFonts.Small, ChartColors.Soft);
    }

    private string Number(MissingCell cell) => cell.IsWithheld
        ? WithheldWords.Short(_content.Language)
        : $"{Numbers.Fixed(100 * cell.Share, 0, _content.Language)} %";

    private static string Reading(MissingMapContent content)
    {
        var dutch = content.Language == Theme.Language.Dutch;
        var counts = content.Groups.SelectMany(group => group.Rows).SelectMany(row => row.Cells).OfType<MissingCell>().Select(cell => cell.Everybody).ToList();
        var (n, schools) = (Numbers.Count(counts.Max(cell => cell.Persons), content.Language), counts.Max(cell => cell.Schools));
        var withheld = content.Groups.SelectMany(group => group.Rows).SelectMany(row => row.Cells).Any(cell => cell is { IsWithheld: true });
        return (dutch ? $"Hoe donkerder, hoe meer antwoorden ontbreken. Hoogstens {n} vragenlijsten per meting, {schools} scholen." : $"The darker, the more answers are missing. At most {n} questionnaires per wave, {schools} schools.")
            + (withheld ? dutch ? " ×: afgeschermd." : " ×: withheld." : "");
    }

    private sealed record PlacedRow(MissingRow Row, IReadOnlyList<string> Label, float Top, float Bottom);
}

/// <summary>Why an answer is missing, in words.</summary>
internal static class ReasonWords
{
    /// <summary>A reason.</summary>
    public static string Of(MissingClass reason, Theme.Language language) => (reason, language == Theme.Language.Dutch) switch
    {
        (MissingClass.NotShown, true) => "niet gesteld",
        (MissingClass.NotShown, false) => "not asked",
        (MissingClass.Blank, true) => "leeg gelaten",
        (MissingClass.Blank, false) => "left empty",
        (MissingClass.Invalid, true) => "ongeldig",
        (MissingClass.Invalid, false) => "invalid",
        (MissingClass.DontKnow, true) => "weet niet",
        (MissingClass.DontKnow, false) => "don't know",
        (MissingClass.NotApplicable, true) => "n.v.t.",
        (MissingClass.NotApplicable, false) => "not applicable",
        (MissingClass.Refused, true) => "geweigerd",
        (MissingClass.Refused, false) => "refused",
        (_, true) => "andere reden",
        _ => "another reason",
    };
}
