using Microsoft.ML;
using Microsoft.ML.Trainers.LightGbm;

namespace LobResearch.Statistics.Learning;

/// <summary>How trees are boosted by LightGBM.</summary>
/// <remarks>
/// As they stand they serve an effect on independent rows: rather too many trees than too few. What a nuisance function smooths away, in
/// outcome and exposure alike, stays in the effect; what it learns by heart doesn't, as it is predicted for other rows than it was learned from.
/// </remarks>
public sealed record LightGbmSettings
{
    private const int ClustersPerLeaf = 5;

    /// <summary>Settings that predict better where rows are few: half as many trees, in LightGBM's own number of bins.</summary>
    public static LightGbmSettings ForPrediction { get; } = new() { Trees = 150, Bins = 255 };

    /// <summary>Settings for rows in clusters: a leaf of fewer rows than some clusters have would learn the clusters themselves, which say nothing of others.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="clusters">Clusters among them.</param>
    public static LightGbmSettings ForClusters(int rows, int clusters) =>
        ForPrediction with { RowsPerLeaf = Math.Max(ForPrediction.RowsPerLeaf, ClustersPerLeaf * rows / clusters) };

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

    /// <summary>How, whatever the rows; null for the usual settings, or those for clusters where the rows are in some.</summary>
    public LightGbmSettings? Settings { get; } = settings;

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        var how = Settings ?? (features.Groups is { } groups ? LightGbmSettings.ForClusters(outcome.Length, groups.Distinct().Count()) : new LightGbmSettings());
        // Fewer rows than two leaves need: nothing can be split, and nothing is known but the mean.
        if (outcome.Length < 2 * how.RowsPerLeaf)
            return rows.OfConstant ?? new ConstantPredictor(features.Names, MeanLearner.MeanOf(outcome));
        return rows.OfConstant ?? (task == LearningTask.Mean
            ? MlNetLearner.Fit(Name, rows, seed, (context, data) => context.Regression.Trainers.LightGbm(Regression(how, seed)).Fit(data), "Score")
            : MlNetLearner.Fit(Name, rows, seed, (context, data) => context.BinaryClassification.Trainers.LightGbm(Binary(how, seed)).Fit(data), "Probability"));
    }

    private static LightGbmRegressionTrainer.Options Regression(LightGbmSettings how, ulong seed) => new()
    {
        LabelColumnName = MlNetRows.Number,
        FeatureColumnName = MlNetRows.Features,
        NumberOfIterations = how.Trees,
        LearningRate = how.LearningRate,
        NumberOfLeaves = how.Leaves,
        MinimumExampleCountPerLeaf = how.RowsPerLeaf,
        MaximumBinCountPerFeature = how.Bins,
        Booster = Booster(how),
        NumberOfThreads = 1,
        Deterministic = true,
        ForceColumnWise = true,
        Seed = MlNetLearner.SeedOf(seed),
        Silent = true,
    };

    private static LightGbmBinaryTrainer.Options Binary(LightGbmSettings how, ulong seed) => new()
    {
        LabelColumnName = MlNetRows.Flag,
        FeatureColumnName = MlNetRows.Features,
        NumberOfIterations = how.Trees,
        LearningRate = how.LearningRate,
        NumberOfLeaves = how.Leaves,
        MinimumExampleCountPerLeaf = how.RowsPerLeaf,
        MaximumBinCountPerFeature = how.Bins,
        Booster = Booster(how),
        // 1, so that the calibrator 1 / (1 + exp(−sigmoid × score)) is the loss's own curve.
        Sigmoid = 1,
        NumberOfThreads = 1,
        Deterministic = true,
        ForceColumnWise = true,
        Seed = MlNetLearner.SeedOf(seed),
        Silent = true,
    };

    private static GradientBooster.Options Booster(LightGbmSettings how) => new()
    {
        SubsampleFraction = how.RowShare,
        SubsampleFrequency = how.RowShare < 1 ? 1 : 0,
        FeatureFraction = how.FeatureShare,
        L2Regularization = how.L2,
    };
}
