using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Learning;

/// <summary>Folds within the training rows, for tuning and stacking. A cluster's rows stay together.</summary>
public static class InnerFolds
{
    // Of the seed's streams; trees use those from 0 on.
    private const ulong Stream = 0x666F6C6473;

    /// <summary>A fold per row, from 0; as even as the clusters allow.</summary>
    /// <param name="features">The training rows, with their groups where there are any.</param>
    /// <param name="folds">How many; fewer where there are fewer rows or clusters.</param>
    /// <param name="seed">Decides the draw.</param>
    /// <exception cref="StatisticsException">Fewer than two rows or clusters.</exception>
    public static int[] Of(FeatureMatrix features, int folds, ulong seed)
    {
        var units = features.Groups is { } codes
            ? Enumerable.Range(0, features.Rows).GroupBy(row => codes[row]).OrderBy(group => group.Key).Select(group => group.ToArray()).ToArray()
            : [.. Enumerable.Range(0, features.Rows).Select(row => new[] { row })];
        if (units.Length < 2)
            throw new StatisticsException($"The training rows hold {units.Length} {(features.Groups is null ? "row" : "cluster")}; choosing between learners by cross-validation takes 2 or more. Use fewer folds, or a single learner such as 'ols'.");
        new RandomSequence(seed, Stream).Shuffle<int[]>(units);
        var sizes = new int[Math.Min(folds, units.Length)];
        var fold = new int[features.Rows];
        // The largest first, each into the emptiest fold; the order drawn decides among equals.
        foreach (var unit in units.OrderByDescending(unit => unit.Length))
        {
            var emptiest = Array.IndexOf(sizes, sizes.Min());
            sizes[emptiest] += unit.Length;
            foreach (var row in unit)
                fold[row] = emptiest;
        }

        return fold;
    }

    /// <summary>Out-of-fold predictions, n numbers.</summary>
    public static double[] Predict(ILearner learner, FeatureMatrix features, double[] outcome, LearningTask task, int[] folds, ulong seed)
    {
        var predictions = new double[outcome.Length];
        foreach (var fold in folds.Distinct().Order())
        {
            var train = Rows(folds, fold, inside: false);
            var test = Rows(folds, fold, inside: true);
            var predicted = learner.Fit(features.Take(train), Array.ConvertAll(train, row => outcome[row]), task, seed + (ulong)fold).Predict(features.Take(test));
            for (var i = 0; i < test.Length; i++)
                predictions[test[i]] = predicted[i];
        }

        return predictions;
    }

    /// <summary>The mean of squared errors.</summary>
    public static double Loss(double[] outcome, double[] predicted)
    {
        var sum = 0.0;
        for (var row = 0; row < outcome.Length; row++)
            sum += (outcome[row] - predicted[row]) * (outcome[row] - predicted[row]);
        return sum / outcome.Length;
    }

    private static int[] Rows(int[] folds, int fold, bool inside) => [.. Enumerable.Range(0, folds.Length).Where(row => folds[row] == fold == inside)];
}
