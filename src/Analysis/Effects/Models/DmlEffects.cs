using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Learning;

namespace LobResearch.Analysis.Effects.Models;

/// <summary>Effects by double machine learning in the partially linear model, errors by school (CR2 of the last stage).</summary>
/// <remarks>
/// Under school effects a fold can't be a school: what the others teach says nothing of its own effect. Folds are classes then, so that
/// each school is in all of them, and errors still go together within schools.
/// </remarks>
internal static class DmlEffects
{
    /// <summary>Name of the column of folds.</summary>
    internal const string FoldColumn = "fold_of_class";

    private const int Folds = 5;

    public static IReadOnlyList<ModelledEffect> Estimate(EffectModel model, ColumnSet data)
    {
        SchoolColumns.RefuseTooMany(model, data);
        return model.Exposures.Select(exposure => One(model, model.SchoolEffects ? Comparing(model, data, exposure) : data, exposure)).ToList();
    }

    private static ModelledEffect One(EffectModel model, ColumnSet rows, string exposure)
    {
        var others = model.Exposures.Where(other => other != exposure && Varies(rows, other)).ToList();
        var clusters = EffectClusters.Of(model, rows, exposure);
        if (clusters.Name != model.School)
            rows = rows.Contains(clusters.Name) ? new ColumnSet(rows.Names.Where(name => name != clusters.Name).Select(name => rows[name]).Append(clusters)) : rows.With(clusters);
        var adjustment = string.Join(" + ", others.Append(model.InOneSchool.Contains(exposure) ? model.OwnAdjustment : model.Adjustment));
        var roles = new CausalRoles(model.Outcome, [exposure]) { Covariates = adjustment, Clusters = [clusters.Name], FoldColumn = model.SchoolEffects ? FoldColumn : null };
        var fit = PartiallyLinear.Estimate(
            CausalData.Prepare(roles, model.SchoolEffects ? rows.With(FoldOfClass(model, rows)) : rows),
            new PartiallyLinearOptions { OutcomeLearner = Learners.Named(model.Learner), Covariance = CausalCovariance.CR2, Confidence = model.Confidence, Seed = model.Seed });
        return new ModelledEffect(
            exposure, "dml", $"{model.Outcome} ~ {exposure} | {adjustment} ({model.Learner})", "CR2", fit[exposure], fit.N, fit.Data.Omitted,
            fit.Data.Rows.Select(row => ((CategoricalColumn)rows[model.School]).Codes[row]).Distinct().Count())
        {
            Cluster = clusters.Name,
            Clusters = fit.Clusters.Count > 0 ? fit.Clusters[0] : fit.N,
            Trust = fit.Advice.Count > 0 ? fit.Advice[0]["CR2"] : null,
            Sensitivity = fit.Sensitivity.Count > 0 ? fit.Sensitivity[0] : null,
            Warnings = fit.Warnings,
        };
    }

    // Under school effects a school in which all or none take part compares nobody: that its parents never come would only be learned by heart.
    private static ColumnSet Comparing(EffectModel model, ColumnSet data, string exposure)
    {
        var (schools, values) = ((CategoricalColumn)data[model.School], ((NumericColumn)data[exposure]).Values.ToArray());
        var compared = Enumerable.Range(0, data.Rows).Where(row => schools.Codes[row] >= 0 && !double.IsNaN(values[row])).GroupBy(row => schools.Codes[row])
            .Where(group => group.Any(row => values[row] != values[group.First()])).Select(group => group.Key).ToHashSet();
        return data.Take(Enumerable.Range(0, data.Rows).Where(row => compared.Contains(schools.Codes[row])).ToList());
    }

    private static bool Varies(ColumnSet data, string column)
    {
        var values = ((NumericColumn)data[column]).Values.ToArray().Where(value => !double.IsNaN(value)).ToList();
        return values.Count > 0 && values.Exists(value => value != values[0]);
    }

    // The classes of a school in turn; where a school has too few, its parents: each school has to be in every fold, or its own effect can't be
    // learned. The rows come in an order that the data decide.
    internal static CategoricalColumn FoldOfClass(EffectModel model, ColumnSet data)
    {
        var (schools, classes) = ((CategoricalColumn)data[model.School], data.Contains(model.ClassGroup) ? data[model.ClassGroup] as CategoricalColumn : null);
        var fold = new int[data.Rows];
        foreach (var school in Enumerable.Range(0, data.Rows).GroupBy(row => schools.Codes[row]))
        {
            var units = school.GroupBy(row => classes?.Codes[row] ?? -1).Select(group => group.ToArray()).ToList();
            if (units.Count < Folds || classes is null || units.Exists(unit => classes.IsMissing(unit[0])))
                units = school.Select(row => new[] { row }).ToList();
            // Schools start at different folds, so that small schools don't all fill the first.
            for (var unit = 0; unit < units.Count; unit++)
            {
                foreach (var row in units[unit])
                    fold[row] = (unit + Math.Max(0, school.Key)) % Folds;
            }
        }

        return new CategoricalColumn(FoldColumn, [.. Enumerable.Range(1, Folds).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))], fold);
    }
}
