using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace LobResearch.Statistics.Learning;

/// <summary>How the penalised logistic regression is optimised.</summary>
public sealed record LbfgsSettings
{
    /// <summary>Penalty on squared coefficients of standardised features, over all rows together.</summary>
    public double L2 { get; init; } = 1;

    /// <summary>Most steps.</summary>
    public int Steps { get; init; } = 500;
}

/// <summary>
/// ML.NET's logistic regression by L-BFGS, for probabilities only. ML.NET has no L-BFGS with squared loss; its Poisson one
/// models counts and is no stand-in for a mean.
/// </summary>
/// <remarks>Andrew &amp; Gao (2007), Scalable training of L1-regularized log-linear models, <i>ICML '07</i>, 33–40.</remarks>
public sealed class Lbfgs(LbfgsSettings? settings = null) : ILearner
{
    /// <inheritdoc/>
    public string Name => "lbfgs";

    /// <summary>How.</summary>
    public LbfgsSettings Settings { get; } = settings ?? new LbfgsSettings();

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        if (task == LearningTask.Mean)
            throw new StatisticsException("'lbfgs' learns probabilities, not means: ML.NET has no L-BFGS with squared loss. For means choose 'ridge' or 'sdca', which are penalised linear models too.");
        var rows = TrainingRows.Of(Name, features, outcome, task);
        return rows.OfConstant ?? MlNetLearner.Fit(Name, rows, seed, (context, data) => context.BinaryClassification.Trainers.LbfgsLogisticRegression(Options()).Fit(data), "Probability");
    }

    private LbfgsLogisticRegressionBinaryTrainer.Options Options() => new()
    {
        LabelColumnName = MlNetRows.Flag,
        FeatureColumnName = MlNetRows.Features,
        L1Regularization = 0,
        L2Regularization = (float)Settings.L2,
        MaximumNumberOfIterations = Settings.Steps,
        NumberOfThreads = 1,
    };
}
