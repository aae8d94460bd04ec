using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace LobResearch.Statistics.Learning;

/// <summary>How ML.NET's FastTree boosts.</summary>
public sealed record FastTreeSettings
{
    /// <summary>Trees, 1 or more.</summary>
    public int Trees { get; init; } = 100;

    /// <summary>Leaves of a tree, 2 or more.</summary>
    public int Leaves { get; init; } = 8;

    /// <summary>Least rows in a leaf.</summary>
    public int RowsPerLeaf { get; init; } = 20;

    /// <summary>What each tree adds.</summary>
    public double LearningRate { get; init; } = 0.05;
}

/// <summary>ML.NET's FastTree: gradient boosting (MART) with squared loss for a mean, logistic loss for a probability.</summary>
/// <remarks>Friedman (2001), Greedy function approximation, <i>Annals of Statistics</i> 29, 1189–1232.</remarks>
public sealed class FastTree(FastTreeSettings? settings = null) : ILearner
{
    /// <inheritdoc/>
    public string Name => "fasttree";

    /// <summary>How.</summary>
    public FastTreeSettings Settings { get; } = settings ?? new FastTreeSettings();

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        return rows.OfConstant ?? (task == LearningTask.Mean
            ? MlNetLearner.Fit(Name, rows, seed, (context, data) => context.Regression.Trainers.FastTree(Set(new FastTreeRegressionTrainer.Options(), MlNetRows.Number, seed)).Fit(data), "Score")
            : MlNetLearner.Fit(Name, rows, seed, (context, data) => context.BinaryClassification.Trainers.FastTree(Set(new FastTreeBinaryTrainer.Options(), MlNetRows.Flag, seed)).Fit(data), "Probability"));
    }

    private T Set<T>(T options, string label, ulong seed)
        where T : BoostedTreeOptions
    {
        options.LabelColumnName = label;
        options.FeatureColumnName = MlNetRows.Features;
        options.NumberOfTrees = Settings.Trees;
        options.NumberOfLeaves = Settings.Leaves;
        options.MinimumExampleCountPerLeaf = Settings.RowsPerLeaf;
        options.LearningRate = Settings.LearningRate;
        options.NumberOfThreads = 1;
        options.Seed = MlNetLearner.SeedOf(seed);
        options.FeatureSelectionSeed = MlNetLearner.SeedOf(seed);
        return options;
    }
}
