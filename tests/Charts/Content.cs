using LobResearch.Charts.Forest;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Tests;

/// <summary>Forest plots to draw in tests.</summary>
internal static class Content
{
    public static ForestPlotContent Of(Language language = Language.Dutch, params ForestRow[] rows) => new(
        "Kleine klas: hogere scores in alle 2 vergelijkingen",
        "Een vergelijking voor een test.",
        "Verschil in punten",
        [new ForestGroup("Onzekerheid per klas", rows.Length > 0 ? rows : [new("Leerjaar 1", 5.3, 2.9, 7.7, 1234, 40), new("Leerjaar 2", 1.2, -0.4, 2.8, 987, 40)])],
        0.95, "clusters", "Bron: een test.\nRun 0123.", language);
}
