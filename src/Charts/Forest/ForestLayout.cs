using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;
using SkiaSharp;

namespace LobResearch.Charts.Forest;

/// <summary>Where everything stands, in pixels of a page 720 wide: printed 16 cm wide its text is 9 points and larger.</summary>
internal sealed class ForestLayout
{
    public const float Width = 720;
    public const float Margin = 20;
    public const float RowHeight = 28;
    public const float LineHeight = 19;
    private const float Gap = 16;
    private const float WidestLabel = 210;
    private const float NarrowestPlot = 150;

    public ForestLayout(Released<ForestPlotContent> released)
    {
        var content = released.Content;
        Decimals = Numbers.DecimalsFor(content.Groups.SelectMany(group => group.Rows).Where(row => row.IsComplete)
            .Select(row => Math.Max(Math.Abs(row.Lower), Math.Abs(row.Upper))).DefaultIfEmpty(0).Max());
        var rows = content.Groups.SelectMany(group => group.Rows).ToList();
        var usable = Width - 2 * Margin;
        Banner = released.Banner is null ? [] : TextLines.Wrap(released.Banner, HeadingFont, usable);
        Title = TextLines.Wrap(content.Title, TitleFont, usable);
        Subtitle = TextLines.Wrap(content.Subtitle, TextFont, usable);

        var labelWidth = Math.Min(WidestLabel, rows.Select(row => TextFont.MeasureText(TextLines.Clean(row.Label)))
            .DefaultIfEmpty(0).Max() + 8);
        ClustersRight = Width - Margin;
        var clustersWidth = Math.Max(HeadingFont.MeasureText(content.ClusterHeading), Widest(rows, row => !row.IsWithheld && row.Clusters is { } count ? Numbers.Count(count, content.Language) : ""));
        PersonsRight = ClustersRight - clustersWidth - Gap;
        var personsWidth = Math.Max(HeadingFont.MeasureText(ForestWords.PersonsHeading), Widest(rows, row => row.IsWithheld ? "" : Numbers.Count(row.Persons, content.Language)));
        EstimateRight = PersonsRight - personsWidth - Gap;
        var estimateWidth = Math.Max(
            HeadingFont.MeasureText(ForestWords.EstimateHeading(content)),
            Widest(rows, row => row.IsComplete ? ForestWords.Estimate(row, Decimals, content.Language) : ""));
        PlotRight = EstimateRight - estimateWidth - Gap;
        PlotLeft = Math.Min(Margin + labelWidth + Gap, PlotRight - NarrowestPlot);
        LabelWidth = PlotLeft - Gap - Margin;

        Place(released, usable);
    }

    public static SKFont TitleFont { get; } = new(ChartFonts.Bold, 19) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true };

    public static SKFont HeadingFont { get; } = new(ChartFonts.Bold, 14.5f) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true };

    public static SKFont TextFont { get; } = new(ChartFonts.Regular, 14.5f) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.None, Subpixel = true };

    public int Decimals { get; }

    public IReadOnlyList<string> Banner { get; }

    public IReadOnlyList<string> Title { get; }

    public IReadOnlyList<string> Subtitle { get; }

    public IReadOnlyList<string> Axis { get; private set; } = [];

    public IReadOnlyList<string> Caption { get; private set; } = [];

    public float LabelWidth { get; }

    public float PlotLeft { get; }

    public float PlotRight { get; }

    public float EstimateRight { get; }

    public float PersonsRight { get; }

    public float ClustersRight { get; }

    public float HeadingsBaseline { get; private set; }

    public float PlotTop { get; private set; }

    public float PlotBottom { get; private set; }

    public float AxisTop { get; private set; }

    public float CaptionTop { get; private set; }

    public float Height { get; private set; }

    /// <summary>Groups' headings with the middle of their line.</summary>
    public List<(string Heading, float Middle)> Headings { get; } = [];

    /// <summary>Rows with the middle of their line.</summary>
    public List<PlacedRow> Rows { get; } = [];

    private void Place(Released<ForestPlotContent> released, float usable)
    {
        var content = released.Content;
        var y = Margin;
        y += Banner.Count * LineHeight + (Banner.Count > 0 ? 12 : 0);
        y += Title.Count * 25 + 4;
        y += Subtitle.Count * LineHeight + 14;
        HeadingsBaseline = y + 14;
        y += 24;
        PlotTop = y;
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
                var label = TextLines.Wrap(row.Label, TextFont, LabelWidth);
                IReadOnlyList<string> reason = row.IsComplete
                    ? []
                    : TextLines.Wrap(ForestWords.NoEstimate(row, content.Language), TextFont, EstimateRight - PlotLeft - 4);
                var height = Math.Max(RowHeight, Math.Max(label.Count, reason.Count) * LineHeight + 8);
                Rows.Add(new PlacedRow(row, y + height / 2, label, reason));
                y += height;
            }
        }

        PlotBottom = y + 4;
        AxisTop = PlotBottom + 28;
        // The axis's words may use the whole width below the table; they are centred under the plot as far as they fit.
        Axis = TextLines.Wrap(content.Axis, TextFont, usable);
        CaptionTop = AxisTop + Axis.Count * LineHeight + 16;
        Caption = [.. TextLines.Wrap(ForestWords.Caption(released), TextFont, usable), .. content.Source.Split('\n').SelectMany(line => TextLines.Wrap(line, TextFont, usable))];
        Height = MathF.Ceiling(CaptionTop + Caption.Count * LineHeight + Margin - 4);
    }

    private static float Widest(List<ForestRow> rows, Func<ForestRow, string> text) =>
        rows.Select(row => TextFont.MeasureText(text(row))).DefaultIfEmpty(0).Max();
}

/// <summary>A row and where it stands.</summary>
/// <param name="Row">The row.</param>
/// <param name="Middle">Middle of its line, in pixels from the top.</param>
/// <param name="Label">Its label broken into lines.</param>
/// <param name="Reason">Why it has no estimate, broken into lines; empty when it has one.</param>
internal sealed record PlacedRow(ForestRow Row, float Middle, IReadOnlyList<string> Label, IReadOnlyList<string> Reason);
