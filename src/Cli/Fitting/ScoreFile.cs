using System.Globalization;
using System.Text;
using LobResearch.Statistics.Columns;
using LobResearch.Study;

namespace LobResearch.Cli.Fitting;

/// <summary>Writes scores as CSV: one column per scale, one row per row of the data, an empty cell for no score.</summary>
internal static class ScoreFile
{
    /// <exception cref="InputFault">Both are one file.</exception>
    public static void RefuseInput(string path, string input)
    {
        if (string.Equals(Target(path), Target(input), OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase))
            throw new InputFault($"--scores {path} is the file of --data; scores never overwrite the answers. Name another file.");
    }

    /// <exception cref="InputFault">The folder isn't there, or the path is one.</exception>
    public static async Task WriteAsync(string path, IReadOnlyList<NumericColumn> scores, Column? id, CancellationToken cancellationToken)
    {
        if (id is not null && scores.Any(score => score.Name == id.Name))
            throw new InputFault($"--id {id.Name} has the name of a scale; name the scale otherwise.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder) || Directory.Exists(path))
            throw new InputFault(Directory.Exists(path) ? $"--scores {path} is a folder; name a file in it." : $"--scores {path}: there is no folder {folder}. Make it first.");
        // Written beside and then renamed: what has several names is replaced under this one only, and half a file never stands.
        var beside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            await File.WriteAllTextAsync(beside, Text(scores, id), cancellationToken).ConfigureAwait(false);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static string Text(IReadOnlyList<NumericColumn> scores, Column? id)
    {
        var text = new StringBuilder();
        CsvLine.Append(text, [.. id is null ? [] : new[] { id.Name }, .. scores.Select(score => score.Name)]);
        for (var row = 0; row < scores[0].Length; row++)
        {
            string[] cells = [.. id is null ? [] : new[] { Id(id, row) }, .. scores.Select(score => Number(score.Values[row]))];
            // A line without any character is no row to many readers.
            CsvLine.Append(text, cells, quoteAll: cells is [""]);
        }

        return text.ToString();
    }

    private static string Id(Column id, int row) =>
        id.IsMissing(row) ? "" : id is CategoricalColumn named ? named.Levels[named.Codes[row]] : Number(((NumericColumn)id).Values[row]);

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        return File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? target.FullName : full;
    }
}
