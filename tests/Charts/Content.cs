using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Tests;

/// <summary>Forest plots to draw in tests.</summary>
internal static class Content
{
    public static ForestPlotContent Of(Language language = Language.Dutch, params ForestRow[] rows) => new(
        _ => "Kleine klas: hogere scores in alle 2 vergelijkingen",
        "Een vergelijking voor een test.",
        "Verschil in punten",
        [new ForestGroup("Onzekerheid per klas", rows.Length > 0 ? rows : [Row("Leerjaar 1", 5.3, 2.9, 7.7, 1234, 40), Row("Leerjaar 2", 1.2, -0.4, 2.8, 987, 40)])],
        0.95, "clusters", "Bron: een test.\nRun 0123.", language);

    public static ForestRow Row(string label, double estimate, double lower, double upper, int persons, int clusters, string? reason = null) =>
        new(label, estimate, lower, upper, new CountedCell(new CellKey("test", label, ""), persons, 4), clusters, reason);

    public static ForestPlot Plot(ForestPlotContent? content = null, bool isSimulated = false) =>
        new(new Released<ForestPlotContent>(content ?? Of(), Audience.Thesis, isSimulated, 0));

    public static ReleasedChart Chart(ForestPlotContent? content = null)
    {
        var plot = Plot(content);
        return new ReleasedChart(plot, "forest", null, Audience.Thesis, Language.Dutch, ChartFiles.ToSvg(plot), new WithheldCells([]), []);
    }
}
