using LobResearch.Charts.Forest;
using LobResearch.Charts.Missing;
using LobResearch.Charts.Reach;
using LobResearch.Charts.Scales;
using LobResearch.Study.Codebook;

namespace LobResearch.Charts.Catalogue;

/// <summary>Every kind of chart that there is. A new one is a line here.</summary>
internal static class ChartKinds
{
    /// <summary>In the order of a list.</summary>
    public static IReadOnlyList<ChartKind> All { get; } =
    [
        new ChartKind<ForestPlotContent>(
            "effects", new Label("Effecten van de hoofdanalyse, met hun onzekerheid", "Effects of the primary analysis, with their uncertainty"), ChartNeeds.Run,
            (study, request, _) => Task.FromResult(EffectForest.Create(study.Definition, request.Run!, request.Language, primaryOnly: true))),
        new ChartKind<ForestPlotContent>(
            "forest", new Label("Effecten op alle manieren berekend", "Effects computed in every way"), ChartNeeds.Run,
            (study, request, _) => Task.FromResult(EffectForest.Create(study.Definition, request.Run!, request.Language))),
        new ChartKind<ReachContent>(
            "reach", new Label("Wie bereikt is: van uitnodiging tot analyse", "Who was reached: from invitation to analysis"), ChartNeeds.Run,
            (study, request, _) => Task.FromResult(new ReachContent(study.Definition, request.Run!, request.Language))),
        new ChartKind<ForestPlotContent>(
            "reliability", new Label("Betrouwbaarheid van de schalen per meting", "Reliability of the scales per wave"), ChartNeeds.Form,
            (study, request, cancellation) => ReliabilityForest.CreateAsync(study, request.Form!, request.Language, cancellation)),
        new ChartKind<MissingMapContent>(
            "missingness", new Label("Welke antwoorden ontbreken", "Which answers are missing"), ChartNeeds.Form,
            (study, request, cancellation) => MissingMapContent.CreateAsync(study, request.Form!, request.Language, cancellation)),
    ];
}
