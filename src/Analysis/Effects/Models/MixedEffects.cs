using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Mixed;
using LobResearch.Statistics.Results;

namespace LobResearch.Analysis.Effects.Models;

/// <summary>
/// Effects by a mixed model with Kenward and Roger's errors: schools at random under an offer, fixed under participation; classes at random,
/// families where parents of one student both answered, and, of a staggered offer, schools at a wave and persons.
/// </summary>
internal static class MixedEffects
{
    // Fewer tell nothing of how alike families are, and change no error that is worth a name.
    private const int FewestInFamilies = 30;
    private const double SmallestShareInFamilies = 0.02;

    private const string KenwardRoger = "mixed model, Kenward–Roger";

    /// <summary>The effects, and per exposure what the model tells about the schools.</summary>
    public static (IReadOnlyList<ModelledEffect> Effects, IReadOnlyDictionary<string, AdviceFacts> Facts) Estimate(EffectModel model, ColumnSet data)
    {
        SchoolColumns.RefuseTooMany(model, data);
        var groups = Groups(model, data);
        var formula = $"{model.Outcome} ~ {string.Join(" + ", model.Exposures)} + {model.Adjustment}{string.Concat(groups.Select(group => $" + (1 | {group})"))}";
        var required = groups.Contains(model.ClassGroup, StringComparer.Ordinal) ? new[] { model.School, model.ClassGroup } : [model.School];
        var fit = MixedModel.Fit(Formula.Parse(formula), data, new MixedModelOptions { Confidence = model.Confidence, Design = new DesignOptions { AlsoRequired = required } });
        var table = fit.Inference(DegreesOfFreedomMethod.KenwardRoger).Coefficients;
        var matching = LeastSquaresEffects.Fit(model, data, LeastSquaresEffects.FormulaOf(model));
        var classical = matching.Coefficients;
        var facts = new Dictionary<string, AdviceFacts>(StringComparer.Ordinal);
        var effects = new List<ModelledEffect>();
        foreach (var exposure in model.Exposures)
        {
            var effect = table.Coefficients.FirstOrDefault(coefficient => coefficient.Term == exposure)
                ?? new Coefficient(exposure, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, "none", "not separable from the other columns of the model");
            MethodVerdict? trust = null;
            SensitivityResult? sensitivity = null;
            if (!fit.Dropped.Contains(exposure, StringComparer.Ordinal) && !matching.Dropped.Contains(exposure, StringComparer.Ordinal))
            {
                var own = fit.Groups.Any(group => group.Name == model.School)
                    ? AdviceFacts.Of(fit, exposure, model.School)
                    : new AdviceFacts { MixedModelDegreesOfFreedom = fit.Coefficients[exposure].DegreesOfFreedom, KenwardRogerDegreesOfFreedom = effect.DegreesOfFreedom };
                facts.Add(exposure, own);
                trust = FewClusterAdvice.For(matching, EffectClusters.Of(model, data, exposure), exposure, own)[KenwardRoger];
                // A mixed model has no partial R² of its own: through the least-squares model with the same terms.
                sensitivity = OmittedVariableBias.Of(matching, classical, exposure);
            }

            var inOne = model.InOneSchool.Contains(exposure) ? EffectClusters.Of(model, data, exposure) : null;
            effects.Add(new ModelledEffect(exposure, "mixed", formula, "Kenward–Roger", effect, fit.N, fit.Frame.Omitted, fit.Frame.Groups(data[model.School]).Max() + 1)
            {
                Persons = LeastSquaresEffects.PersonsOf(model, data, fit.Frame.Rows),
                Cluster = inOne?.Name ?? model.School,
                Clusters = fit.Frame.Groups(inOne ?? data[model.School]).Max() + 1,
                Trust = trust,
                Sensitivity = sensitivity,
                Warnings = fit.Warnings,
            });
        }

        return (effects, facts);
    }

    // Classes only where schools have several and most persons have one; families only where enough persons share one.
    private static List<string> Groups(EffectModel model, ColumnSet data)
    {
        var groups = new List<string>();
        if (model.Wave is not null)
            groups.Add($"{model.School}:{model.Wave}");
        else if (!model.SchoolEffects)
            groups.Add(model.School);
        if (data.Contains(model.ClassGroup) && data[model.ClassGroup] is CategoricalColumn classes && data[model.School] is CategoricalColumn schools)
        {
            var used = Enumerable.Range(0, data.Rows).Where(row => !classes.IsMissing(row)).ToList();
            if (used.Count * 2 > data.Rows && used.Select(row => classes.Codes[row]).Distinct().Count() >= 2 * schools.Levels.Count)
                groups.Add(model.ClassGroup);
        }

        if (model.Wave is not null)
            groups.Add(model.Person);
        else if (data.Contains(model.Family))
        {
            var shared = ((NumericColumn)data[model.Family]).Values.ToArray().GroupBy(family => family).Where(family => family.Count() > 1).Sum(family => family.Count());
            if (shared >= FewestInFamilies && shared >= SmallestShareInFamilies * data.Rows)
                groups.Add(model.Family);
        }

        return groups.Count == 0 ? [model.School] : groups;
    }
}
