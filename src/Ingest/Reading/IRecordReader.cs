using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading;

/// <summary>
/// Reads a survey file record by record, forwards only, in constant memory. Each file format has one implementation
/// in a folder of its own under <c>Reading</c>.
/// </summary>
/// <remarks>A reader knows columns and cells; what they mean is the mapping's and the codebook's matter.</remarks>
public interface IRecordReader : IDisposable
{
    /// <summary>The columns, in the file's order.</summary>
    IReadOnlyList<FileColumn> Columns { get; }

    /// <summary>How the file is written, as found or as stated: for reports.</summary>
    IReadOnlyList<FileFact> Facts { get; }

    /// <summary>The survey tool that wrote it, as found or as stated.</summary>
    Dialect Dialect { get; }

    /// <summary>Between the whole part and the fraction of numbers that stand as text.</summary>
    char DecimalMark { get; }

    /// <summary>
    /// The current record's row in the file; the first row of the file is 1. In a file without rows of headings, the number
    /// of the record.
    /// </summary>
    int Row { get; }

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="LobResearch.Study.InputFault">The record can't be read: file, row and what was expected.</exception>
    bool Read();

    /// <summary>What the current record's cell in a column holds.</summary>
    CellKind Kind(int column);

    /// <summary>
    /// The cell as text: empty when absent or blank; a number in its shortest form with a decimal point; a day as
    /// 2026-11-24, a moment as 2026-11-24 09:00:00; a time or duration as 13:45:00; true or false. Valid until the next call.
    /// </summary>
    ReadOnlySpan<char> Cell(int column);

    /// <summary>The cell as a number, when <see cref="Kind"/> says that it is one or a duration in seconds; NaN otherwise.</summary>
    double Number(int column);
}

/// <summary>Something about how a file is written.</summary>
/// <param name="Name">What: encoding, separator, sheet …</param>
/// <param name="Value">Its value.</param>
public sealed record FileFact(string Name, string Value)
{
    /// <summary>Its value, fit to be shown.</summary>
    public string Value { get; init; } = VisibleText.Of(Value);
}
