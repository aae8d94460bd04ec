using System.Globalization;
using System.Text.RegularExpressions;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Measurement;

/// <summary>The answers to a scale's items, reversed where the key says so.</summary>
/// <param name="Key">The key.</param>
/// <param name="Rows">Per row one number per item; NaN is missing.</param>
internal sealed partial record KeyedItems(ScaleKey Key, IReadOnlyList<double[]> Rows)
{
    /// <param name="key">The key.</param>
    /// <param name="data">Holds its columns.</param>
    /// <param name="whose">How a message begins; the scale unless stated.</param>
    /// <exception cref="StatisticsException">No such column, a text in it, or a value outside the range; the message names column and row, not the value.</exception>
    public static KeyedItems Read(ScaleKey key, ColumnSet data, string? whose = null)
    {
        var columns = key.Items.Select(item => Values(key, item, data, whose ?? "Scale " + key.Name)).ToArray();
        var rows = new double[data.Rows][];
        for (var row = 0; row < rows.Length; row++)
            rows[row] = Array.ConvertAll(columns, column => column[row]);
        return new KeyedItems(key, rows);
    }

    /// <summary>Some of the rows, in an order that depends on the answers alone.</summary>
    /// <remarks>Sums over these rows come out the same to the last bit, whatever the order of the file.</remarks>
    public IReadOnlyList<double[]> Canonical(IEnumerable<int> rows) => Sorted(rows.Select(row => Rows[row]));

    /// <summary>Rows in the order of their first number, then their second, and so on; missing first.</summary>
    public static IReadOnlyList<double[]> Sorted(IEnumerable<double[]> rows)
    {
        var sorted = rows.ToArray();
        Array.Sort(sorted, Compare);
        return sorted;
    }

    /// <summary>A row's score; NaN when too few items are answered.</summary>
    public static double Score(ScaleKey key, double[] row)
    {
        var (sum, answered) = (0.0, 0);
        foreach (var value in row)
        {
            if (double.IsNaN(value))
                continue;
            sum += value;
            answered++;
        }

        if (!key.IsEnough(answered))
            return double.NaN;
        return key.Score == ScaleScore.Mean ? sum / answered : answered == row.Length ? sum : sum / answered * row.Length;
    }

    private static int Compare(double[] one, double[] other)
    {
        for (var item = 0; item < one.Length; item++)
        {
            var order = one[item].CompareTo(other[item]);
            if (order != 0)
                return order;
        }

        return 0;
    }

    private static double[] Values(ScaleKey key, ScaleItem item, ColumnSet data, string whose)
    {
        if (data[item.Column] is not NumericColumn column)
            throw NoNumbers(whose, (CategoricalColumn)data[item.Column]);
        var values = column.Values.ToArray();
        var range = key.RangeOf(item);
        for (var row = 0; row < values.Length; row++)
        {
            if (double.IsNaN(values[row]))
                continue;
            if (!double.IsFinite(values[row]))
                throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"{whose}: column {item.Column} is infinite in data row {row + 1}; expected a number, or an empty cell for a missing answer."));
            if (range is { } possible && (values[row] < possible.Lowest || values[row] > possible.Highest))
            {
                throw new StatisticsException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{whose}: column {item.Column} lies outside {possible.Lowest}..{possible.Highest} in data row {row + 1}. Correct it, leave the cell empty when the answer is missing, or state another range."));
            }

            if (item.Reversed)
                values[row] = range!.Value.Lowest + range.Value.Highest - values[row];
        }

        return values;
    }

    private static StatisticsException NoNumbers(string whose, CategoricalColumn column)
    {
        var numbers = column.Levels.Select(level => double.TryParse(level, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)).ToArray();
        var row = column.Codes.ToArray().ToList().FindIndex(code => code >= 0 && !numbers[code]);
        if (row < 0)
            return new StatisticsException($"{whose}: column {column.Name} holds categories; expected a column of numbers.");
        var advice = CommaNumber().IsMatch(column.Levels[column.Codes[row]])
            ? "write decimals with a point, not with a comma"
            : "write numbers only, and leave the cell empty when one is missing";
        return new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"{whose}: column {column.Name} holds a text in data row {row + 1}, where a number is expected; {advice}."));
    }

    [GeneratedRegex(@"^\s*[+-]?\d+,\d+\s*$")]
    private static partial Regex CommaNumber();
}
