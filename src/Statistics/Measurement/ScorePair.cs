namespace LobResearch.Statistics.Measurement;

/// <summary>Two lists of scores, of the rows that have both.</summary>
/// <param name="N">Rows.</param>
/// <param name="Means">Of each.</param>
/// <param name="Correlation">Pearson's; NaN when one doesn't vary.</param>
internal sealed record ScorePair(int N, (double First, double Second) Means, double Correlation)
{
    public static ScorePair Of(Columns.NumericColumn first, Columns.NumericColumn second)
    {
        var rows = new List<double[]>();
        for (var row = 0; row < first.Length; row++)
        {
            if (!double.IsNaN(first.Values[row]) && !double.IsNaN(second.Values[row]))
                rows.Add([first.Values[row], second.Values[row]]);
        }

        return Of(rows);
    }

    public static ScorePair Of(IEnumerable<double[]> pairs)
    {
        var moments = ItemMoments.Listwise(KeyedItems.Sorted(pairs), 2);
        return new ScorePair(moments.N, (moments.Means[0], moments.Means[1]), moments.Correlation()[0, 1]);
    }
}
