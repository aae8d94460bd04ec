namespace LobResearch.Statistics.Learning;

/// <summary>Several learners, weighed so that their sum predicts best out of fold: weights of 0 or more that add up to 1.</summary>
/// <remarks>Van der Laan, Polley &amp; Hubbard (2007), Super learner, <i>Statistical Applications in Genetics and Molecular Biology</i> 6(1), 25.</remarks>
public sealed class Stacked : ILearner
{
    private readonly int _folds;

    /// <param name="members">Two learners or more; null for mean, OLS, ridge, forest and LightGBM: GAM takes longer than all these.</param>
    /// <param name="folds">Folds within the training rows, 2 or more.</param>
    /// <exception cref="StatisticsException">Fewer than two learners or folds.</exception>
    public Stacked(IReadOnlyList<ILearner>? members = null, int folds = 5)
    {
        Members = members ?? [new MeanLearner(), new OrdinaryLeastSquares(), new Ridge(), new Forest(), new LightGbm()];
        if (Members.Count < 2 || folds < 2)
            throw new StatisticsException($"A stack weighs 2 learners or more over 2 folds or more; {Members.Count} and {folds} were given.");
        _folds = folds;
    }

    /// <inheritdoc/>
    public string Name => "stack";

    /// <summary>What it weighs.</summary>
    public IReadOnlyList<ILearner> Members { get; }

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        if (rows.OfConstant is { } constant)
            return constant;
        var folds = InnerFolds.Of(features, _folds, seed);
        var errors = Members.Select(member => InnerFolds.Predict(member, features, outcome, task, folds, seed).Zip(outcome, (predicted, actual) => predicted - actual).ToArray()).ToArray();
        var weights = NearestPoint.Weights(errors);
        var predictors = Members.Select((member, index) => weights[index] > 0 ? member.Fit(features, outcome, task, seed) : null).ToArray();
        return new StackedPredictor([.. Members.Select(member => member.Name)], weights, [.. errors.Select(error => error.Sum(value => value * value) / error.Length)], predictors);
    }
}

/// <summary>A weighted sum of predictions.</summary>
public sealed class StackedPredictor : IPredictor
{
    private readonly IPredictor?[] _predictors;

    internal StackedPredictor(string[] members, double[] weights, double[] losses, IPredictor?[] predictors) =>
        (Members, Weights, Losses, _predictors) = (members, weights, losses, predictors);

    /// <summary>The learners' names.</summary>
    public IReadOnlyList<string> Members { get; }

    /// <summary>Their weights, adding up to 1.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Each learner's own mean squared error out of fold.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features)
    {
        var sum = new double[features.Rows];
        for (var member = 0; member < _predictors.Length; member++)
        {
            var predicted = _predictors[member]?.Predict(features);
            for (var row = 0; row < sum.Length && predicted is not null; row++)
                sum[row] += Weights[member] * predicted[row];
        }

        return sum;
    }
}
