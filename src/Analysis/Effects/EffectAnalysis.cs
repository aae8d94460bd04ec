using LobResearch.Analysis.Effects.Models;
using LobResearch.Analysis.Frames;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.EffectSizes;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Multiplicity;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Separability;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Effects;

/// <summary>From a plan and its rows to effects: separability first, then the primary estimator, then everything beside it.</summary>
internal sealed class EffectAnalysis(EffectPlan plan, EffectFrame frame, double reliability, IProgress<string>? progress)
{
    private readonly List<string> _notes = [];
    private EffectModel _model = EffectModel.Of(plan);

    /// <summary>Judges, estimates.</summary>
    /// <param name="flow">Stages before the analysed rows.</param>
    /// <param name="cancellationToken">Stops between models.</param>
    /// <exception cref="InputFault">The rows can't answer the plan; the message says why.</exception>
    public EffectReport Run(IReadOnlyList<FlowStage> flow, CancellationToken cancellationToken)
    {
        var complete = Analysed();
        var data = frame.Columns.Take(complete);
        LeaveOutConstants(data);
        progress?.Report("separability");
        var table = Judge(data);
        if (table.Exposures.All(row => row.Separation == Separation.NoVariation))
        {
            throw new InputFault(
                $"Plan {plan.Id}: {string.Join("; ", table.Exposures.Select(row => Words(row, AdviceLanguage.English)))}. There is no effect to estimate. " +
                "Bring in the activities and attendance of the time between both waves: lob ingest attendance FILE.");
        }

        var quiet = SchoolsThatOfferNothing(data);
        if (quiet.Count > 0)
            _notes.Add($"no activity of {string.Join(", ", quiet)} with {string.Join(", ", plan.Exposures)} was brought in: taken as offering none of it. If a register is still to come, bring it in first");
        if (frame.ExposedBefore > 0)
            _notes.Add($"{frame.ExposedBefore} parents attended something before they filled in the baseline; that is not counted as exposure, and their baseline may hold some of its effect");
        if (frame.Doubles > 0)
            _notes.Add($"{frame.Doubles} questionnaires were a person's second in a wave; the last one handed in counts");
        if (frame.Moved > 0)
            _notes.Add($"{frame.Moved} parents were of another school at a later wave{(plan.IsStaggered ? "; at each wave the school of then counts" : "; the school of the baseline counts, and what its parents were offered")}");
        if (plan.IsStaggered)
            _notes.AddRange(StaggeredWeights.Notes(_model, data, table));
        var effects = Effects(data, complete, table, cancellationToken);
        var last = plan.IsStaggered ? "analysed, parents at waves: all that the primary estimator needs is known" : "analysed: all that the primary estimator needs is known";
        return new EffectReport([.. flow, Stage(last, complete)], table, effects, plan.IsStaggered ? double.NaN : reliability, _notes);
    }

    /// <summary>The rows that the primary estimator takes, in the frame's order.</summary>
    /// <exception cref="InputFault">There are none, or they are all of one school.</exception>
    public List<int> Analysed()
    {
        var both = Enumerable.Range(0, frame.Columns.Rows).Where(row => frame.AnsweredBaseline[row] && frame.AnsweredOutcome[row]).ToList();
        var complete = Complete(both);
        Refuse(both, complete);
        return complete;
    }

    /// <summary>These rows, and the model without what they all have alike.</summary>
    /// <exception cref="InputFault">There are none, or they are all of one school.</exception>
    public (EffectModel Model, ColumnSet Data) AnalysedData()
    {
        var data = frame.Columns.Take(Analysed());
        LeaveOutConstants(data);
        return (_model, data);
    }

    /// <summary>The weights of rows for those who didn't answer again; null, with a note, when they can't be had.</summary>
    /// <param name="rows">Rows of the frame that answered at the baseline.</param>
    public double[]? Weights(IReadOnlyList<int> rows)
    {
        var answered = Enumerable.Range(0, frame.Columns.Rows).Where(row => frame.AnsweredBaseline[row]).ToList();
        if (Guarded("ancova weighted for non-response", () => ResponseWeights.Of(_model, frame.Columns.Take(answered), answered.ConvertAll(row => frame.AnsweredOutcome[row]))) is not { } weights)
            return null;
        var of = answered.Select((row, place) => (row, place)).ToDictionary(pair => pair.row, pair => weights[pair.place]);
        return [.. rows.Select(row => of[row])];
    }

    /// <summary>A stage of the participant flow.</summary>
    /// <param name="name">Its words.</param>
    /// <param name="rows">The rows that are left.</param>
    public FlowStage Stage(string name, IReadOnlyList<int> rows) => new(name, rows.Count, plan.Exposures.Select(component =>
    {
        var values = ((NumericColumn)frame.Columns[plan.ExposureColumn(component)]).Values;
        var (yes, no) = (0, 0);
        foreach (var row in rows)
        {
            if (double.IsNaN(values[row]))
                continue;
            if (values[row] != 0)
                yes++;
            else
                no++;
        }

        return new FlowExposure(component, yes, no, rows.Count - yes - no);
    }).ToList());

    private List<int> Complete(List<int> rows)
    {
        var used = Needed.Select(name => frame.Columns[name]).ToList();
        return rows.Where(row => !used.Exists(column => column.IsMissing(row))).ToList();
    }

    private IEnumerable<string> Needed => _model.Adjusters.Prepend(_model.School).Prepend(_model.Outcome).Concat(_model.Exposures);

    private void Refuse(List<int> both, List<int> complete)
    {
        if (both.Count == 0)
        {
            throw new InputFault(
                $"Plan {plan.Id}: nobody answered both {plan.BaselineWave} and {plan.OutcomeWave} of form {plan.FormId}. Bring the missing wave in, and link persons over waves: lob link run.");
        }

        if (complete.Count == 0)
        {
            var worst = Needed.Select(name => (name, Missing: both.Count(row => frame.Columns[name].IsMissing(row)))).MaxBy(pair => pair.Missing);
            throw new InputFault($"Plan {plan.Id}: none of {both.Count} parents with both waves has all that is needed; '{worst.name}' is missing for {worst.Missing}. Bring in what is missing, or take it out of the plan.");
        }

        var schools = complete.Select(row => ((CategoricalColumn)frame.Columns[_model.School]).Codes[row]).Distinct().Count();
        if (schools < 2)
        {
            throw new InputFault(
                $"Plan {plan.Id}: all {complete.Count} parents that can be analysed are of one school. What the school has of its own can't be told from an effect, and how much schools differ can't be known from one. Bring in another school's waves.");
        }
    }

    private List<string> SchoolsThatOfferNothing(ColumnSet data)
    {
        var schools = (CategoricalColumn)data[_model.School];
        var offers = plan.Exposures.Select(component => ((NumericColumn)data[$"offered_{component}"]).Values.ToArray()).ToList();
        return Enumerable.Range(0, data.Rows).GroupBy(row => schools.Codes[row]).Where(group => group.All(row => offers.TrueForAll(offer => offer[row] == 0)))
            .Select(group => schools.Levels[group.Key]).Order(StringComparer.Ordinal).ToList();
    }

    // What all have alike adjusts for nothing.
    private void LeaveOutConstants(ColumnSet data)
    {
        var constant = _model.Covariates.Where(name => data[name] switch
        {
            CategoricalColumn categories => categories.Codes.ToArray().Distinct().Count() < 2,
            NumericColumn numbers => numbers.Values.ToArray().Distinct().Count() < 2,
            _ => false,
        }).ToList();
        if (constant.Count == 0)
            return;
        _notes.Add($"all parents analysed are alike in {string.Join(", ", constant)}, so that is not adjusted for");
        _model = _model with { Covariates = [.. _model.Covariates.Except(constant, StringComparer.Ordinal)] };
    }

    private SeparabilityTable Judge(ColumnSet data)
    {
        // In a group's rows a covariate may have one level only.
        var used = _model.Adjusters.Where(name => data[name] is not CategoricalColumn categories || categories.Codes.ToArray().Where(code => code >= 0).Distinct().Count() > 1).ToList();
        var formula = Formula.Parse($"{_model.Outcome} ~ {(used.Count == 0 ? "1" : string.Join(" + ", used))}");
        var design = DesignMatrix.Build(ModelFrame.Build(formula, data));
        var covariates = Enumerable.Range(0, design.Names.Count).Where(column => design.TermOf[column] >= 0).Select(column => design.Column(column).ToArray()).ToList();
        var schools = (CategoricalColumn)data[_model.School];
        var table = Separator.Judge(
            _model.Exposures, _model.Exposures.Select(name => ((NumericColumn)data[name]).Values.ToArray()).ToList(), covariates, schools.Codes.ToArray(), schools.Levels, _model.SchoolEffects);
        // Where one school alone begins, whatever else changed there at that time comes with it; of parents in one school some take part and some don't.
        return _model.Wave is null ? table : table with
        {
            Exposures = [.. table.Exposures.Select(row => row.Separation == Separation.InOneCluster ? row with { Separation = Separation.NotFromCluster } : row)],
        };
    }

    private List<ComponentEffect> Effects(ColumnSet data, List<int> complete, SeparabilityTable table, CancellationToken cancellationToken)
    {
        // Exposures that don't vary leave the model; those that can't be told apart stay in it, so that they bias no other, but no number is printed for them.
        var varying = Judged(_model, table);
        var estimable = varying.Exposures.Where(name => table[name].IsEstimable).ToHashSet(StringComparer.Ordinal);
        if (estimable.Count == 0)
            return plan.Exposures.Select(component => NotSeparable(component, EffectRole.Primary, Spelling.Of(plan.Primary), data, table)).ToList();

        IReadOnlyDictionary<string, AdviceFacts>? facts = null;
        IReadOnlyList<ModelledEffect>? mixed = null;
        if (plan.Primary == EffectEstimator.Mixed || plan.Sensitivity.Contains(EffectEstimator.Mixed))
        {
            progress?.Report("mixed model");
            (mixed, facts) = Guarded("mixed", () => MixedEffects.Estimate(varying, data)) is { Effects: { } own } found ? (own, found.Facts) : (null, null);
        }

        var primary = By(plan.Primary, varying, data, mixed, facts)
            ?? throw new InputFault($"Plan {plan.Id}: {string.Join("; ", _notes)}");
        var effects = Told(primary, EffectRole.Primary, estimable, data, table);
        effects = Adjusted(effects);
        foreach (var estimator in plan.Sensitivity)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(Spelling.Of(estimator));
            if (By(estimator, varying, data, mixed, facts) is { } beside)
                effects.AddRange(Told(beside, EffectRole.Sensitivity, estimable, data, table));
        }

        cancellationToken.ThrowIfCancellationRequested();
        effects.AddRange(Beside(varying, complete, data, estimable, table));
        effects.AddRange(Moderated(varying, data, estimable, table));
        return effects;
    }

    private static EffectModel Judged(EffectModel model, SeparabilityTable table) => model with
    {
        Exposures = model.Exposures.Where(name => table[name].Separation != Separation.NoVariation).ToList(),
        InOneSchool = model.Exposures.Where(name => table[name].Separation == Separation.InOneCluster).ToList(),
    };

    private IReadOnlyList<ModelledEffect>? By(
        EffectEstimator estimator, EffectModel model, ColumnSet data, IReadOnlyList<ModelledEffect>? mixed, IReadOnlyDictionary<string, AdviceFacts>? facts) => estimator switch
        {
            EffectEstimator.Unadjusted => Guarded("unadjusted", () => LeastSquaresEffects.Unadjusted(model, data)),
            EffectEstimator.Ancova => Guarded("ancova", () => LeastSquaresEffects.Ancova(model, data, facts)),
            EffectEstimator.Mixed => mixed,
            _ => Guarded("dml", () => DmlEffects.Estimate(model, data)),
        };

    // What always stands beside the primary estimate, whichever it is.
    private IEnumerable<ComponentEffect> Beside(EffectModel model, List<int> complete, ColumnSet data, HashSet<string> estimable, SeparabilityTable table)
    {
        progress?.Report("response weights, exact links, the pretest's reliability");
        if (plan.IsStaggered)
            _notes.Add("parents at several waves are not weighted for those who left, nor corrected for the reliability of a pretest, which isn't adjusted for");
        else if (Weights(complete) is { } weights)
        {
            var weighted = data.With(new NumericColumn(ResponseWeights.Column, weights));
            if (Guarded("ancova weighted for non-response", () => LeastSquaresEffects.Weighted(model, weighted, ResponseWeights.Column, "ancova, weighted for non-response")) is { } told)
            {
                foreach (var effect in Told(told, EffectRole.Sensitivity, estimable, data, table))
                    yield return effect;
            }
        }

        var exact = complete.Where(row => frame.LinkedExactly[row]).ToList();
        if (exact.Count == complete.Count)
            _notes.Add("every person analysed wrote one and the same code at both waves, so there is no other estimate on exact links");
        else
        {
            // With fewer rows other components may rest on one school, or on none.
            var rows = frame.Columns.Take(exact);
            var own = Guarded("ancova on exact links", () => Judge(rows));
            var judged = own is null ? model : Judged(model, own);
            if (own is not null && Guarded("ancova on exact links", () => Renamed(LeastSquaresEffects.Ancova(judged, rows), "ancova, exact links only")) is { } told)
            {
                foreach (var effect in Told(told, EffectRole.Sensitivity, [.. estimable.Where(name => own[name].IsEstimable)], rows, own))
                    yield return effect;
            }
        }

        if (plan.IsStaggered)
            yield break;
        if (double.IsNaN(reliability))
            _notes.Add("the reliability of the outcome's scale at the baseline is unknown, so nothing is corrected for it");
        else if (Guarded("ancova corrected for the pretest's reliability", () => ReliabilityCorrected.Estimate(model, data, reliability)) is { } corrected)
        {
            foreach (var effect in Told(corrected, EffectRole.Sensitivity, estimable, data, table))
                yield return effect;
        }
    }

    private static List<ModelledEffect> Renamed(IReadOnlyList<ModelledEffect> effects, string name) => effects.Select(effect => effect with { Estimator = name }).ToList();

    private IEnumerable<ComponentEffect> Moderated(EffectModel model, ColumnSet data, HashSet<string> estimable, SeparabilityTable table)
    {
        foreach (var moderator in plan.Moderators)
        {
            if (Guarded($"effects by {moderator.Item}", () => ModeratedEffects.Estimate(model, data, moderator)) is not { } groups)
                continue;
            // In a group's own rows a component may not differ enough to be told from the school.
            var tables = Guarded($"effects by {moderator.Item}", () => ModeratedEffects.RowsOf(data, moderator).ToDictionary(group => group.Name, group => Judge(data.Take(group.Rows)), StringComparer.Ordinal));
            if (tables is null)
                continue;
            foreach (var (subgroup, effect) in groups)
            {
                var own = tables.Where(group => subgroup.Contains(group.Key, StringComparison.Ordinal) && !group.Value[effect.Exposure].IsEstimable).Select(group => group.Value).FirstOrDefault();
                foreach (var told in Told([effect], EffectRole.Moderator, own is null ? estimable : [], data, own ?? table))
                    yield return told with { Subgroup = subgroup };
            }
        }
    }

    // A model beside the primary one that can't be fitted is told of, and takes no other down.
    private T? Guarded<T>(string what, Func<T> estimate)
    {
        try
        {
            return estimate();
        }
        catch (Exception fault) when (fault is StatisticsException or FormulaException)
        {
            _notes.Add($"{what}: not estimated: {fault.Message}");
            return default;
        }
    }

    private List<ComponentEffect> Told(IReadOnlyList<ModelledEffect> effects, EffectRole role, HashSet<string> estimable, ColumnSet data, SeparabilityTable table) => plan.Exposures
        .Where(component => role == EffectRole.Primary || effects.Any(effect => effect.Exposure == plan.ExposureColumn(component)))
        .Select(component =>
        {
            var column = plan.ExposureColumn(component);
            var effect = effects.FirstOrDefault(candidate => candidate.Exposure == column);
            if (effect is null || !estimable.Contains(column))
                return NotSeparable(component, role, effect?.Estimator ?? effects[0].Estimator, data, table);
            var warnings = table[column].Separation == Separation.InOneCluster ? [Words(table[column], AdviceLanguage.English), .. effect.Warnings] : effect.Warnings;
            return new ComponentEffect(component, role, null, effect with { Warnings = warnings }, double.NaN, Judged(effect));
        }).ToList();

    // An interval that can't be relied on says neither that there is a difference nor that there is none.
    private Equivalence? Judged(ModelledEffect effect) =>
        effect.Trust is { Trust: Trust.Neither } || double.IsNaN(effect.Effect.StandardError) ? null : Equivalence.Of(effect.Effect, plan.MinimalEffect, plan.Confidence);

    private ComponentEffect NotSeparable(string component, EffectRole role, string estimator, ColumnSet data, SeparabilityTable table)
    {
        var column = plan.ExposureColumn(component);
        var none = new Coefficient(column, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, "none", Words(table[column], AdviceLanguage.English));
        return new ComponentEffect(
            component, role, null, new ModelledEffect(column, estimator, LeastSquaresEffects.FormulaOf(_model), "none", none, data.Rows, 0, table[column].Clusters), double.NaN, null);
    }

    private List<ComponentEffect> Adjusted(List<ComponentEffect> effects)
    {
        var tested = effects.Where(effect => !double.IsNaN(effect.Modelled.Effect.P)).ToList();
        if (tested.Count == 0)
            return effects;
        var p = tested.Select(effect => effect.Modelled.Effect.P).ToArray();
        var adjusted = plan.Adjustment == "holm" ? PAdjustment.Holm(p) : p;
        return effects.Select(effect => tested.IndexOf(effect) is >= 0 and var place
            ? effect with { AdjustedP = adjusted[place], Equivalence = Within(effect.Equivalence, adjusted[place]) } : effect).ToList();
    }

    // A difference is one only if it stands among the plan's components together.
    private Equivalence? Within(Equivalence? found, double adjustedP) => found is null || adjustedP < 1 - plan.Confidence ? found : found with
    {
        Finding = found.Finding switch
        {
            EquivalenceFinding.Difference => EquivalenceFinding.Inconclusive,
            EquivalenceFinding.NegligibleDifference => EquivalenceFinding.Negligible,
            _ => found.Finding,
        },
    };

    private string Words(ExposureSeparability row, AdviceLanguage language) =>
        SeparabilityWords.Of(row, ComponentOf(row.Exposure), ComponentOf, plan.Estimand, language);

    private string ComponentOf(string column) => plan.Exposures.First(component => plan.ExposureColumn(component) == column);
}
