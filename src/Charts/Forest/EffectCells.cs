using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Study.Database;

namespace LobResearch.Charts.Forest;

/// <summary>The groups of persons behind a run of effects: under the same names in every picture and table.</summary>
internal static class EffectCells
{
    /// <summary>The column of all parents of a step.</summary>
    public const string All = "all";

    /// <summary>The persons that an effect is estimated from.</summary>
    public static CellKey Of(EffectRun run, ComponentEffect effect)
    {
        var (plan, group) = (run.Plan, effect.Subgroup is null ? "" : $", {effect.Subgroup}");
        return new CellKey($"{plan.FormId} {plan.BaselineWave} {plan.OutcomeWave} {plan.Outcome} analysed by {Spelling.Of(plan.Estimand)}{group}", effect.Component, $"{Spelling.Of(effect.Role)} {effect.Modelled.Estimator}");
    }

    /// <summary>The parents at a step from register to analysis. Who is analysed depends on the plan, who answered doesn't.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stage">The step.</param>
    /// <param name="column"><see cref="All"/>, or those of an exposure.</param>
    public static CellKey Of(EffectRun run, FlowStage stage, string column)
    {
        var code = CodeOf(stage);
        return new CellKey($"{run.Plan.FormId} {run.Plan.BaselineWave} {run.Plan.OutcomeWave} flow", code.StartsWith("analysed", StringComparison.Ordinal) ? $"{code} by {run.Plan.Id}" : code, column);
    }

    /// <summary>The parents that are at one step and no longer at the next.</summary>
    public static CellKey Rest(EffectRun run, FlowStage whole, FlowStage part, string column)
    {
        var (one, other) = (Of(run, whole, column), Of(run, part, column));
        return one with { Row = $"{one.Row} without {other.Row}" };
    }

    /// <summary>A step by its first words.</summary>
    public static FlowStage? Find(EffectRun run, string beginning) => run.Report.Flow.FirstOrDefault(stage => stage.Stage.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>
    /// What ties the persons of effects to the steps before: those who answered twice and lack something the analysis needs follow from both counts.
    /// </summary>
    public static CountedTable Analysed(EffectRun run)
    {
        if (Find(run, "answered both") is not { } both || Find(run, "analysed:") is not { } analysed)
            return CountedTable.Of([]);
        var schools = run.Report.Effects.Select(effect => effect.Modelled.Schools).DefaultIfEmpty(0).Max();
        CountedCell Hidden(CellKey key, int persons) => new(key, persons, schools) { IsShown = false };
        var (whole, part, rest) = (Of(run, both, All), Of(run, analysed, All), Rest(run, both, analysed, All));
        var same = run.Report.Effects.Where(effect => effect is { Role: EffectRole.Primary, Subgroup: null } && effect.Modelled.Persons == analysed.All).Select(effect => Of(run, effect)).Distinct().ToList();
        return new CountedTable(
            [Hidden(whole, both.All), Hidden(part, analysed.All), Hidden(rest, both.All - analysed.All), .. same.Select(key => Hidden(key, analysed.All))],
            [new CellSum(whole, [part, rest]), .. same.Select(key => new CellSum(part, [key]))]);
    }

    private static string CodeOf(FlowStage stage) => stage.Stage.Split(':')[0];
}
