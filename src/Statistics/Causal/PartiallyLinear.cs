using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Causal;

/// <summary>
/// Double machine learning in the partially linear model y = θd + g(x) + e, d = m(x) + v: the change in the outcome per unit of
/// exposure among rows alike in their covariates.
/// </summary>
/// <remarks>
/// Chernozhukov, Chetverikov, Demirer, Duflo, Hansen, Newey &amp; Robins (2018), <i>Econometrics Journal</i> 21, C1–C68, section 4.1.
/// Several exposures are taken each in turn, the others among the covariates. The IV-type score's ĝ is learned from y − θ̂d with the
/// pooled partialling-out θ̂.
/// </remarks>
public static class PartiallyLinear
{
    /// <summary>Estimates the effect of each exposure.</summary>
    /// <param name="data">Outcome, exposures, covariates.</param>
    /// <param name="options">How.</param>
    /// <exception cref="StatisticsException">The effect can't be estimated from these data; the message says why.</exception>
    public static CausalFit Estimate(CausalData data, PartiallyLinearOptions options)
    {
        options.Validate();
        CausalSensitivity.Refuse(data, options);
        var given = Given(data, options);
        var plan = given is null || data.FoldColumn is not null ? FoldPlan.Of(data, options) : null;
        var splits = Enumerable.Range(0, given is null ? options.Splits : 1)
            .Select(split => given is null ? Learned(data, options, plan![split], split) : new PartialledSplit(Stages(data, options, given), given, plan?[split], null))
            .ToList();
        return CausalSensitivity.Attach(PartiallyLinearSummary.Of(data, options, splits), options, (covariate, less) => Estimate(less, options with { Benchmarks = [], Bootstrap = null, ProgressTask = $"the effect without {covariate}" }));
    }

    // Predictions that somebody else made, per exposure; null when they are to be learned.
    private static List<Residuals>? Given(CausalData data, PartiallyLinearOptions options)
    {
        var needed = options.Score == PartiallyLinearScore.PartiallingOut ? "l" : "g";
        GivenNuisance.Refuse(data, "l", "m", "g");
        if (data.Roles.Nuisance.Count == 0)
            return null;
        if (options.Splits != 1)
            throw new StatisticsException("With given predictions there is one split; leave the number of splits out.");
        return data.Roles.Exposures.Select((_, exposure) => new Residuals(
            options.Score == PartiallyLinearScore.PartiallingOut ? GivenNuisance.Of(data, needed, exposure) : data.Nuisance(GivenNuisance.Key(data, "l", exposure)),
            GivenNuisance.Of(data, "m", exposure),
            options.Score == PartiallyLinearScore.IvType ? GivenNuisance.Of(data, needed, exposure) : null,
            [])).ToList();
    }

    private static PartialledSplit Learned(CausalData data, PartiallyLinearOptions options, IReadOnlyList<Fold> folds, int split)
    {
        var count = data.Roles.Exposures.Count;
        var outcome = options.OutcomeLearner ?? throw new StatisticsException("Name a learner, or give the nuisance functions' predictions.");
        var functions = Enumerable.Range(0, count).SelectMany(exposure =>
        {
            var features = Others(data, exposure);
            return new[]
            {
                new NuisanceFunction("l", exposure, outcome, features, data.Outcome, LearningTask.Mean),
                new NuisanceFunction("m", exposure, options.ExposureLearner ?? outcome, features, data.Exposure(exposure), data.IsBinary(exposure) ? LearningTask.Probability : LearningTask.Mean),
            };
        }).ToList();
        // With several exposures also what the covariates alone tell, for the regression on all residuals at once.
        if (count > 1)
        {
            functions.Add(new NuisanceFunction("l", count, outcome, data.Features, data.Outcome, LearningTask.Mean));
            functions.AddRange(Enumerable.Range(0, count).Select(exposure => new NuisanceFunction(
                "m", count + 1 + exposure, options.ExposureLearner ?? outcome, data.Features, data.Exposure(exposure), data.IsBinary(exposure) ? LearningTask.Probability : LearningTask.Mean)));
        }

        var (predicted, left) = CrossFitting.Predict(functions, folds, split, options);
        var nuisance = Enumerable.Range(0, count).Select(exposure => new Residuals(predicted[2 * exposure], predicted[2 * exposure + 1], null, [functions[2 * exposure], functions[2 * exposure + 1]])).ToList();
        if (options.Score == PartiallyLinearScore.IvType)
            (nuisance, left) = WithG(data, options, folds, split, nuisance, left);
        return new PartialledSplit(
            Stages(data, options, nuisance), nuisance, folds,
            count == 1 ? null : Joint(data, predicted[2 * count], predicted[(2 * count + 1)..], options.Confidence))
        {
            LeftOut = left,
        };
    }

    // The outcome's residual on all exposures' residuals at once, each less what the covariates alone tell of it.
    private static NamedRegression Joint(CausalData data, double[] outcome, IReadOnlyList<double[]> exposures, double confidence) => NamedRegression.Of(
        Difference(data.Outcome, outcome), [.. data.Roles.Exposures.Select((name, exposure) => (name, Difference(data.Exposure(exposure), exposures[exposure])))], confidence);

    private static (List<Residuals> Nuisance, IReadOnlyList<LeftOut> LeftOut) WithG(
        CausalData data, PartiallyLinearOptions options, IReadOnlyList<Fold> folds, int split, List<Residuals> nuisance, IReadOnlyList<LeftOut> left)
    {
        var functions = nuisance.Select((own, exposure) =>
        {
            var theta = PartiallingOut(data, exposure, own, options.Confidence).Theta;
            var (y, d) = (data.Outcome, data.Exposure(exposure));
            return new NuisanceFunction("g", exposure, options.OutcomeLearner!, Others(data, exposure), [.. y.Select((value, row) => value - theta * d[row])], LearningTask.Mean);
        }).ToList();
        var (predicted, also) = CrossFitting.Predict(functions, folds, split, options);
        return (nuisance.Select((own, exposure) => own with { G = predicted[exposure], Functions = [.. own.Functions, functions[exposure]] }).ToList(), [.. left, .. also]);
    }

    private static List<LastStage> Stages(CausalData data, PartiallyLinearOptions options, List<Residuals> nuisance) => nuisance.Select((own, exposure) =>
        options.Score == PartiallyLinearScore.PartiallingOut
            ? PartiallingOut(data, exposure, own, options.Confidence)
            : LastStage.Instrumented(data.Roles.Exposures[exposure], Difference(data.Outcome, own.G!), data.Exposure(exposure), Left(data, exposure, own))).ToList();

    private static LastStage PartiallingOut(CausalData data, int exposure, Residuals own, double confidence) =>
        LastStage.PartiallingOut(data.Roles.Exposures[exposure], Difference(data.Outcome, own.L!), Left(data, exposure, own), confidence);

    private static double[] Left(CausalData data, int exposure, Residuals own)
    {
        var residual = Difference(data.Exposure(exposure), own.M);
        LastStage.RefuseNothingLeft(data.Roles.Exposures[exposure], data.Exposure(exposure), residual);
        return residual;
    }

    // The covariates and the other exposures.
    private static FeatureMatrix Others(CausalData data, int exposure)
    {
        var features = data.Features;
        for (var other = 0; other < data.Roles.Exposures.Count; other++)
        {
            if (other != exposure)
                features = features.Beside(data.Roles.Exposures[other], data.Exposure(other));
        }

        return features;
    }

    internal static double[] Difference(double[] left, double[] right)
    {
        var difference = new double[left.Length];
        for (var row = 0; row < difference.Length; row++)
            difference[row] = left[row] - right[row];
        return difference;
    }
}

/// <summary>What one split predicts of an exposure's nuisance functions.</summary>
internal sealed record Residuals(double[]? L, double[] M, double[]? G, IReadOnlyList<NuisanceFunction> Functions);

/// <summary>One split's last stages, with what they were made of.</summary>
internal sealed record PartialledSplit(IReadOnlyList<LastStage> Stages, IReadOnlyList<Residuals> Nuisance, IReadOnlyList<Fold>? Folds, NamedRegression? Joint)
{
    /// <summary>Members that stacks were made without.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];
}
