using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Learning;

namespace LobResearch.Analysis.Effects.Models;

/// <summary>
/// Weights that make those who answered again count for those like them who didn't: one over the probability of answering, from what
/// the baseline tells.
/// </summary>
/// <remarks>
/// Inverse probability of response (Little &amp; Rubin 2019, chapter 3) by logistic regression on baseline, covariates and school, scaled to
/// mean 1 and cut at the 1st and 99th percentile. Right when response depends on these alone (MAR).
/// </remarks>
internal static class ResponseWeights
{
    /// <summary>Name of the column with the weights.</summary>
    public const string Column = "response_weight";

    private const double Cut = 0.01;

    /// <summary>The rows that answered, with their weights; NaN for those whose baseline isn't complete.</summary>
    /// <param name="model">The model.</param>
    /// <param name="all">Everybody who answered at the baseline.</param>
    /// <param name="answered">Per row whether the outcome's wave was answered.</param>
    /// <exception cref="LobResearch.Statistics.StatisticsException">The response model can't be fitted.</exception>
    public static double[] Of(EffectModel model, ColumnSet all, IReadOnlyList<bool> answered)
    {
        SchoolColumns.RefuseTooMany(model, all);
        var weights = Enumerable.Repeat(double.NaN, all.Rows).ToArray();
        var response = new NumericColumn("answered_again", answered.Select(again => again ? 1.0 : 0).ToArray());
        var data = new ColumnSet(all.Names.Select(name => all[name]).Append(response));
        var terms = new[] { model.Baseline }.Concat(model.Covariates).Append(model.School);
        var frame = ModelFrame.Build(Formula.Parse($"answered_again ~ {string.Join(" + ", terms)}"), data);
        if (frame.Response.All(value => value == 1))
        {
            foreach (var row in frame.Rows)
                weights[row] = 1;
            return weights;
        }

        var features = FeatureMatrix.Of(DesignMatrix.Build(frame));
        var probability = Learners.Named("ols").Fit(features, frame.Response, LearningTask.Probability, model.Seed).Predict(features);
        var inverse = probability.Select(p => 1 / p).ToArray();
        var used = Enumerable.Range(0, inverse.Length).Where(place => frame.Response[place] == 1).Select(place => inverse[place]).Order().ToArray();
        if (used.Length == 0)
            return weights;
        var (low, high) = (used[(int)(Cut * (used.Length - 1))], used[(int)Math.Ceiling((1 - Cut) * (used.Length - 1))]);
        var mean = used.Average(value => Math.Clamp(value, low, high));
        for (var place = 0; place < inverse.Length; place++)
            weights[frame.Rows[place]] = Math.Clamp(inverse[place], low, high) / mean;
        return weights;
    }
}
