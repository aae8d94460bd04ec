using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.Advice;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Reference;

namespace LobResearch.Charts.Forest;

/// <summary>Makes a forest plot out of a run of effects: a group of rows per estimator, the primary one first, a row per component.</summary>
internal static class EffectForest
{
    /// <summary>Draws the effects on all parents; those in groups of parents are another picture's.</summary>
    /// <param name="study">The study.</param>
    /// <param name="run">The run.</param>
    /// <param name="language">Language of the words.</param>
    /// <param name="primaryOnly">Whether only what the plan asks for is drawn, not the same computed in other ways.</param>
    public static ForestPlotContent Create(StudyDefinition study, EffectRun run, Language language, bool primaryOnly = false)
    {
        var components = ReferenceFacts.Load().Components.ToDictionary(component => component.Code, component => component.Name.In(language), StringComparer.Ordinal);
        var effects = run.Report.Effects.Where(effect => effect.Subgroup is null && (!primaryOnly || effect.Role == EffectRole.Primary)).ToList();
        var groups = effects.GroupBy(effect => (effect.Role, effect.Modelled.Estimator)).Select(group => new ForestGroup(
            (group.Key.Role == EffectRole.Primary ? language == Language.Dutch ? "Hoofdanalyse: " : "Primary: " : "") + EstimatorWords.Of(group.Key.Estimator, language),
            group.Select(effect => Row(run, effect, components, language)).ToList()))
            // What has no interval at all is told by the primary estimates' reasons; the run's table has it.
            .Where((group, place) => place == 0 || group.Rows.Any(row => row.IsComplete)).ToList();
        return new ForestPlotContent(
            withheld => EffectSentence.For(run, components, language, effect => withheld.Contains(EffectCells.Of(run, effect))), Subtitle(study, run, language), Axis(study, run, language), groups, run.Plan.Confidence,
            language == Language.Dutch ? "scholen" : "schools", SourceLines.Of(study, run.Id, run.ProgramVersion, language), language)
        {
            Run = run.Id,
            Beside = EffectCells.Analysed(run),
            Chart = primaryOnly ? "effects" : "forest",
        };
    }

    /// <summary>The persons behind an effect. It compares those exposed with the others: the smaller of both counts, and the schools that have any of them.</summary>
    public static CountedCell Cell(EffectRun run, ComponentEffect effect)
    {
        var (table, exposure) = (run.Report.Separability, run.Report.Separability[run.Plan.ExposureColumn(effect.Component)]);
        var cell = new CountedCell(EffectCells.Of(run, effect), effect.Modelled.Persons, effect.Modelled.Schools);
        return exposure.IsEstimable
            ? cell with { SmallestPart = new ComparedPart(Math.Min(exposure.Exposed, table.Rows - exposure.Exposed), table.Absorbed ? exposure.VaryingClusters : Math.Min(exposure.ExposedClusters, exposure.Clusters - exposure.ExposedClusters + exposure.VaryingClusters)) }
            : cell;
    }

    private static ForestRow Row(EffectRun run, ComponentEffect effect, Dictionary<string, string> components, Language language)
    {
        var (number, label, cell) = (effect.Modelled.Effect, $"{effect.Component} {components[effect.Component]}", Cell(run, effect));
        var words = language == Language.Dutch ? AdviceLanguage.Dutch : AdviceLanguage.English;
        var separability = run.Report.Separability[run.Plan.ExposureColumn(effect.Component)];
        if (!separability.IsEstimable)
        {
            string Reason(SchoolNames names) => SeparabilityWords.Of(
                separability with { RestsOn = names.Of(separability.RestsOn, language) }, effect.Component, column => run.Plan.Exposures.First(component => run.Plan.ExposureColumn(component) == column), run.Plan.Estimand, words);
            return new ForestRow(label, double.NaN, double.NaN, double.NaN, cell, effect.Modelled.Schools, Reason(SchoolNames.Own)) { ReasonBySchools = Reason };
        }

        // An interval that can't be relied on is not drawn: it would look like any other.
        if (effect.Modelled.Trust is { Trust: Trust.Neither } trust)
        {
            var why = language == Language.Dutch ? $"geen betrouwbaar interval: {trust.Dutch}" : $"no interval to rely on: {trust.English}";
            return new ForestRow(label, number.Estimate, double.NaN, double.NaN, cell, effect.Modelled.Schools, why);
        }

        return new ForestRow(label, number.Estimate, number.Lower, number.Upper, cell, effect.Modelled.Schools, number.Reason is null ? null : language == Language.Dutch ? "geen schatting mogelijk" : number.Reason);
    }

    private static string Subtitle(StudyDefinition study, EffectRun run, Language language)
    {
        var (plan, dutch) = (run.Plan, language == Language.Dutch);
        var question = (plan.Estimand, dutch) switch
        {
            (_, true) when plan.IsStaggered => "Scholen vóór en na het begin van dit aanbod, naast scholen die nog niet begonnen waren, ongeacht wie er kwam",
            (_, false) when plan.IsStaggered => "Schools before and after this offer began, beside schools that hadn't begun, whoever came",
            (Estimand.Offer, true) => "Scholen met en zonder dit aanbod, ongeacht wie er kwam",
            (Estimand.Offer, false) => "Schools with and without this offer, whoever came",
            (_, true) => "Ouders van dezelfde school, met en zonder deelname",
            _ => "Parents of the same school who did and didn't take part",
        };
        var adjusted = plan.IsStaggered
            ? dutch ? "gecorrigeerd voor school, meting en kenmerken van ouders" : "adjusted for school, wave and characteristics of parents"
            : dutch ? $"gecorrigeerd voor {plan.BaselineWave} en kenmerken van ouders" : $"adjusted for {plan.BaselineWave} and characteristics of parents";
        var kind = (run.Label, dutch) switch
        {
            ("confirmatory", true) => "Vooraf vastgelegd.",
            ("confirmatory", false) => "Fixed beforehand.",
            (_, true) => "Verkennend.",
            _ => "Exploratory.",
        };
        return dutch ? $"{study.Title.In(language)}. {question}; {adjusted}. Een samenhang na correctie, geen bewezen effect. {kind}"
            : $"{study.Title.In(language)}. {question}; {adjusted}. An association after adjustment, no proven effect. {kind}";
    }

    private static string Axis(StudyDefinition study, EffectRun run, Language language)
    {
        var scale = study.NewestForm(run.Plan.FormId)!.Scales.First(candidate => candidate.Id == run.Plan.Outcome);
        var wave = string.Join(", ", run.Plan.Waves.Skip(run.Plan.IsStaggered ? 0 : 1).Select(id => study.Waves.First(candidate => candidate.Id == id).Title.In(language)));
        return language == Language.Dutch ? $"Verschil in {scale.Title.In(language)} bij {wave}, in punten" : $"Difference in {scale.Title.In(language)} at {wave}, in points";
    }
}
