using System.Globalization;

namespace LobResearch.Analysis.Scores;

/// <summary>Cells as an aligned text table.</summary>
internal static class TextTable
{
    /// <summary>Aligns rows: the first columns are texts, to the left; numbers stand to the right; the last column is a remark.</summary>
    /// <param name="texts">Number of columns of text in front.</param>
    /// <param name="rows">The rows, the headings first.</param>
    /// <param name="hasRemark">Whether the last column is text too.</param>
    public static string Of(int texts, IReadOnlyList<string[]> rows, bool hasRemark = false)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join(Environment.NewLine, rows.Select(row => ("  " + string.Join("  ", row.Select((cell, column) =>
            column < texts || (hasRemark && column == row.Length - 1) ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))).TrimEnd()));
    }

    /// <summary>A number; a dash when it is undefined.</summary>
    public static string Number(double value, string format = "0.00") => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>An interval; a dash when it is undefined.</summary>
    public static string Interval(double lower, double upper) => double.IsNaN(lower) || double.IsNaN(upper) ? "–" : $"[{Number(lower)}, {Number(upper)}]";

    /// <summary>A count.</summary>
    public static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
