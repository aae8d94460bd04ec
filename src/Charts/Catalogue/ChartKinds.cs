using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Balance;
using LobResearch.Charts.Circle;
using LobResearch.Charts.Conditions;
using LobResearch.Charts.Dose;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Likert;
using LobResearch.Charts.Missing;
using LobResearch.Charts.Overlap;
using LobResearch.Charts.Reach;
using LobResearch.Charts.Scales;
using LobResearch.Charts.Sensitivity;
using LobResearch.Charts.Staircase;
using LobResearch.Charts.Trajectories;
using LobResearch.Study.Codebook;
using LobResearch.Study.Reference;

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
        new ChartKind<StaircaseContent>(
            "staircase", new Label("De CIOS-trap, met wat acht scholen zeiden te doen", "The CIOS staircase, with what eight schools said they do"), ChartNeeds.None,
            (_, request, _) => Task.FromResult(new StaircaseContent(ReferenceFacts.Load(), request.Language))),
        new ChartKind<TrajectoriesContent>(
            "trajectories", new Label("De uitkomst per meting, op scholen met en zonder aanbod", "The outcome per wave, in schools with and without the offer"), ChartNeeds.Form, TrajectoriesContent.CreateAsync),
        new ChartKind<LikertContent>(
            "likert", new Label("Wat er geantwoord is, per vraag", "What was answered, question by question"), ChartNeeds.Form | ChartNeeds.Wave,
            (study, request, cancellation) => LikertContent.CreateAsync(study, request.Form!, request.Wave!, request.Language, cancellation)),
        new ChartKind<ForestPlotContent>(
            "reliability", new Label("Betrouwbaarheid van de schalen per meting", "Reliability of the scales per wave"), ChartNeeds.Form,
            async (study, request, cancellation) => ReliabilityForest.Of(study.Definition, await request.Readings.ScalesAsync(request.Form!, cancellation).ConfigureAwait(false), request.Language)),
        new ChartKind<MissingMapContent>(
            "missingness", new Label("Welke antwoorden ontbreken", "Which answers are missing"), ChartNeeds.Form,
            async (study, request, cancellation) => MissingMapContent.Of(study.Definition, await request.Readings.ScalesAsync(request.Form!, cancellation).ConfigureAwait(false), request.Language)),
        new ChartKind<BalanceContent>(
            "balance", new Label("Hoe vergelijkbaar wie blootgesteld is en wie niet zijn, vóór en na weging", "How alike those exposed and not are, before and after weighting"), ChartNeeds.Run,
            async (study, request, cancellation) => BalanceContent.Create(study.Definition, await request.Readings.RowsAsync(request.Run!, cancellation).ConfigureAwait(false), request)),
        new ChartKind<OverlapContent>(
            "overlap", new Label("Geschatte kans op blootstelling van wie blootgesteld is en wie niet", "Estimated probability of exposure of those exposed and not"), ChartNeeds.Run,
            async (study, request, cancellation) => OverlapContent.Create(study.Definition, await request.Readings.RowsAsync(request.Run!, cancellation).ConfigureAwait(false), request)),
        new ChartKind<DoseContent>(
            "dose", new Label("Wat samengaat met vaker meedoen aan een component", "What goes with attending more of a component"), ChartNeeds.Run | ChartNeeds.Attendance,
            async (study, request, cancellation) => DoseContent.Create(study.Definition, await request.Readings.RowsAsync(request.Run!, cancellation).ConfigureAwait(false), request.Language)),
        new ChartKind<SensitivityContent>(
            "sensitivity", new Label("Hoe sterk een niet-gemeten oorzaak zou moeten zijn om de conclusie te veranderen", "How strong an unmeasured cause would have to be to change the conclusion"), ChartNeeds.Run,
            async (study, request, cancellation) => SensitivityContent.Create(study.Definition, await request.Readings.RowsAsync(request.Run!, cancellation).ConfigureAwait(false), request.Language)),
        new ChartKind<ForestPlotContent>(
            "conditions", new Label("De randvoorwaarden (R) zoals teams ze zien", "The preconditions (R) as teams see them"), ChartNeeds.School, ConditionsForest.CreateAsync),
        new ChartKind<ProcessContent>(
            "process", new Label("De leerkring in zes stadia, met het oordeel van groepen over werkvormen", "The leerkring in six stages, with groups' verdicts on work methods"), ChartNeeds.None,
            (study, request, cancellation) => ProcessContent.CreateAsync(study, request.Language, cancellation)),
    ];
}
