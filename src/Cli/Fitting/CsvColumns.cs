using System.Globalization;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Delimited;
using LobResearch.Statistics.Columns;
using LobResearch.Study;

namespace LobResearch.Cli.Fitting;

/// <summary>Reads any CSV file as columns: numbers where every cell is one, categories otherwise; an empty cell is missing.</summary>
internal static class CsvColumns
{
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="asText">Columns that are kept as they are written, also when each cell is a number: 007 isn't 7 where rows are named.</param>
    public static async Task<ColumnSet> ReadAsync(string path, CancellationToken cancellationToken, params IReadOnlyCollection<string> asText)
    {
        if (!File.Exists(path))
            throw new InputFault($"{path}: there is no such file. Check the name and the folder.");
        var fingerprint = await FileFingerprint.OfAsync(path, cancellationToken).ConfigureAwait(false);
        using var reader = DelimitedReader.Open(path, fingerprint, new DelimitedFormat { DecimalMark = '.' });
        reader.RefuseDoubledHeadings();
        var cells = reader.Columns.Select(_ => new List<string?>()).ToArray();
        while (reader.Read())
        {
            for (var column = 0; column < cells.Length; column++)
                cells[column].Add(reader.Cell(column) is { IsEmpty: false } cell ? cell.ToString() : null);
        }

        if (cells[0].Count == 0)
            throw new InputFault($"{path}: the file has column headings and no rows.");
        return new ColumnSet(reader.Columns.Select((column, index) => asText.Contains(column.Name) ? CategoricalColumn.FromText(column.Name, cells[index]) : ToColumn(column.Name, cells[index])));
    }

    private static Column ToColumn(string name, List<string?> cells)
    {
        var numbers = new double[cells.Count];
        for (var row = 0; row < numbers.Length; row++)
        {
            if (cells[row] is null)
                numbers[row] = double.NaN;
            else if (!double.TryParse(cells[row], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[row]) || !double.IsFinite(numbers[row]))
                return CategoricalColumn.FromText(name, cells);
        }

        return new NumericColumn(name, numbers);
    }
}
