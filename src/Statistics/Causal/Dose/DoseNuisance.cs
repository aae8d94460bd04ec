using System.Globalization;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>What one split leaves of the outcome and of the dose's functions once the covariates have predicted them.</summary>
/// <param name="Outcome">The outcome's residual.</param>
/// <param name="Categories">Per category above 0 its indicator's residual.</param>
/// <param name="Basis">Per function of the curve its residual; null where there is none.</param>
/// <param name="Predictions">The predictions, for their losses.</param>
internal sealed record DoseNuisance(double[] Outcome, IReadOnlyList<double[]> Categories, IReadOnlyList<double[]>? Basis, IReadOnlyList<Prediction> Predictions)
{
    /// <summary>Members that stacks were made without.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; private init; } = [];

    /// <summary>Residuals by out-of-fold predictions that are learned here.</summary>
    /// <param name="data">The data.</param>
    /// <param name="options">How.</param>
    /// <param name="indicators">Per category above 0.</param>
    /// <param name="basis">The curve's functions; null for none.</param>
    /// <param name="folds">This split's folds.</param>
    /// <param name="split">Its number, from 0.</param>
    public static DoseNuisance Learned(CausalData data, DoseOptions options, IReadOnlyList<double[]> indicators, IReadOnlyList<double[]>? basis, IReadOnlyList<Fold> folds, int split)
    {
        var outcome = options.OutcomeLearner ?? throw new StatisticsException("Name a learner, or give the nuisance functions' predictions.");
        var exposure = options.ExposureLearner ?? outcome;
        List<NuisanceFunction> functions =
        [
            new("l", 0, outcome, data.Features, data.Outcome, LearningTask.Mean),
            .. indicators.Select((target, at) => new NuisanceFunction("m", at, exposure, data.Features, target, LearningTask.Probability)),
            .. (basis ?? []).Select((target, at) => new NuisanceFunction("b", at, exposure, data.Features, target, TaskOf(target))),
        ];
        var (predicted, left) = CrossFitting.Predict(functions, folds, split, options);
        return Of(data, indicators, basis, predicted[0], predicted[1..(1 + indicators.Count)], predicted[(1 + indicators.Count)..], outcome.Name, exposure.Name) with { LeftOut = left };
    }

    /// <summary>Residuals by predictions that somebody else made; null when none are given.</summary>
    /// <param name="data">The data.</param>
    /// <param name="options">How.</param>
    /// <param name="labels">Labels of the categories above 0.</param>
    /// <param name="indicators">Per category above 0.</param>
    /// <param name="basis">The curve's functions; null for none.</param>
    public static DoseNuisance? Given(CausalData data, DoseOptions options, IReadOnlyList<string> labels, IReadOnlyList<double[]> indicators, IReadOnlyList<double[]>? basis)
    {
        if (data.Roles.Nuisance.Count == 0)
            return null;
        if (options.Splits != 1)
            throw new StatisticsException("With given predictions there is one split; leave the number of splits out.");
        string[] categories = [.. labels.Select(label => $"m:{label}")];
        string[] functions = [.. (basis ?? []).Select((_, at) => string.Create(CultureInfo.InvariantCulture, $"b:{at + 1}"))];
        GivenNuisance.Refuse(data, ["l", .. categories, .. functions]);
        var curve = Array.Exists(functions, data.Roles.Nuisance.ContainsKey) ? functions.Select(key => GivenNuisance.Of(data, key, 0)).ToArray() : [];
        return Of(data, indicators, curve.Length == 0 ? null : basis, GivenNuisance.Of(data, "l", 0), [.. categories.Select(key => GivenNuisance.Of(data, key, 0))], curve, "given", "given");
    }

    private static DoseNuisance Of(
        CausalData data, IReadOnlyList<double[]> indicators, IReadOnlyList<double[]>? basis, double[] l, double[][] m, double[][] b, string outcome, string exposure) => new(
        PartiallyLinear.Difference(data.Outcome, l),
        [.. indicators.Select((target, at) => PartiallyLinear.Difference(target, m[at]))],
        basis is null ? null : [.. basis.Select((target, at) => PartiallyLinear.Difference(target, b[at]))],
        [
            new Prediction(0, "l", outcome, LearningTask.Mean, l, data.Outcome, null),
            .. indicators.Select((target, at) => new Prediction(0, "m", exposure, LearningTask.Probability, m[at], target, null)),
            .. (basis ?? []).Select((target, at) => new Prediction(0, "b", exposure, TaskOf(target), b[at], target, null)),
        ]);

    private static LearningTask TaskOf(double[] target) => Array.TrueForAll(target, value => value is 0 or 1) ? LearningTask.Probability : LearningTask.Mean;
}
