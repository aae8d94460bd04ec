using System.Globalization;
using System.Text;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Measurement;

/// <summary>Correlations between the scores of scales, each of the rows that have both scores.</summary>
/// <param name="Scales">The scales' names.</param>
/// <param name="Values">Scale by scale; NaN where a score doesn't vary or fewer than two rows have both.</param>
/// <param name="N">Rows of each.</param>
public sealed record ScaleCorrelations(IReadOnlyList<string> Scales, double[,] Values, int[,] N)
{
    /// <summary>Correlates scores.</summary>
    /// <param name="scores">Columns of equal length; NaN is missing.</param>
    public static ScaleCorrelations Of(IReadOnlyList<NumericColumn> scores)
    {
        var count = scores.Count;
        var (values, n) = (new double[count, count], new int[count, count]);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                var pair = ScorePair.Of(scores[Math.Min(i, j)], scores[Math.Max(i, j)]);
                (values[i, j], n[i, j]) = (i == j && pair.Correlation is 0 or > 0 ? 1 : pair.Correlation, pair.N);
            }
        }

        return new ScaleCorrelations(scores.Select(score => score.Name).ToList(), values, n);
    }

    /// <summary>The correlations as a table, the lower half.</summary>
    public override string ToString()
    {
        var width = Scales.Max(name => name.Length);
        var text = new StringBuilder("correlations of the scores");
        for (var i = 1; i < Scales.Count; i++)
        {
            text.AppendLine().Append(Scales[i].PadRight(width));
            for (var j = 0; j < i; j++)
                text.Append(CultureInfo.InvariantCulture, $"  {Scales[j]} {ReliabilityText.Number(Values[i, j])}");
        }

        return text.ToString();
    }
}
