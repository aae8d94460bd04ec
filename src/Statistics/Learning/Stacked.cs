namespace LobResearch.Statistics.Learning;

/// <summary>Several learners, weighed so that their sum predicts best out of fold: weights of 0 or more that add up to 1. A learner that refuses the rows is left out.</summary>
/// <remarks>Van der Laan, Polley &amp; Hubbard (2007), Super learner, <i>Statistical Applications in Genetics and Molecular Biology</i> 6(1), 25.</remarks>
public sealed class Stacked : ILearner
{
    private readonly int _folds;

    /// <param name="members">Two learners or more; null for mean, OLS, ridge, forest and LightGBM: GAM takes longer than all these.</param>
    /// <param name="folds">Folds within the training rows, 2 or more.</param>
    /// <exception cref="StatisticsException">Fewer than two learners or folds.</exception>
    public Stacked(IReadOnlyList<ILearner>? members = null, int folds = 5)
    {
        Members = members ?? [new MeanLearner(), new OrdinaryLeastSquares(), new Ridge(), new Forest(), new LightGbm(LightGbmSettings.ForPrediction)];
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
        var left = new List<LeftOutMember>();
        var members = Members.Select(member => (Member: member, Errors: Try(member, left, () => Errors(member, features, outcome, task, folds, seed)))).Where(own => own.Errors is not null).ToList();
        while (members.Count > 0)
        {
            var weights = NearestPoint.Weights([.. members.Select(own => own.Errors!)]);
            // What could be learned from most of the rows may not be from all of them.
            var refused = left.Count;
            var predictors = members.Select((own, at) => weights[at] > 0 ? Try(own.Member, left, () => own.Member.Fit(features, outcome, task, seed)) : null).ToArray();
            if (left.Count == refused)
                return new StackedPredictor([.. members.Select(own => own.Member.Name)], weights, [.. members.Select(own => own.Errors!.Sum(value => value * value) / own.Errors!.Length)], predictors) { LeftOut = left };
            members = [.. members.Where((_, at) => !(weights[at] > 0 && predictors[at] is null))];
        }

        throw new StatisticsException($"None of the stack's learners can learn from these rows. {left[0].Member}: {left[0].Reason}");
    }

    private static double[] Errors(ILearner member, FeatureMatrix features, double[] outcome, LearningTask task, int[] folds, ulong seed) =>
        [.. InnerFolds.Predict(member, features, outcome, task, folds, seed).Zip(outcome, (predicted, actual) => predicted - actual)];

    private static T? Try<T>(ILearner member, List<LeftOutMember> left, Func<T> learn)
        where T : class
    {
        try
        {
            return learn();
        }
        catch (StatisticsException refused)
        {
            left.Add(new LeftOutMember(member.Name, refused.Message));
            return null;
        }
    }
}

/// <summary>A learner that a stack was made without.</summary>
/// <param name="Member">Its name.</param>
/// <param name="Reason">Why it refused the rows.</param>
public sealed record LeftOutMember(string Member, string Reason);

/// <summary>A weighted sum of predictions.</summary>
public sealed class StackedPredictor : IPredictor
{
    private readonly IPredictor?[] _predictors;

    internal StackedPredictor(string[] members, double[] weights, double[] losses, IPredictor?[] predictors) =>
        (Members, Weights, Losses, _predictors) = (members, weights, losses, predictors);

    /// <summary>Learners that refused these rows, with their reason.</summary>
    public IReadOnlyList<LeftOutMember> LeftOut { get; internal init; } = [];

    /// <summary>The names of the learners that it weighs.</summary>
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
