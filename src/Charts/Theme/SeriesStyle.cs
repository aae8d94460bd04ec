using ScottPlot;
using SkiaSharp;

namespace LobResearch.Charts.Theme;

/// <summary>How one of several series is told from the others: by colour, lightness, mark and line at once.</summary>
/// <param name="Color">Its colour.</param>
/// <param name="Mark">Its mark.</param>
/// <param name="Pattern">Its line.</param>
/// <remarks>Blue, vermilion and green of Okabe &amp; Ito (2008), darkened or lightened so that their grey differs too.</remarks>
internal sealed record SeriesStyle(SKColor Color, MarkerShape Mark, LinePattern Pattern)
{
    /// <summary>Of the series at a place, from 0; beyond the fourth, marks and lines are combined anew.</summary>
    public static SeriesStyle At(int place) => new(Colors[place % Colors.Length], Marks[place % Marks.Length], Patterns[(place / Colors.Length + place) % Patterns.Length]);

    private static readonly SKColor[] Colors = [new(0x00, 0x4f, 0x80), new(0xc4, 0x56, 0x00), new(0x00, 0x8a, 0x66), new(0x1a, 0x1a, 0x1a)];

    private static readonly MarkerShape[] Marks = [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.OpenCircle];

    private static readonly LinePattern[] Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];
}
