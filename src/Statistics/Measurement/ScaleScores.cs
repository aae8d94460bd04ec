using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Measurement;

/// <summary>Scores of a scale, one per row.</summary>
/// <remarks>
/// The mean of the answered items when the stated share of them is answered, else missing. A sum with missing items is that mean
/// times the number of items (person-mean imputation), so that few answers don't look like low ones.
/// </remarks>
public static class ScaleScores
{
    /// <summary>Scores every row.</summary>
    /// <param name="key">The key.</param>
    /// <param name="data">Holds the key's columns; a missing answer is NaN.</param>
    /// <returns>A column named as the scale, as long as the data; NaN where too few items are answered.</returns>
    /// <exception cref="StatisticsException">No such column, a text in it, or an answer outside the range; the message names column and row.</exception>
    public static NumericColumn Of(ScaleKey key, ColumnSet data) =>
        new(key.Name, KeyedItems.Read(key, data).Rows.Select(row => KeyedItems.Score(key, row)).ToArray());
}
