using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace LobResearch.Statistics.Learning;

/// <summary>How trees are boosted by LightGBM.</summary>
/// <remarks>
/// As they stand they serve an effect: rather too many trees than too few. What a nuisance function smooths away, in outcome and
/// exposure alike, stays in the effect; what it learns by heart doesn't, as it is predicted for other rows than it was learned from.
/// </remarks>
public sealed record LightGbmSettings
{
    /// <summary>Settings that predict better where rows are few: half as many trees.</summary>
    public static LightGbmSettings ForPrediction { get; } = new() { Trees = 150, Bins = 255 };

    /// <summary>Trees, 1 or more.</summary>
    public int Trees { get; init; } = 300;

    /// <summary>What each tree adds, in (0, 1].</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Leaves of a tree, 2 or more.</summary>
    public int Leaves { get; init; } = 8;

    /// <summary>Least rows in a leaf.</summary>
    public int RowsPerLeaf { get; init; } = 20;

    /// <summary>Share of the rows each tree is grown on.</summary>
    public double RowShare { get; init; } = 0.7;

    /// <summary>Share of the features each tree may use.</summary>
    public double FeatureShare { get; init; } = 0.8;

    /// <summary>Penalty on the leaves' squared values.</summary>
    public double L2 { get; init; } = 1;

    /// <summary>Bins of a feature, 2 or more: a tree splits between them, and half of the time goes into looking at them.</summary>
    public int Bins { get; init; } = 63;
}

/// <summary>Gradient boosting by LightGBM through ML.NET: squared loss for a mean, logistic loss for a probability.</summary>
/// <remarks>
/// Ke et al. (2017), LightGBM: a highly efficient gradient boosting decision tree, <i>NIPS 30</i>. One thread and its
/// deterministic mode, so that folds may be fitted side by side.
/// </remarks>
public sealed class LightGbm(LightGbmSettings? settings = null) : ILearner
{
    /// <inheritdoc/>
    public string Name => "lightgbm";

    /// <summary>How.</summary>
    public LightGbmSettings Settings { get; } = settings ?? new LightGbmSettings();

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        // Fewer rows than two leaves need: nothing can be split, and nothing is known but the mean.
        if (outcome.Length < 2 * Settings.RowsPerLeaf)
            return rows.OfConstant ?? new ConstantPredictor(features.Names, MeanLearner.MeanOf(outcome));
        return rows.OfConstant ?? (task == LearningTask.Mean
            ? MlNetLearner.Fit(Name, rows, seed, (context, data) => context.Regression.Trainers.LightGbm(Regression(seed)).Fit(data), "Score")
            : MlNetLearner.Fit(Name, rows, seed, (context, data) => context.BinaryClassification.Trainers.LightGbm(Binary(seed)).Fit(data), "Probability"));
    }

    private LightGbmRegressionTrainer.Options Regression(ulong seed) => new()
    {
        LabelColumnName = MlNetRows.Number,
        FeatureColumnName = MlNetRows.Features,
        NumberOfIterations = Settings.Trees,
        LearningRate = Settings.LearningRate,
        NumberOfLeaves = Settings.Leaves,
        MinimumExampleCountPerLeaf = Settings.RowsPerLeaf,
        MaximumBinCountPerFeature = Settings.Bins,
        Booster = Booster(),
        NumberOfThreads = 1,
        Deterministic = true,
        ForceColumnWise = true,
        Seed = MlNetLearner.SeedOf(seed),
        Silent = true,
    };

    private LightGbmBinaryTrainer.Options Binary(ulong seed) => new()
    {
        LabelColumnName = MlNetRows.Flag,
        FeatureColumnName = MlNetRows.Features,
        NumberOfIterations = Settings.Trees,
        LearningRate = Settings.LearningRate,
        NumberOfLeaves = Settings.Leaves,
        MinimumExampleCountPerLeaf = Settings.RowsPerLeaf,
        MaximumBinCountPerFeature = Settings.Bins,
        Booster = Booster(),
        // 1, so that the calibrator 1 / (1 + exp(−sigmoid × score)) is the loss's own curve.
        Sigmoid = 1,
        NumberOfThreads = 1,
        Deterministic = true,
        ForceColumnWise = true,
        Seed = MlNetLearner.SeedOf(seed),
        Silent = true,
    };

    private GradientBooster.Options Booster() => new()
    {
        SubsampleFraction = Settings.RowShare,
        SubsampleFrequency = Settings.RowShare < 1 ? 1 : 0,
        FeatureFraction = Settings.FeatureShare,
        L2Regularization = Settings.L2,
    };
}
