using LobResearch.Analysis.Effects.Models;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Effects;

/// <summary>The estimators of effects, on columns from wherever they come.</summary>
public static class EffectEstimators
{
    /// <summary>Estimates the effect of each exposure of a model.</summary>
    /// <param name="estimator">Which way.</param>
    /// <param name="model">The model.</param>
    /// <param name="data">A row per person, in an order that the data alone decide; rows with a gap are left out.</param>
    /// <exception cref="LobResearch.Statistics.StatisticsException">The model can't be fitted on these rows; the message says why.</exception>
    public static IReadOnlyList<ModelledEffect> Estimate(EffectEstimator estimator, EffectModel model, ColumnSet data) => estimator switch
    {
        EffectEstimator.Unadjusted => LeastSquaresEffects.Unadjusted(model, data),
        EffectEstimator.Ancova => LeastSquaresEffects.Ancova(model, data),
        EffectEstimator.Mixed => MixedEffects.Estimate(model, data).Effects,
        _ => DmlEffects.Estimate(model, data),
    };
}
