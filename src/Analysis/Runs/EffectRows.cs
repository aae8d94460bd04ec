using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Separability;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Runs;

/// <summary>Effects as rows of the estimates' table.</summary>
internal static class EffectRows
{
    public static EffectEstimate Of(ComponentEffect effect, EffectPlan plan)
    {
        var (modelled, number) = (effect.Modelled, effect.Modelled.Effect);
        return new EffectEstimate(
            plan.Outcome, plan.OutcomeWave, effect.Component, null, null, number.Term, modelled.Estimator, modelled.Formula, modelled.Covariance, modelled.Cluster,
            number.Estimate, number.StandardError, number.DegreesOfFreedom, number.Statistic, number.P, number.Lower, number.Upper, plan.Confidence,
            modelled.Rows, modelled.Persons, modelled.Omitted, modelled.Clusters, modelled.Schools, number.Reason, modelled.Warnings)
        {
            Role = effect.Role,
            Estimand = Spelling.Of(plan.Estimand),
            Subgroup = effect.Subgroup,
            AdjustedP = effect.AdjustedP,
            Equivalence = effect.Equivalence,
            Trust = modelled.Trust is { } trust ? $"{Spelling.Of(trust.Trust)}: {trust.English}" : null,
            Robustness = modelled.Sensitivity?.RobustnessValue ?? double.NaN,
            RobustnessOfInterval = modelled.Sensitivity?.RobustnessValueOfInterval ?? double.NaN,
        };
    }

    /// <summary>What to think of each interval, in both languages, by the estimate's place from 1.</summary>
    public static IReadOnlyList<StoredEffects.TrustRow> Trust(EffectReport report) => [.. report.Effects.Select((effect, index) => (effect.Modelled.Trust, Place: index + 1))
        .Where(pair => pair.Trust is not null).Select(pair => new StoredEffects.TrustRow(pair.Place, pair.Trust!.Method, Spelling.Of(pair.Trust.Trust), pair.Trust.English, pair.Trust.Dutch))];

    public static object Separability(SeparabilityTable table) => new
    {
        table.Absorbed,
        table.Rows,
        table.Rank,
        Condition = double.IsFinite(table.ConditionNumber) ? table.ConditionNumber : (double?)null,
        Exposures = table.Exposures.Select(Separability),
    };

    private static object Separability(ExposureSeparability row) => new
    {
        row.Exposure,
        Separation = Spelling.Of(row.Separation),
        row.Exposed,
        row.Clusters,
        row.ExposedClusters,
        row.VaryingClusters,
        BetweenShare = double.IsFinite(row.BetweenShare) ? row.BetweenShare : (double?)null,
        VarianceInflation = double.IsFinite(row.VarianceInflation) ? row.VarianceInflation : (double?)null,
        row.RestsOn,
        row.AliasedWith,
    };
}
