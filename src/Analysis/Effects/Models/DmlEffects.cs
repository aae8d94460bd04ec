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
    private const int Folds = 5;
    private const string FoldColumn = "fold_of_class";

    public static IReadOnlyList<ModelledEffect> Estimate(EffectModel model, ColumnSet data)
    {
        var roles = new CausalRoles(model.Outcome, model.Exposures)
        {
            Covariates = model.Adjustment,
            Clusters = [model.School],
            FoldColumn = model.SchoolEffects ? FoldColumn : null,
        };
        var rows = model.SchoolEffects ? new ColumnSet(data.Names.Select(name => data[name]).Append(FoldOfClass(model, data))) : data;
        var learner = Learners.Named(model.Learner);
        var prepared = CausalData.Prepare(roles, rows);
        var fit = PartiallyLinear.Estimate(prepared, new PartiallyLinearOptions
        {
            OutcomeLearner = learner,
            Covariance = CausalCovariance.CR2,
            Confidence = model.Confidence,
            Seed = model.Seed,
        });
        return model.Exposures.Select((exposure, place) => new ModelledEffect(
            exposure, "dml", $"{model.Outcome} ~ {exposure} | {string.Join(" + ", model.Exposures.Where(other => other != exposure).Append(model.Adjustment))} ({model.Learner})",
            "CR2", fit[exposure], fit.N, fit.Data.Omitted, fit.Clusters[0])
        {
            Trust = fit.Advice.Count > place ? fit.Advice[place]["CR2"] : null,
            Sensitivity = fit.Sensitivity.FirstOrDefault(result => result.Exposure == exposure),
            Warnings = [.. fit.Warnings],
        }).ToList();
    }

    // The classes of a school in turn, those without a class as one of their own; the rows come in an order that the data decide.
    private static CategoricalColumn FoldOfClass(EffectModel model, ColumnSet data)
    {
        var (schools, classes) = ((CategoricalColumn)data[model.School], data.Contains(model.ClassGroup) ? data[model.ClassGroup] as CategoricalColumn : null);
        var seen = new Dictionary<(int School, int Class), int>();
        var count = new Dictionary<int, int>();
        var fold = new int[data.Rows];
        for (var row = 0; row < data.Rows; row++)
        {
            var key = (schools.Codes[row], classes?.Codes[row] ?? -1);
            if (!seen.TryGetValue(key, out var place))
            {
                // Schools start at different folds, so that small schools don't all fill the first.
                place = (count.GetValueOrDefault(key.Item1) + Math.Max(0, key.Item1)) % Folds;
                count[key.Item1] = count.GetValueOrDefault(key.Item1) + 1;
                seen.Add(key, place);
            }

            fold[row] = place;
        }

        return new CategoricalColumn(FoldColumn, [.. Enumerable.Range(1, Folds).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))], fold);
    }
}
