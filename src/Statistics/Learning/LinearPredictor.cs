namespace LobResearch.Statistics.Learning;

/// <summary>An intercept and a slope per feature; through the logistic curve for a probability.</summary>
public sealed class LinearPredictor : IPredictor
{
    // R's binomial()$linkinv: beyond this the curve is taken as flat, so that a probability is never exactly 0 or 1.
    private const double Flat = 30;
    private const double Least = 2.220446049250313e-16;
    private readonly string _learner;
    private readonly IReadOnlyList<string> _names;
    private readonly LearningTask _task;

    internal LinearPredictor(string learner, IReadOnlyList<string> names, double[] coefficients, LearningTask task, bool separated = false) =>
        (_learner, _names, Coefficients, _task, Separated) = (learner, names, coefficients, task, separated);

    /// <summary>1 + p numbers: the intercept, then a slope per feature, 0 where the feature was left out.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>Whether the features told 0 and 1 apart, so that a penalised likelihood was used.</summary>
    public bool Separated { get; }

    /// <inheritdoc/>
    public double[] Predict(FeatureMatrix features)
    {
        TrainingRows.CheckPrediction(_learner, _names, features);
        var predictions = new double[features.Rows];
        Array.Fill(predictions, Coefficients[0]);
        for (var column = 0; column < features.Count; column++)
        {
            var (values, slope) = (features.Columns[column], Coefficients[column + 1]);
            for (var row = 0; row < predictions.Length && slope != 0; row++)
                predictions[row] += slope * values[row];
        }

        return _task == LearningTask.Mean ? predictions : Array.ConvertAll(predictions, Logistic);
    }

    /// <summary>1 / (1 + exp(−η)), kept off 0 and 1.</summary>
    internal static double Logistic(double eta)
    {
        var odds = eta < -Flat ? Least : eta > Flat ? 1 / Least : Math.Exp(eta);
        return odds / (1 + odds);
    }
}
