using System.Globalization;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;

namespace LobResearch.Analysis.Effects.Models;

/// <summary>ANCOVA corrected for the pretest's unreliability.</summary>
internal static class ReliabilityCorrected
{
    public static IReadOnlyList<ModelledEffect> Estimate(EffectModel model, ColumnSet data, double reliability)
    {
        SchoolColumns.RefuseTooMany(model, data);
        var formula = LeastSquaresEffects.FormulaOf(model);
        var fit = LeastSquaresEffects.Fit(model, data, formula);
        var schools = data[model.School];
        var name = string.Create(CultureInfo.InvariantCulture, $"ancova, pretest's reliability {reliability:0.00}");
        var count = fit.Frame.Groups(schools).Max() + 1;
        return model.Exposures.Select(exposure =>
        {
            var clusters = EffectClusters.Of(model, data, exposure);
            if (fit.Dropped.Contains(exposure, StringComparer.Ordinal))
                return new ModelledEffect(exposure, name, formula, "jackknife", new Coefficient(exposure, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, "none", "not separable from the other columns of the model"), fit.N, fit.Frame.Omitted, count);
            var effect = ErrorsInVariables.Correct(fit, model.Baseline, reliability, clusters, [exposure])[0];
            // How many clusters tell of this exposure is the same as without the correction.
            var degrees = Math.Min(effect.DegreesOfFreedom, fit.Robust(clusters, CovarianceType.CR2)[exposure].DegreesOfFreedom);
            return new ModelledEffect(exposure, name, formula, "jackknife", effect.WithDegrees(degrees, model.Confidence), fit.N, fit.Frame.Omitted, count)
            {
                Cluster = clusters.Name,
                Clusters = fit.Frame.Groups(clusters).Max() + 1,
                Trust = FewClusterAdvice.For(fit, clusters, exposure)["CR2"],
            };
        }).ToList();
    }
}
