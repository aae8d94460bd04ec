using LobResearch.Study;

namespace LobResearch.Ingest.Reading;

/// <summary>What a survey file holds, before any mapping: how it is written, its columns, and its first rows.</summary>
/// <param name="File">The file's name without its folder.</param>
/// <param name="Facts">How it is written.</param>
/// <param name="Rows">Number of records.</param>
/// <param name="Columns">The columns with what a pass over all records told.</param>
/// <param name="FirstRows">The first records' cells: null for absent or blank, else text, number, moment or truth.</param>
public sealed record FileSummary(
    string File, IReadOnlyList<FileFact> Facts, long Rows, IReadOnlyList<ColumnSummary> Columns, IReadOnlyList<IReadOnlyList<object?>> FirstRows)
{
    /// <summary>Reads the file once, in memory that doesn't grow with its rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">What is stated about it.</param>
    /// <param name="firstRows">How many rows to show.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InputFault">It can't be read.</exception>
    public static async Task<FileSummary> OfAsync(string path, FileFormat format, int firstRows = 6, CancellationToken cancellationToken = default)
    {
        InputFile.Require(path);
        var fingerprint = await FileFingerprint.OfAsync(path, cancellationToken).ConfigureAwait(false);
        using var records = RecordFile.Open(path, fingerprint, format with { FillsInHeadings = true });
        var tallies = records.Columns.Select((column, index) => new ColumnTally(column, index, records)).ToList();
        var shown = new List<IReadOnlyList<object?>>();
        var rows = 0L;
        while (records.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows++;
            foreach (var tally in tallies)
                tally.Add(records);
            if (shown.Count < firstRows)
                shown.Add(tallies.Select(tally => tally.Value(records)).ToList());
        }

        return new FileSummary(Path.GetFileName(path), records.Facts, rows, tallies.Select(tally => tally.Summary()).ToList(), Typed(shown, tallies));
    }

    // A text file's numbers are known to be numbers only when all rows have been seen.
    private static List<IReadOnlyList<object?>> Typed(List<IReadOnlyList<object?>> shown, List<ColumnTally> tallies) =>
        shown.Select(row => (IReadOnlyList<object?>)row.Select((value, index) => tallies[index].Typed(value)).ToList()).ToList();
}

/// <summary>A column and what its cells are.</summary>
/// <param name="Column">As the file describes it.</param>
/// <param name="Type">Kind of values: the file's own word, or what all cells agree on.</param>
/// <param name="Absent">Cells that were never stored.</param>
/// <param name="Blank">Cells that are empty.</param>
/// <param name="UserMissing">Cells with a value that the file declares missing.</param>
/// <param name="Mean">Mean of the numbers that aren't missing; NaN when there are none.</param>
/// <param name="Notes">What a reader should know, such as numbers stored as text.</param>
public sealed record ColumnSummary(
    FileColumn Column, FileColumnType Type, long Absent, long Blank, long UserMissing, double Mean, IReadOnlyList<string> Notes);
