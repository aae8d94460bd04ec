using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace LobResearch.Statistics.Learning;

/// <summary>How ML.NET's generalised additive model is boosted.</summary>
public sealed record GamSettings
{
    /// <summary>Rounds, in each of which every feature gets a small tree.</summary>
    public int Rounds { get; init; } = 1000;

    /// <summary>What each adds.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Bins of a feature.</summary>
    public int Bins { get; init; } = 64;

    /// <summary>Least rows in a leaf.</summary>
    public int RowsPerLeaf { get; init; } = 20;
}

/// <summary>ML.NET's generalised additive model: a step function per feature, added up; through the logistic curve for a probability.</summary>
/// <remarks>Lou, Caruana &amp; Gehrke (2012), Intelligible models for classification and regression, <i>KDD '12</i>, 150–158.</remarks>
public sealed class Gam(GamSettings? settings = null) : ILearner
{
    /// <inheritdoc/>
    public string Name => "gam";

    /// <summary>How.</summary>
    public GamSettings Settings { get; } = settings ?? new GamSettings();

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        return rows.OfConstant ?? (task == LearningTask.Mean
            ? MlNetLearner.Fit(Name, rows, seed, (context, data) => context.Regression.Trainers.Gam(Regression(seed)).Fit(data), "Score")
            : MlNetLearner.Fit(Name, rows, seed, (context, data) => context.BinaryClassification.Trainers.Gam(Binary(seed)).Fit(data), "Probability"));
    }

    private GamRegressionTrainer.Options Regression(ulong seed) => new()
    {
        LabelColumnName = MlNetRows.Number,
        FeatureColumnName = MlNetRows.Features,
        NumberOfIterations = Settings.Rounds,
        LearningRate = Settings.LearningRate,
        MaximumBinCountPerFeature = Settings.Bins,
        MinimumExampleCountPerLeaf = Settings.RowsPerLeaf,
        NumberOfThreads = 1,
        Seed = MlNetLearner.SeedOf(seed),
    };

    private GamBinaryTrainer.Options Binary(ulong seed) => new()
    {
        LabelColumnName = MlNetRows.Flag,
        FeatureColumnName = MlNetRows.Features,
        NumberOfIterations = Settings.Rounds,
        LearningRate = Settings.LearningRate,
        MaximumBinCountPerFeature = Settings.Bins,
        MinimumExampleCountPerLeaf = Settings.RowsPerLeaf,
        NumberOfThreads = 1,
        Seed = MlNetLearner.SeedOf(seed),
    };
}
