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
        var columns = frame.ColumnKeys.Select(key => frame.GetColumn<object>(key)).ToList();
        var keys = frame.RowKeys.Take(shown).ToList();
        var rows = keys.Select((key, row) => columns.Select(column => Cell(column, row)).Prepend(Text(key)).ToArray()).ToList();
        var numeric = columns.Select(IsNumeric).Prepend(keys.Count > 0 && keys[0] is int or long or double);
        var note = string.Create(CultureInfo.InvariantCulture, $"{frame.RowCount} rows × {columns.Count} columns; the first {shown} are shown.");
        return new ShownTable([.. frame.ColumnKeys.Select(key => Text(key)).Prepend("")], rows, [.. numeric], Note: shown < frame.RowCount ? note : null);
    }

    private static string Cell<TRow>(Series<TRow, object> column, int row)
    {
        var value = column.TryGetAt(row);
        return value.HasValue ? Text(value.Value) : "–";
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
}
