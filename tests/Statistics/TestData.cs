using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests;

/// <summary>Reference data as columns: numbers where every cell is one, categories otherwise.</summary>
internal static class TestData
{
    /// <summary>The rows of a reference case that a condition keeps.</summary>
    public static ColumnSet Load(
        string referenceCase, string file = "data.csv", Func<IReadOnlyDictionary<string, string?[]>, int, bool>? keep = null, params string[] categorical)
    {
        var text = ReferenceCase.Load(referenceCase).ReadCsv(file);
        var n = text.Values.First().Length;
        var rows = Enumerable.Range(0, n).Where(row => keep is null || keep(text, row)).ToArray();
        return new ColumnSet(text.Select(column => ToColumn(column.Key, rows.Select(row => column.Value[row]).ToArray(), categorical.Contains(column.Key))));
    }

    private static Column ToColumn(string name, string?[] cells, bool categorical)
    {
        var numbers = new double[cells.Length];
        for (var row = 0; row < cells.Length && !categorical; row++)
        {
            if (cells[row] is null)
                numbers[row] = double.NaN;
            else if (!double.TryParse(cells[row], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[row]))
                categorical = true;
        }

        return categorical ? CategoricalColumn.FromText(name, cells) : new NumericColumn(name, numbers);
    }
}
