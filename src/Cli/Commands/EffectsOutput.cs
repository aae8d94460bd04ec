using System.Text.Json;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Runs;
using LobResearch.Cli.Terminal;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Study.Database;

namespace LobResearch.Cli.Commands;

/// <summary>A run of effects as one JSON document.</summary>
internal static class EffectsOutput
{
    public static string Json(EffectRun run, IReadOnlyList<string> files) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "effects",
            run = run.Id,
            plan = run.Plan.Id,
            isNew = run.IsNew,
            kind = run.Kind,
            label = run.Label,
            labelReason = run.LabelReason,
            estimand = Spelling.Of(run.Plan.Estimand),
            outcome = run.Plan.Outcome,
            wave = run.Plan.OutcomeWave,
            baseline = run.Plan.BaselineWave,
            staggeredWaves = run.Plan.Panel,
            programVersion = run.ProgramVersion,
            batches = run.Batches,
            flow = run.Report.Flow.Select(stage => new { stage = stage.Stage, all = stage.All, exposed = stage.Exposed.Select(exposed => new { component = exposed.Component, yes = exposed.Yes, no = exposed.No, unknown = exposed.Unknown }) }),
            separability = new
            {
                schoolEffects = run.Report.Separability.Absorbed,
                rank = run.Report.Separability.Rank,
                condition = JsonOutput.Finite(run.Report.Separability.ConditionNumber),
                reason = double.IsFinite(run.Report.Separability.ConditionNumber) ? null : "not all components can be told apart",
                components = run.Report.Separability.Exposures.Select(row => Component(run, row.Exposure)),
            },
            estimates = run.Estimates.Zip(run.Report.Effects, Estimate),
            reliability = JsonOutput.Finite(run.Report.Reliability),
            notes = run.Report.Notes,
            files,
        },
        JsonOutput.Options);

    private static object Component(EffectRun run, string exposure)
    {
        var row = run.Report.Separability[exposure];
        string Of(string column) => run.Plan.Exposures.First(component => run.Plan.ExposureColumn(component) == column);
        return new
        {
            component = Of(exposure),
            exposure,
            verdict = Spelling.Of(row.Separation),
            exposed = row.Exposed,
            schools = row.Clusters,
            exposedSchools = row.ExposedClusters,
            varyingSchools = row.VaryingClusters,
            betweenShare = JsonOutput.Finite(row.BetweenShare),
            varianceInflation = JsonOutput.Finite(row.VarianceInflation),
            reason = double.IsFinite(row.VarianceInflation) && double.IsFinite(row.BetweenShare) ? null : "nothing is left of the exposure beside the rest",
            restsOn = row.RestsOn,
            aliasedWith = row.AliasedWith.Select(Of),
            sentence = new
            {
                nl = SeparabilityWords.Of(row, Of(exposure), Of, run.Plan.Estimand, AdviceLanguage.Dutch),
                en = SeparabilityWords.Of(row, Of(exposure), Of, run.Plan.Estimand, AdviceLanguage.English),
            },
        };
    }

    private static object Estimate(EffectEstimate e, ComponentEffect effect) => new
    {
        role = Spelling.Of(e.Role),
        component = e.Exposure,
        subgroup = e.Subgroup,
        term = e.Term,
        method = e.Estimator,
        formula = e.Formula,
        vcov = e.Covariance,
        cluster = e.Cluster,
        estimate = JsonOutput.Finite(e.Estimate),
        se = JsonOutput.Finite(e.StandardError),
        df = JsonOutput.Finite(e.DegreesOfFreedom),
        statistic = JsonOutput.Finite(e.Statistic),
        p = JsonOutput.Finite(e.P),
        pAdjusted = JsonOutput.Finite(e.AdjustedP),
        lower = JsonOutput.Finite(e.Lower),
        upper = JsonOutput.Finite(e.Upper),
        confidence = e.Confidence,
        equivalence = e.Equivalence is { } equivalence && double.IsFinite(equivalence.P)
            ? new { bound = equivalence.Bound, p = equivalence.P, lower = equivalence.Lower, upper = equivalence.Upper, finding = Spelling.Of(equivalence.Finding) }
            : null,
        sensitivity = effect.Modelled.Sensitivity is { } sensitivity
            ? new
            {
                robustnessValue = JsonOutput.Finite(e.Robustness),
                robustnessValueOfInterval = JsonOutput.Finite(e.RobustnessOfInterval),
                basis = sensitivity.Kind,
                reason = sensitivity.Reason,
                benchmarks = sensitivity.Benchmarks.Select(benchmark => new { covariate = benchmark.Covariate, lower = JsonOutput.Finite(benchmark.Lower), upper = JsonOutput.Finite(benchmark.Upper), changes = benchmark.Changes }),
                sentence = new { nl = SensitivityWords.Of(sensitivity, AdviceLanguage.Dutch), en = SensitivityWords.Of(sensitivity, AdviceLanguage.English) },
            }
            : null,
        trust = e.Trust,
        rows = e.Rows,
        n = e.Persons,
        clusters = e.Clusters,
        schools = e.Schools,
        reason = e.Reason,
        warnings = e.Warnings,
    };
}
