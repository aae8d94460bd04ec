using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace LobResearch.Statistics.Learning;

/// <summary>How ML.NET's forest is grown.</summary>
public sealed record FastForestSettings
{
    /// <summary>Trees, 1 or more.</summary>
    public int Trees { get; init; } = 200;

    /// <summary>Leaves of a tree, 2 or more.</summary>
    public int Leaves { get; init; } = 40;

    /// <summary>Least rows in a leaf.</summary>
    public int RowsPerLeaf { get; init; } = 10;

    /// <summary>Share of the rows each tree is grown on, drawn with replacement.</summary>
    public double RowShare { get; init; } = 0.7;

    /// <summary>Share of the features each split may use.</summary>
    public double FeatureShare { get; init; } = 0.5;
}

/// <summary>
/// ML.NET's FastForest. A probability is the regression on 0 and 1, kept within them: a leaf's share of ones is already a
/// probability, where the binary trainer's score needs calibration on data that the forest has seen.
/// </summary>
/// <remarks>Breiman (2001), Random forests, <i>Machine Learning</i> 45, 5–32.</remarks>
public sealed class FastForest(FastForestSettings? settings = null) : ILearner
{
    /// <inheritdoc/>
    public string Name => "fastforest";

    /// <summary>How.</summary>
    public FastForestSettings Settings { get; } = settings ?? new FastForestSettings();

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        return rows.OfConstant ?? MlNetLearner.Fit(Name, rows, seed, (context, data) => context.Regression.Trainers.FastForest(Options(seed)).Fit(data), "Score");
    }

    private FastForestRegressionTrainer.Options Options(ulong seed) => new()
    {
        LabelColumnName = MlNetRows.Number,
        FeatureColumnName = MlNetRows.Features,
        NumberOfTrees = Settings.Trees,
        NumberOfLeaves = Settings.Leaves,
        MinimumExampleCountPerLeaf = Settings.RowsPerLeaf,
        BaggingExampleFraction = Settings.RowShare,
        FeatureFractionPerSplit = Settings.FeatureShare,
        NumberOfQuantileSamples = 1,
        NumberOfThreads = 1,
        Seed = MlNetLearner.SeedOf(seed),
        FeatureSelectionSeed = MlNetLearner.SeedOf(seed),
    };
}
