using System.Globalization;

namespace LobResearch.Statistics.Learning;

/// <summary>Rows that were found fit to learn from.</summary>
internal sealed class TrainingRows
{
    private TrainingRows(FeatureMatrix features, double[] outcome, LearningTask task) =>
        (Features, Outcome, Task) = (features, outcome, task);

    /// <summary>n × p, all finite.</summary>
    public FeatureMatrix Features { get; }

    /// <summary>n numbers, all finite; 0 or 1 for a probability.</summary>
    public double[] Outcome { get; }

    /// <summary>What of the outcome is learned.</summary>
    public LearningTask Task { get; }

    /// <summary>A predictor where there is but one value to predict, else null.</summary>
    public IPredictor? OfConstant => Array.TrueForAll(Outcome, value => value == Outcome[0]) ? new ConstantPredictor(Features.Names, Outcome[0]) : null;

    /// <summary>Checks.</summary>
    /// <exception cref="StatisticsException">No rows, a number that is not finite, or a probability of an outcome that is not 0 or 1.</exception>
    public static TrainingRows Of(string learner, FeatureMatrix features, double[] outcome, LearningTask task)
    {
        if (outcome.Length != features.Rows)
            throw new ArgumentException($"{outcome.Length} outcomes for {features.Rows} rows of features.", nameof(outcome));
        if (outcome.Length == 0)
            throw new StatisticsException($"'{learner}' has no rows to learn from. Check which rows were left out as missing, and whether each fold leaves rows to train on.");
        MustBeFinite(learner, features);
        for (var row = 0; row < outcome.Length; row++)
        {
            if (!double.IsFinite(outcome[row]))
                throw new StatisticsException($"'{learner}' can't learn from the outcome in row {Row(row)}: {Number(outcome[row])} is not a finite number. Leave such rows out, or impute them.");
            if (task == LearningTask.Probability && outcome[row] is not (0 or 1))
                throw new StatisticsException($"'{learner}' was asked for a probability, but the outcome in row {Row(row)} is {Number(outcome[row])}; 0 or 1 was expected. Code the outcome as 0 and 1, or ask for its mean.");
        }

        return new TrainingRows(features, outcome, task);
    }

    /// <summary>Refuses features of other columns than were learned from, or with a number that is not finite.</summary>
    public static void CheckPrediction(string learner, IReadOnlyList<string> learned, FeatureMatrix features)
    {
        if (!features.Names.SequenceEqual(learned, StringComparer.Ordinal))
            throw new ArgumentException($"'{learner}' learned from the columns {string.Join(", ", learned)}; those to predict from are {string.Join(", ", features.Names)}.", nameof(features));
        MustBeFinite(learner, features);
    }

    private static void MustBeFinite(string learner, FeatureMatrix features)
    {
        for (var column = 0; column < features.Count; column++)
        {
            var values = features.Columns[column];
            var row = Array.FindIndex(values, value => !double.IsFinite(value));
            if (row >= 0)
                throw new StatisticsException($"'{learner}' can't use '{features.Names[column]}' in row {Row(row)}: {Number(values[row])} is not a finite number. Leave such rows out, or impute them.");
        }
    }

    private static string Row(int row) => (row + 1).ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
