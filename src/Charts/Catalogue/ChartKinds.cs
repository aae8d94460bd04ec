using LobResearch.Charts.Forest;
using LobResearch.Study.Codebook;

namespace LobResearch.Charts.Catalogue;

/// <summary>Every kind of chart that there is. A new one is a line here.</summary>
internal static class ChartKinds
{
    /// <summary>In the order of a list.</summary>
    public static IReadOnlyList<ChartKind> All { get; } =
    [
        new ChartKind<ForestPlotContent>(
            "forest", new Label("Effecten met hun onzekerheid", "Effects with their uncertainty"), ChartNeeds.Run,
            (study, request, _) => Task.FromResult(EffectForest.Create(study.Definition, request.Run!, request.Language))),
    ];
}
