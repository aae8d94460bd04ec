using LobResearch.Charts.Theme;
using ScottPlot;
using SkiaSharp;

namespace LobResearch.Charts.Page;

/// <summary>Where on a page ScottPlot draws: the inside of the axes, in pixels. Its axes' words and ticks stand outside.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
internal sealed record PlotArea(float Left, float Top, float Right, float Bottom)
{
    /// <summary>From the axis to the words below its ticks.</summary>
    public const float TicksHeight = 28;

    /// <summary>A plot in the page's font and colours, with a horizontal axis and lines across from its ticks.</summary>
    /// <param name="verticalAxis">Whether it has a vertical axis with lines from its ticks instead.</param>
    public static Plot Start(bool verticalAxis = false)
    {
        ChartFonts.Register();
        var plot = new Plot();
        plot.Font.Set(ChartFonts.Family);
        // Not transparent: in SVG the drawing library leaves a transparent fill out, and a shape without one is black.
        plot.FigureBackground.Color = Of(ChartColors.Paper);
        plot.DataBackground.Color = Of(ChartColors.Paper);
        plot.Axes.Left.IsVisible = verticalAxis;
        plot.Axes.Right.IsVisible = false;
        plot.Axes.Top.IsVisible = false;
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            axis.TickLabelStyle.FontName = ChartFonts.Family;
            axis.TickLabelStyle.FontSize = 13.5f;
            axis.TickLabelStyle.ForeColor = Of(ChartColors.Ink);
            axis.FrameLineStyle.Color = Of(ChartColors.Soft);
            axis.MinorTickStyle.Length = 0;
        }

        plot.Grid.MajorLineColor = Of(ChartColors.Line);
        plot.Grid.YAxisStyle.IsVisible = verticalAxis;
        plot.Grid.XAxisStyle.IsVisible = !verticalAxis;
        return plot;
    }

    /// <summary>A colour as ScottPlot takes it.</summary>
    public static Color Of(SKColor color) => new(color.Red, color.Green, color.Blue, color.Alpha);

    /// <summary>Draws the plot in this area of a page.</summary>
    /// <param name="canvas">The page.</param>
    /// <param name="plot">The plot.</param>
    /// <param name="pageHeight">Height of the page.</param>
    public void Render(SKCanvas canvas, Plot plot, float pageHeight)
    {
        plot.Layout.Fixed(new PixelPadding(Left, PageFrame.Width - Right, pageHeight - Bottom, Top));
        var page = new PixelRect(0, PageFrame.Width, pageHeight, 0);
        // A plot's first rendering draws twice, once to measure: that one goes nowhere, or the SVG would hold each axis twice.
        using (var nowhere = new SKNoDrawCanvas((int)PageFrame.Width, (int)pageHeight))
            plot.Render(nowhere, page);
        plot.Render(canvas, page);
    }
}
