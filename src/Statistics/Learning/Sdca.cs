using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace LobResearch.Statistics.Learning;

/// <summary>How the penalised linear model is optimised.</summary>
public sealed record SdcaSettings
{
    /// <summary>Penalty on squared coefficients of standardised features, per row.</summary>
    public double L2 { get; init; } = 1e-4;

    /// <summary>Most passes over the rows.</summary>
    public int Passes { get; init; } = 200;

    /// <summary>The duality gap at which it stops.</summary>
    public double Tolerance { get; init; } = 1e-4;
}

/// <summary>ML.NET's stochastic dual coordinate ascent: linear regression for a mean, logistic regression for a probability, both penalised.</summary>
/// <remarks>Shalev-Shwartz &amp; Zhang (2013), <i>Journal of Machine Learning Research</i> 14, 567–599.</remarks>
public sealed class Sdca(SdcaSettings? settings = null) : ILearner
{
    /// <inheritdoc/>
    public string Name => "sdca";

    /// <summary>How.</summary>
    public SdcaSettings Settings { get; } = settings ?? new SdcaSettings();

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        return rows.OfConstant ?? (task == LearningTask.Mean
            ? MlNetLearner.Fit(Name, rows, seed, (context, data) => context.Regression.Trainers.Sdca(Regression()).Fit(data), "Score")
            : MlNetLearner.Fit(Name, rows, seed, (context, data) => context.BinaryClassification.Trainers.SdcaLogisticRegression(Binary()).Fit(data), "Probability"));
    }

    private SdcaRegressionTrainer.Options Regression() => new()
    {
        LabelColumnName = MlNetRows.Number,
        FeatureColumnName = MlNetRows.Features,
        L2Regularization = (float)Settings.L2,
        MaximumNumberOfIterations = Settings.Passes,
        ConvergenceTolerance = (float)Settings.Tolerance,
        NumberOfThreads = 1,
    };

    private SdcaLogisticRegressionBinaryTrainer.Options Binary() => new()
    {
        LabelColumnName = MlNetRows.Flag,
        FeatureColumnName = MlNetRows.Features,
        L2Regularization = (float)Settings.L2,
        MaximumNumberOfIterations = Settings.Passes,
        ConvergenceTolerance = (float)Settings.Tolerance,
        NumberOfThreads = 1,
    };
}
