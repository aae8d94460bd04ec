using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LobResearch.Statistics.Learning;

/// <summary>Fits an ML.NET trainer with one thread and a context of its own.</summary>
internal static class MlNetLearner
{
    /// <summary>Fits.</summary>
    /// <param name="learner">Its name.</param>
    /// <param name="rows">More than one value of the outcome.</param>
    /// <param name="seed">Of all that is random.</param>
    /// <param name="fit">The trainer, fitted to the rows: features in <see cref="MlNetRows.Features"/>, the outcome as a number or a flag.</param>
    /// <param name="score">Which of the trainer's columns is the prediction.</param>
    public static IPredictor Fit(string learner, TrainingRows rows, ulong seed, Func<MLContext, IDataView, ITransformer> fit, string score)
    {
        // ML.NET wants a feature; without one there is nothing to know but the mean.
        if (rows.Features.Count == 0)
            return new ConstantPredictor(rows.Features.Names, MeanLearner.MeanOf(rows.Outcome));
        var context = new MLContext(SeedOf(seed));
        var scaled = MlNetRows.Of(rows);
        if (Trained(learner, rows, () => fit(context, scaled.Training(context, rows))) is not { } model)
            return new ConstantPredictor(rows.Features.Names, MeanLearner.MeanOf(rows.Outcome));
        var predictor = new MlNetPredictor(learner, rows.Features.Names, scaled, model, score, rows.Task);
        // Trees that found nothing to split predict 0 (a probability of a half) or no number at all: the mean is what was learned.
        var fitted = predictor.Predict(rows.Features);
        return Array.TrueForAll(fitted, value => value.Equals(fitted[0])) ? new ConstantPredictor(rows.Features.Names, MeanLearner.MeanOf(rows.Outcome)) : predictor;
    }

    // ML.NET's faults are of many types, and all come of the rows: the settings are ours.
    private static ITransformer? Trained(string learner, TrainingRows rows, Func<ITransformer> fit)
    {
        try
        {
            return fit();
        }
        catch (ArgumentNullException)
        {
            // ML.NET can't read a LightGBM model whose first tree found nothing to split (its CreatePredictor).
            return null;
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or FormatException or NotSupportedException or ArithmeticException)
        {
            throw new StatisticsException(string.Create(
                CultureInfo.InvariantCulture, $"'{learner}' can't learn from these {rows.Outcome.Length} rows of {rows.Features.Count} features ({fault.Message.ReplaceLineEndings(" ")}). Take another learner, such as 'ols' or 'forest'."));
        }
    }

    /// <summary>ML.NET's seeds are 0 or more, of 31 bits.</summary>
    public static int SeedOf(ulong seed) => (int)((seed ^ (seed >> 31)) & int.MaxValue);
}

/// <summary>Predictions by a fitted ML.NET model, on the outcome's own scale.</summary>
internal sealed class MlNetPredictor(string learner, IReadOnlyList<string> names, MlNetRows scaled, ITransformer model, string score, LearningTask task) : IPredictor
{
    /// <summary>The fitted model.</summary>
    public ITransformer Model => model;

    /// <summary>How its features and outcome were standardised.</summary>
    public MlNetRows Scaled => scaled;

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features)
    {
        TrainingRows.CheckPrediction(learner, names, features);
        if (features.Rows == 0)
            return [];
        var predicted = model.Transform(scaled.Prediction(new MLContext(0), features)).GetColumn<float>(score);
        var predictions = predicted.Select(value => scaled.OutcomeCentre + scaled.OutcomeScale * value).ToArray();
        // A regression on 0 and 1 may leave their interval; a probability may not.
        return task == LearningTask.Mean ? predictions : Array.ConvertAll(predictions, value => Math.Clamp(value, 0, 1));
    }
}
