using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Learning;

/// <summary>Predicts the training rows' mean for every row: what a learner must beat.</summary>
public sealed class MeanLearner : ILearner
{
    /// <inheritdoc/>
    public string Name => "mean";

    /// <inheritdoc/>
    public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
    {
        var rows = TrainingRows.Of(Name, features, outcome, task);
        return rows.OfConstant ?? new ConstantPredictor(features.Names, MeanOf(outcome));
    }

    /// <summary>The mean, summed without loss of digits.</summary>
    internal static double MeanOf(ReadOnlySpan<double> values)
    {
        var sum = new CompensatedSum();
        foreach (var value in values)
            sum.Add(value);
        return sum.Value / values.Length;
    }
}

/// <summary>The same number for every row.</summary>
internal sealed class ConstantPredictor(IReadOnlyList<string> names, double value) : IPredictor
{
    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features)
    {
        TrainingRows.CheckPrediction("mean", names, features);
        var predictions = new double[features.Rows];
        Array.Fill(predictions, value);
        return predictions;
    }
}
