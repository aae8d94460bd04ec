using LobResearch.Statistics;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;

namespace LobResearch.Analysis.Effects.Models;

/// <summary>Effects by least squares with CR2 errors by school: unadjusted, and adjusted for the baseline (ANCOVA).</summary>
internal static class LeastSquaresEffects
{
    /// <summary>Difference in the outcome, nothing adjusted for.</summary>
    public static IReadOnlyList<ModelledEffect> Unadjusted(EffectModel model, ColumnSet data) =>
        Estimate(model, data, $"{model.Outcome} ~ {string.Join(" + ", model.Exposures)}", "unadjusted", null, null);

    /// <summary>Adjusted for baseline, covariates and, where the estimand asks for them, schools.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The rows.</param>
    /// <param name="facts">What a mixed model tells about the schools, per exposure; null when none was fitted.</param>
    public static IReadOnlyList<ModelledEffect> Ancova(EffectModel model, ColumnSet data, IReadOnlyDictionary<string, AdviceFacts>? facts = null) =>
        Estimate(model, data, FormulaOf(model), model.Wave is null ? "ancova" : "school and wave effects", null, facts);

    /// <summary>The same with weights.</summary>
    public static IReadOnlyList<ModelledEffect> Weighted(EffectModel model, ColumnSet data, string weights, string name) =>
        Estimate(model, data, FormulaOf(model), name, weights, null);

    /// <summary>ANCOVA's formula.</summary>
    public static string FormulaOf(EffectModel model) => $"{model.Outcome} ~ {string.Join(" + ", model.Exposures)} + {model.Adjustment}";

    /// <summary>ANCOVA's fit. The effects of very many schools are taken out instead of estimated.</summary>
    public static LeastSquaresFit Fit(EffectModel model, ColumnSet data, string formula, string? weights = null)
    {
        var options = new LeastSquaresOptions { Confidence = model.Confidence, Weights = weights, Design = new DesignOptions { AlsoRequired = [model.School] } };
        var schools = $" + {model.School}";
        if (!formula.EndsWith(schools, StringComparison.Ordinal) || !SchoolColumns.AreTooMany(model, data))
            return LeastSquares.Fit(Formula.Parse(formula), data, options);
        if (weights is not null || model.InOneSchool.Count > 0)
            SchoolColumns.RefuseTooMany(model, data);
        return LeastSquares.Fit(Formula.Parse(formula[..^schools.Length]), data, options with { Absorb = model.School });
    }

    /// <summary>How many persons rows are of.</summary>
    public static int PersonsOf(EffectModel model, ColumnSet data, IReadOnlyList<int> rows)
    {
        if (model.Wave is null)
            return rows.Count;
        var persons = ((NumericColumn)data[model.Person]).Values.ToArray();
        return rows.Select(row => persons[row]).Distinct().Count();
    }

    private static List<ModelledEffect> Estimate(
        EffectModel model, ColumnSet data, string formula, string name, string? weights, IReadOnlyDictionary<string, AdviceFacts>? facts)
    {
        var fit = Fit(model, data, formula, weights);
        var bySchool = fit.Robust(data[model.School], CovarianceType.CR2);
        var schools = bySchool.Clusters!.Value;
        return model.Exposures.Select(exposure =>
        {
            var clusters = EffectClusters.Of(model, data, exposure);
            var table = clusters.Name == model.School ? bySchool : fit.Robust(clusters, CovarianceType.CR2);
            return One(model, data, exposure, fit, table, clusters, schools, formula, name, facts) with
            {
                Cluster = clusters.Name,
                Clusters = table.Clusters!.Value,
                Persons = PersonsOf(model, data, fit.Frame.Rows),
            };
        }).ToList();
    }

    private static ModelledEffect One(
        EffectModel model, ColumnSet data, string exposure, LeastSquaresFit fit, CoefficientTable table, Column clusters, int schools, string formula, string name,
        IReadOnlyDictionary<string, AdviceFacts>? facts)
    {
        if (fit.Dropped.Contains(exposure, StringComparer.Ordinal))
        {
            var none = new Coefficient(exposure, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, "none", "not separable from the other columns of the model");
            return new ModelledEffect(exposure, name, formula, table.Covariance, none, fit.N, fit.Frame.Omitted, schools);
        }

        return new ModelledEffect(exposure, name, formula, table.Covariance, table[exposure], fit.N, fit.Frame.Omitted, schools)
        {
            Trust = FewClusterAdvice.For(fit, clusters, exposure, facts?.GetValueOrDefault(exposure), ExposureOf(fit, data, exposure))["CR2"],
            // What nothing was adjusted for has every cause left out.
            Sensitivity = name == "unadjusted" ? null : OmittedVariableBias.Of(fit, table, exposure, Benchmarks(model, fit)),
            Warnings = table.WarningsFor(exposure),
        };
    }

    // Where schools are taken out the design holds what is left of the exposure.
    private static double[]? ExposureOf(LeastSquaresFit fit, ColumnSet data, string exposure)
    {
        if (fit.AbsorbedGroups == 0)
            return null;
        var values = ((NumericColumn)data[exposure]).Values.ToArray();
        return Array.ConvertAll(fit.Frame.Rows, row => values[row]);
    }

    // A cause as strong as each thing that was measured; schools are adjusted for by design.
    private static List<string> Benchmarks(EffectModel model, LeastSquaresFit fit) => model.Adjusters.Where(name => name != model.Wave)
        .Where(covariate => fit.Design.Names.Any(column => !fit.Dropped.Contains(column) && (column == covariate || column.StartsWith(covariate + "[", StringComparison.Ordinal)))).ToList();
}
