using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Forest;

/// <summary>Where everything stands, in pixels of a page 720 wide: printed 16 cm wide its text is 9 points and larger.</summary>
internal sealed class ForestLayout
{
    public const float RowHeight = 28;
    private const float Gap = 16;
    private const float WidestLabel = 210;
    private const float NarrowestPlot = 150;

    public ForestLayout(Released<ForestPlotContent> released)
    {
        var content = released.Content;
        Decimals = Numbers.DecimalsFor(content.Groups.SelectMany(group => group.Rows).Where(row => row.IsComplete)
            .Select(row => Math.Max(Math.Abs(row.Lower), Math.Abs(row.Upper))).DefaultIfEmpty(0).Max());
        var rows = content.Groups.SelectMany(group => group.Rows).ToList();
        Frame = new PageFrame(released.Banner, content.Title, content.Subtitle, [ForestWords.Caption(released), content.Source]);

        var labelWidth = Math.Min(WidestLabel, rows.Select(row => PageFonts.Text.MeasureText(TextLines.Clean(row.Label)))
            .DefaultIfEmpty(0).Max() + 8);
        ClustersRight = PageFrame.Right;
        var clustersWidth = Math.Max(PageFonts.Heading.MeasureText(content.ClusterHeading), Widest(rows, row => !row.IsWithheld && row.Clusters is { } count ? Numbers.Count(count, content.Language) : ""));
        PersonsRight = ClustersRight - clustersWidth - Gap;
        var personsWidth = Math.Max(PageFonts.Heading.MeasureText(ForestWords.PersonsHeading), Widest(rows, row => row.IsWithheld ? "" : Numbers.Count(row.Persons, content.Language)));
        EstimateRight = PersonsRight - personsWidth - Gap;
        var estimateWidth = Math.Max(
            PageFonts.Heading.MeasureText(ForestWords.EstimateHeading(content)),
            Widest(rows, row => row.IsComplete ? ForestWords.Estimate(row, Decimals, content.Language) : ""));
        var plotRight = EstimateRight - estimateWidth - Gap;
        var plotLeft = Math.Min(PageFrame.Margin + labelWidth + Gap, plotRight - NarrowestPlot);
        LabelWidth = plotLeft - Gap - PageFrame.Margin;
        HeadingsBaseline = Frame.BodyTop + 14;
        var top = Frame.BodyTop + 24;
        var bottom = Place(content, top, plotLeft) + 4;
        Area = new PlotArea(plotLeft, top, plotRight, bottom);
        // The axis's words may use the whole width below the table; they are centred under the plot as far as they fit.
        Axis = TextLines.Wrap(content.Axis, PageFonts.Text, PageFrame.Usable);
        Frame.EndBody(bottom + PlotArea.TicksHeight + Axis.Count * PageFrame.LineHeight);
    }

    public int Decimals { get; }

    public IReadOnlyList<string> Axis { get; }

    public float LabelWidth { get; }

    /// <summary>Banner, words above and below.</summary>
    public PageFrame Frame { get; }

    /// <summary>Where points and intervals are drawn.</summary>
    public PlotArea Area { get; }

    public float EstimateRight { get; }

    public float PersonsRight { get; }

    public float ClustersRight { get; }

    public float HeadingsBaseline { get; }

    /// <summary>Groups' headings with the middle of their line.</summary>
    public List<(string Heading, float Middle)> Headings { get; } = [];

    /// <summary>Rows with the middle of their line.</summary>
    public List<PlacedRow> Rows { get; } = [];

    // Returns where the last row ends.
    private float Place(ForestPlotContent content, float y, float plotLeft)
    {
        foreach (var group in content.Groups)
        {
            if (group.Heading.Length > 0)
            {
                y += 4;
                Headings.Add((group.Heading, y + RowHeight / 2));
                y += RowHeight;
            }

            foreach (var row in group.Rows)
            {
                var label = TextLines.Wrap(row.Label, PageFonts.Text, LabelWidth);
                IReadOnlyList<string> reason = row.IsComplete
                    ? []
                    : TextLines.Wrap(ForestWords.NoEstimate(row, content.Language), PageFonts.Text, EstimateRight - plotLeft - 4);
                var height = Math.Max(RowHeight, Math.Max(label.Count, reason.Count) * PageFrame.LineHeight + 8);
                Rows.Add(new PlacedRow(row, y + height / 2, label, reason));
                y += height;
            }
        }

        return y;
    }

    private static float Widest(List<ForestRow> rows, Func<ForestRow, string> text) =>
        rows.Select(row => PageFonts.Text.MeasureText(text(row))).DefaultIfEmpty(0).Max();
}

/// <summary>A row and where it stands.</summary>
/// <param name="Row">The row.</param>
/// <param name="Middle">Middle of its line, in pixels from the top.</param>
/// <param name="Label">Its label broken into lines.</param>
/// <param name="Reason">Why it has no estimate, broken into lines; empty when it has one.</param>
internal sealed record PlacedRow(ForestRow Row, float Middle, IReadOnlyList<string> Label, IReadOnlyList<string> Reason);
