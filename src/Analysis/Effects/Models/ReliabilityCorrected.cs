using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Regression;

namespace LobResearch.Analysis.Effects.Models;

/// <summary>ANCOVA corrected for the pretest's unreliability.</summary>
internal static class ReliabilityCorrected
{
    public static IReadOnlyList<ModelledEffect> Estimate(EffectModel model, ColumnSet data, double reliability)
    {
        var formula = LeastSquaresEffects.FormulaOf(model);
        var fit = LeastSquaresEffects.Fit(model, data, formula);
        var schools = data[model.School];
        var name = string.Create(CultureInfo.InvariantCulture, $"ancova, pretest's reliability {reliability:0.00}");
        return ErrorsInVariables.Correct(fit, model.Baseline, reliability, schools, model.Exposures)
            .Select(effect => new ModelledEffect(effect.Term, name, formula, "jackknife", effect, fit.N, fit.Frame.Omitted, fit.Frame.Groups(schools).Max() + 1)).ToList();
    }
}
