namespace LobResearch.Statistics.Learning;

/// <summary>Learners of one kind with other settings each; cross-validation inside the training rows picks one, which is then fitted to all of them.</summary>
public sealed class Tuned : ILearner
{
    private readonly int _folds;

    /// <param name="name">What it is called, such as <c>tuned-lightgbm</c>.</param>
    /// <param name="grid">The candidates, simplest first: among equals the first is taken.</param>
    /// <param name="folds">Folds within the training rows, 2 or more.</param>
    /// <exception cref="StatisticsException">No candidate, or fewer than two folds.</exception>
    public Tuned(string name, IReadOnlyList<ILearner> grid, int folds = 5)
    {
        if (grid.Count == 0 || folds < 2)
            throw new StatisticsException($"'{name}' picks from 1 candidate or more over 2 folds or more; {grid.Count} and {folds} were given.");
        (Name, Grid, _folds) = (name, grid, folds);
    }

    /// <summary>LightGBM with 4, 8 or 16 leaves and 100 or 300 trees.</summary>
    public static Tuned LightGbm { get; } = new("tuned-lightgbm", [.. new[] { 4, 8, 16 }
        .SelectMany(leaves => new[] { 100, 300 }.Select(trees => new LightGbm(LightGbmSettings.ForPrediction with { Leaves = leaves, Trees = trees })))]);

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The candidates.</summary>
    public IReadOnlyList<ILearner> Grid { get; }

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        if (rows.OfConstant is { } constant)
            return constant;
        var folds = InnerFolds.Of(features, _folds, seed);
        var losses = Grid.Select(candidate => Grid.Count == 1 ? 0 : InnerFolds.Loss(outcome, InnerFolds.Predict(candidate, features, outcome, task, folds, seed))).ToArray();
        var chosen = Array.IndexOf(losses, losses.Min());
        return new TunedPredictor(chosen, losses, Grid[chosen].Fit(features, outcome, task, seed));
    }
}

/// <summary>The candidate that was picked.</summary>
public sealed class TunedPredictor : IPredictor
{
    internal TunedPredictor(int chosen, double[] losses, IPredictor fitted) => (Chosen, Losses, Fitted) = (chosen, losses, fitted);

    /// <summary>Which of the grid, from 0.</summary>
    public int Chosen { get; }

    /// <summary>Each candidate's mean squared error out of fold.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>The candidate picked, fitted to all training rows.</summary>
    public IPredictor Fitted { get; }

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features) => Fitted.Predict(features);
}
