using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Measurement;

/// <summary>Reliability of scales: alpha, omega and what each item adds.</summary>
/// <remarks>
/// Alpha is of complete rows, with the interval of Feldt (1965), <i>Psychometrika</i> 30, 357–370: 1 − (1 − α)F, F with n − 1 and
/// (n − 1)(k − 1) degrees of freedom. Rows are summed in the order of their answers, so that the order of the data changes nothing.
/// </remarks>
public static class Reliability
{
    /// <summary>Of all rows.</summary>
    /// <param name="key">The scale.</param>
    /// <param name="data">Holds its items; NaN is missing.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <exception cref="StatisticsException">No such column, a text in it, a value outside the range, or no confidence level.</exception>
    public static ScaleReliability Of(ScaleKey key, ColumnSet data, double confidence = 0.95) =>
        Of(KeyedItems.Read(key, data), null, Enumerable.Range(0, data.Rows), confidence);

    /// <summary>Of the rows of each value of a column, in the order of the values; rows without one are in no group.</summary>
    /// <param name="key">The scale.</param>
    /// <param name="data">Holds its items and the groups.</param>
    /// <param name="by">The groups' column.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <exception cref="StatisticsException">As <see cref="Of(ScaleKey, ColumnSet, double)"/>.</exception>
    public static IReadOnlyList<ScaleReliability> ByGroup(ScaleKey key, ColumnSet data, string by, double confidence = 0.95)
    {
        var items = KeyedItems.Read(key, data);
        return RowGroups.Of(data[by]).Groups.Select(group => Of(items, group.Label, group.Rows, confidence)).ToList();
    }

    private static ScaleReliability Of(KeyedItems items, string? group, IEnumerable<int> selected, double confidence)
    {
        if (confidence is not (> 0 and < 1))
            throw new StatisticsException("A confidence level lies between 0 and 1, such as 0.95.");
        var (key, k) = (items.Key, items.Key.Items.Count);
        var rows = items.Canonical(selected);
        var complete = rows.Where(row => !row.Any(double.IsNaN)).ToList();
        var moments = ItemMoments.Listwise(complete, k);
        var consistency = new Consistency(moments);
        var scores = rows.Select(row => KeyedItems.Score(key, row)).Where(score => !double.IsNaN(score)).ToList();
        var (mean, sd) = MeanAndSd(scores);
        var (meanComplete, sdComplete) = MeanAndSd(complete.Select(row => KeyedItems.Score(key, row)));
        var alpha = consistency.Alpha;
        return new ScaleReliability(
            key, group, rows.Count, scores.Count, complete.Count, mean, sd, meanComplete, sdComplete,
            alpha, Feldt(alpha, complete.Count, k, (1 + confidence) / 2), Feldt(alpha, complete.Count, k, (1 - confidence) / 2), confidence,
            consistency.Standardised, consistency.Lambda6, Math.Sqrt(consistency.TotalVariance * (1 - alpha)),
            InterItemCorrelations.Of(consistency.InterItem), consistency.Eigenvalues, OneFactorModel.Fit(moments, key.Items),
            key.Items.Select((item, index) => Item(item, index, rows, moments, consistency)).ToList(), Pairwise(rows, k),
            Reason(alpha, moments, consistency, key));
    }

    private static double Feldt(double alpha, int n, int k, double probability)
    {
        if (double.IsNaN(alpha))
            return double.NaN;
        return 1 - (1 - alpha) * FisherF.Quantile(probability, n - 1, (n - 1.0) * (k - 1));
    }

    private static ItemStatistics Item(ScaleItem item, int index, IReadOnlyList<double[]> rows, ItemMoments moments, Consistency consistency)
    {
        var answered = rows.Select(row => row[index]).Where(value => !double.IsNaN(value)).Order().ToList();
        var (mean, sd) = MeanAndSd(answered);
        var (own, rest, without) = (Math.Sqrt(moments.Covariance[index, index]), consistency.ItemRest(index), consistency.AlphaWithout(index));
        var reason = moments.N < 2 ? "fewer than two complete rows"
            : moments.Items == 1 ? "the scale has no other items"
            : own == 0 ? "all complete rows have the same answer"
            : double.IsNaN(rest) ? "the sum of the other items doesn't vary"
            : moments.Items == 2 ? "without it one item is left, which has no alpha"
            : double.IsNaN(without) ? "the other items have no alpha: their sum doesn't vary"
            : double.IsNaN(consistency.SquaredMultiple[index]) || double.IsNaN(consistency.StandardisedWithout(index)) ? "correlations of the items are undefined or singular"
            : null;
        return new ItemStatistics(
            item, answered.Count, moments.Means[index], own, mean, sd, rest, consistency.ItemTotal(index), without, consistency.StandardisedWithout(index),
            consistency.SquaredMultiple[index], reason);
    }

    private static PairwiseReliability Pairwise(IReadOnlyList<double[]> rows, int k)
    {
        var moments = ItemMoments.Pairwise(rows, k);
        var consistency = new Consistency(moments);
        var (mean, sd) = MeanAndSd(rows.Where(row => !row.All(double.IsNaN)).Select(row => row.Where(value => !double.IsNaN(value)).Average()));
        var (alpha, items) = (consistency.Alpha, Enumerable.Range(0, k).ToList());
        var (lambda, error) = (consistency.Lambda6, double.IsNaN(alpha) ? double.NaN : consistency.StandardError(moments.N));
        var reason = k == 1 ? "alpha needs two or more items"
            : moments.Covariance.Cast<double>().Any(double.IsNaN) ? "fewer than two rows answered both of a pair of items"
            : double.IsNaN(alpha) ? "the sum of the items doesn't vary"
            : items.FirstOrDefault(item => moments.Covariance[item, item] == 0, -1) >= 0 ? "an item is the same in all rows"
            : double.IsNaN(lambda) ? "the pairwise correlations can't be inverted"
            : double.IsNaN(error) ? "the pairwise covariances are those of no data"
            : k == 2 ? "without an item one is left, which has no alpha"
            : null;
        return new PairwiseReliability(
            moments.N, alpha, error, consistency.Standardised, lambda, InterItemCorrelations.Of(consistency.InterItem).Mean, mean, sd,
            items.Select(consistency.ItemRest).ToList(), items.Select(consistency.AlphaWithout).ToList(), reason);
    }

    private static string? Reason(double alpha, ItemMoments moments, Consistency consistency, ScaleKey key)
    {
        if (moments.Items < 2)
            return "alpha needs two or more items";
        if (moments.N < 2)
            return moments.N == 0 ? "no row has every item answered" : "only one row has every item answered";
        if (double.IsNaN(alpha))
            return Enumerable.Range(0, moments.Items).All(item => moments.Covariance[item, item] == 0) ? "all complete rows answered the same" : "the sum of the items doesn't vary";
        if (Enumerable.Range(0, moments.Items).FirstOrDefault(item => moments.Covariance[item, item] == 0, -1) is >= 0 and var constant)
            return $"{key.Items[constant].Column} is the same in all complete rows, so correlations with it are undefined";
        return double.IsNaN(consistency.Lambda6) ? "the correlations are singular: an item is a combination of others, or there are too few complete rows" : null;
    }

    private static (double Mean, double Sd) MeanAndSd(IEnumerable<double> values)
    {
        // By size, whatever order they came in.
        var sorted = values.Order().ToList();
        var sum = new CompensatedSum();
        foreach (var value in sorted)
            sum.Add(value);
        var mean = sum.Value / sorted.Count;
        var squares = new CompensatedSum();
        foreach (var value in sorted)
            squares.AddProduct(value - mean, value - mean);
        // The list is sorted: no variation is seen exactly.
        return (mean, sorted.Count < 2 ? double.NaN : sorted[0] == sorted[^1] ? 0 : Math.Sqrt(squares.Value / (sorted.Count - 1)));
    }
}
