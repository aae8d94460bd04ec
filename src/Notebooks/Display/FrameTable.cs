using System.Globalization;
using Deedle;

namespace LobResearch.Notebooks.Display;

/// <summary>Makes a table of a frame: its first rows, and how many more there are.</summary>
internal sealed class FrameTable : IFrameOperation<ShownTable>
{
    private const int MostRows = 60;
    private const int RowsOfLongOnes = 20;

    /// <summary>The table of a frame.</summary>
    public static ShownTable Of(IFrame frame) => frame.Apply(new FrameTable());

    /// <inheritdoc/>
    public ShownTable Invoke<TRow, TColumn>(Frame<TRow, TColumn> frame)
    {
        var shown = frame.RowCount > MostRows ? RowsOfLongOnes : frame.RowCount;
        var keys = frame.RowKeys.Take(shown).ToList();
        var columns = frame.ColumnKeys.Select(key => Column(frame.GetColumn<object>(key), shown)).ToList();
        // Rows that are only counted have no names: their numbers say nothing.
        if (!IsCounted(keys) || columns.Count == 0)
            columns.Insert(0, new ShownColumn([.. keys.Select(key => Text(key))], keys.Count > 0 && keys[0] is int or long or double));
        var headings = frame.ColumnKeys.Select(key => Text(key)).ToList();
        var rows = Enumerable.Range(0, shown).Select(row => columns.Select(column => column.Cells[row]).ToArray()).ToList();
        var note = string.Create(CultureInfo.InvariantCulture, $"{frame.RowCount} rows × {frame.ColumnCount} columns; the first {shown} are shown.");
        return new ShownTable([.. headings.Count < columns.Count ? headings.Prepend("") : headings], rows, [.. columns.Select(column => column.IsNumeric)], Note: shown < frame.RowCount ? note : null);
    }

    private static bool IsCounted<TRow>(List<TRow> keys) => keys.Select((key, place) => key is int number && number == place).All(same => same);

    private static ShownColumn Column<TRow>(Series<TRow, object> column, int shown)
    {
        var values = Enumerable.Range(0, shown).Select(row => column.TryGetAt(row)).Select(value => value.HasValue ? value.Value : null).ToList();
        // One number with decimals gives all of the column decimals, so that they stand under each other.
        var isWhole = values.OfType<double>().All(number => double.IsNaN(number) || number == Math.Floor(number));
        return new ShownColumn([.. values.Select(value => value is double number && !isWhole ? ShownTable.Decimal(number) : Text(value))], IsNumeric(column));
    }

    private static bool IsNumeric<TRow>(Series<TRow, object> column) =>
        column.Values.Take(MostRows).All(value => value is double or float or int or long or short or decimal) && column.Values.Any();

    private static string Text(object? value) => value switch
    {
        null => "–",
        double number => ShownTable.Number(number),
        float number => ShownTable.Number(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private sealed record ShownColumn(IReadOnlyList<string> Cells, bool IsNumeric);
}
