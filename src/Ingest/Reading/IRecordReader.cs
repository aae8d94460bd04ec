namespace LobResearch.Ingest.Reading;

/// <summary>
/// Reads a survey file record by record, forwards only, in constant memory. Each file format has one implementation
/// in a folder of its own under <c>Reading</c>.
/// </summary>
/// <remarks>A reader knows columns and cells as text; what they mean is the mapping's and the codebook's matter.</remarks>
public interface IRecordReader : IDisposable
{
    /// <summary>The column headings, in the file's order.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>The current record's row in the file; the first row of the file is 1.</summary>
    int Row { get; }

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="LobResearch.Study.InputFault">The record can't be read: file, row and what was expected.</exception>
    bool Read();

    /// <summary>The current record's cell in a column, as written; empty when the cell is empty.</summary>
    ReadOnlySpan<char> Cell(int column);
}
