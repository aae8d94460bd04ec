using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Study.Reference;
using ScottPlot;
using SkiaSharp;

namespace LobResearch.Charts.Staircase;

/// <summary>Four steps that rise from left to right on a base of preconditions; on each what schools do, with a block per school.</summary>
internal sealed class StaircasePicture : PagePicture
{
    private const float Rise = 42;
    private const float Inside = 9;
    private const float Block = 14;
    private readonly StaircaseContent _content;
    private readonly List<PlacedStep> _steps = [];
    private readonly PlotArea _area;
    private readonly IReadOnlyList<string> _base;
    private readonly float _baseTop;

    /// <summary>Lays the steps out.</summary>
    public StaircasePicture(Released<StaircaseContent> released)
        : base(released.Banner, released.Content.Title.Capitalised(), released.Content.Subtitle, released.Content.Caption(released.Banner is not null).Append(released.Note?.Capitalised()))
    {
        _content = released.Content;
        var steps = _content.Steps;
        var width = PageFrame.Usable / steps.Count;
        var texts = steps.Select(step => step.Practices.Select(practice => (practice, Lines: TextLines.Wrap(practice.Name.In(_content.Language).Capitalised(), PageFonts.Small, width - 2 * Inside), Amount: TextLines.Wrap(_content.Amount(practice), PageFonts.SmallBold, width - 2 * Inside))).ToList()).ToList();
        var tallest = texts.Max(column => 30 + column.Sum(text => (text.Lines.Count + text.Amount.Count) * PageFrame.LineHeight + Block + 18));
        _baseTop = Frame.BodyTop + tallest + Rise * (steps.Count - 1);
        for (var place = 0; place < steps.Count; place++)
        {
            var (left, top) = (PageFrame.Margin + place * width, _baseTop - tallest - Rise * place);
            var y = top + 30;
            var rows = new List<PlacedPractice>();
            foreach (var (practice, lines, amount) in texts[place])
            {
                rows.Add(new PlacedPractice(practice, lines, amount, y));
                y += (lines.Count + amount.Count) * PageFrame.LineHeight + Block + 18;
            }

            _steps.Add(new PlacedStep(steps[place].Step, left, left + width, top, rows));
        }

        var r = _content.Facts.Components.FirstOrDefault(component => component.Step is null);
        var parts = Wording.List([.. _content.Facts.PreconditionParts.Select(part => part.Name.In(_content.Language))], _content.Language);
        _base = r is null ? [] : TextLines.Wrap($"{r.Code} {r.Name.In(_content.Language)}: {parts}", PageFonts.Small, PageFrame.Usable - 2 * Inside);
        var bottom = _baseTop + _base.Count * PageFrame.LineHeight + 12;
        _area = new PlotArea(PageFrame.Margin, Frame.BodyTop, PageFrame.Right, bottom);
        Frame.EndBody(bottom);
    }

    /// <inheritdoc/>
    protected override string Told
    {
        get
        {
            var kind = _content.IsDutch ? "De CIOS-trap. " : "The CIOS staircase. ";
            var steps = _content.Steps.Select(step => $"{step.Step.Code} {step.Step.Name.In(_content.Language)}: {string.Join("; ", step.Practices.Select(practice => $"{practice.Name.In(_content.Language)}: {_content.Amount(practice)}"))}.");
            return $"{kind}{Title}. {string.Join(" ", steps)}";
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string[]> Data =>
    [
        ["component", "practice", "label", "schools_yes", "schools_asked", "structural"],
        .. _content.Facts.Practices.Select(practice => new[]
        {
            practice.Component ?? "", practice.Code, practice.Name.In(_content.Language), practice.SchoolsYes is { } total ? CsvText.Number(total) : "", CsvText.Number(practice.SchoolsAsked),
            practice.Structural switch { true => "yes", false => "no", _ => "" },
        }),
    ];

    /// <inheritdoc/>
    protected override void DrawPlots(SKCanvas canvas) => DrawBlocks(canvas);

    /// <inheritdoc/>
    protected override void DrawBody(SKCanvas canvas)
    {
        foreach (var step in _steps)
        {
            PaperText.Left(canvas, $"{step.Of.Code} {step.Of.Name.In(_content.Language)}", step.Left + Inside, step.Top + 21, PageFonts.Heading, ChartColors.Ink);
            foreach (var row in step.Practices)
            {
                PaperText.Lines(canvas, row.Lines, step.Left + Inside, row.Top + 14, PageFonts.Small, ChartColors.Ink);
                PaperText.Lines(canvas, row.Amount, step.Left + Inside, row.Top + row.Lines.Count * PageFrame.LineHeight + 14, PageFonts.SmallBold, ChartColors.Estimate);
            }
        }

        PaperText.Lines(canvas, _base, PageFrame.Margin + Inside, _baseTop + 19, PageFonts.Small, ChartColors.Ink);
    }

    private void DrawBlocks(SKCanvas canvas)
    {
        using var plot = PlotArea.Start();
        plot.Axes.Bottom.IsVisible = false;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(_area.Left, _area.Right, _area.Bottom, _area.Top);
        foreach (var step in _steps)
        {
            Fill(plot, step.Left, step.Right, step.Top, _baseTop, Shades.At(0.02 + 0.05 * (step.Of.Step ?? 0)), ChartColors.Paper);
            foreach (var row in step.Practices)
            {
                var top = row.Top + (row.Lines.Count + row.Amount.Count) * PageFrame.LineHeight + 3;
                for (var school = 0; row.Of.SchoolsYes is not null && school < row.Of.SchoolsAsked; school++)
                {
                    var left = step.Left + Inside + school * (Block + 3);
                    Fill(plot, left, left + Block, top, top + Block, school < row.Of.SchoolsYes ? ChartColors.Estimate : ChartColors.Paper, ChartColors.Estimate);
                }
            }
        }

        Fill(plot, _area.Left, _area.Right, _baseTop, _area.Bottom, ChartColors.Line, ChartColors.Paper);
        _area.Render(canvas, plot, Frame.Height);
    }

    private static void Fill(Plot plot, float left, float right, float top, float bottom, SKColor fill, SKColor edge)
    {
        var rectangle = plot.Add.Rectangle(left, right, top, bottom);
        rectangle.FillColor = PlotArea.Of(fill);
        rectangle.LineColor = PlotArea.Of(edge);
        rectangle.LineWidth = 1;
    }

    private sealed record PlacedPractice(Practice Of, IReadOnlyList<string> Lines, IReadOnlyList<string> Amount, float Top);

    private sealed record PlacedStep(CiosComponentFact Of, float Left, float Right, float Top, IReadOnlyList<PlacedPractice> Practices);
}
