using System.Text;
using LobResearch.Study;
using Sylvan.Data.Csv;

namespace LobResearch.Ingest.Reading.Delimited;

/// <summary>Reads delimited text (CSV, TSV) with a heading row.</summary>
public sealed class DelimitedReader : IRecordReader
{
    private const int LongestRecord = 16 * 1024 * 1024;
    private readonly string _path;
    private readonly CsvDataReader _csv;

    private DelimitedReader(string path, CsvDataReader csv)
    {
        _path = path;
        _csv = csv;
        Columns = Enumerable.Range(0, csv.FieldCount).Select(csv.GetName).ToList();
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public int Row => _csv.RowNumber + 1;

    /// <summary>Opens the file and reads its headings.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">What a first pass told of its bytes.</param>
    /// <param name="format">How it is written.</param>
    /// <exception cref="InputFault">The file is empty, of another encoding, or has no usable headings.</exception>
    public static DelimitedReader Open(string path, FileFingerprint fingerprint, DelimitedFormat format)
    {
        if (fingerprint.Length == 0)
            throw new InputFault($"{path}: the file is empty. Expected a row of column headings and then data rows; export it again.");
        if (format.Encoding == TextEncoding.Utf8 && fingerprint.FirstInvalidUtf8Line is { } line)
        {
            throw new InputFault(
                $"{path}: line {line} is not UTF-8. Export the file as UTF-8, " +
                "or state the encoding it has (for Excel in the Netherlands usually 'encoding: windows1252') under 'format' in the source.");
        }

        var text = new StreamReader(path, StrictEncodings.Get(format.Encoding), detectEncodingFromByteOrderMarks: format.Encoding != TextEncoding.Windows1252);
        try
        {
            var csv = CsvDataReader.Create(text, new CsvDataReaderOptions
            {
                Delimiter = format.Separator,
                HasHeaders = true,
                MaxBufferSize = LongestRecord,
                OwnsReader = true,
            });
            var reader = new DelimitedReader(path, csv);
            reader.RefuseUnusableHeadings(format);
            return reader;
        }
        catch (Exception fault) when (fault is FormatException or CsvRecordTooLargeException or DecoderFallbackException)
        {
            text.Dispose();
            throw Unreadable(path, 1, fault);
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Read()
    {
        try
        {
            do
            {
                if (!_csv.Read())
                    return false;
            }
            while (IsBlankLine());
        }
        catch (Exception fault) when (fault is FormatException or CsvRecordTooLargeException or DecoderFallbackException)
        {
            throw Unreadable(_path, Row, fault);
        }

        if (_csv.RowFieldCount != Columns.Count)
        {
            throw new InputFault(
                $"{_path}: row {Row} has {_csv.RowFieldCount} cells, the headings are {Columns.Count}. " +
                "The file is cut off or damaged, or a cell holds the separator without quotes; export it again.");
        }

        return true;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<char> Cell(int column) => _csv.GetFieldSpan(column);

    /// <inheritdoc/>
    public void Dispose() => _csv.Dispose();

    // Some tools end their files with blank lines.
    private bool IsBlankLine() => Columns.Count > 1 && _csv.RowFieldCount == 1 && _csv.GetFieldSpan(0).IsEmpty;

    private void RefuseUnusableHeadings(DelimitedFormat format)
    {
        var doubled = Columns.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (doubled is not null)
            throw new InputFault($"{_path}: row 1 has the heading '{doubled.Key}' {doubled.Count()} times. Give each column a name of its own.");
        if (Columns.Count == 1 && Columns[0].AsSpan().IndexOfAny(",;\t|") >= 0)
        {
            throw new InputFault(
                $"{_path}: row 1 holds one column when split at '{format.Separator}'. " +
                "The file seems to use another separator: state it as 'separator' under 'format' in the source.");
        }
    }

    // The library's own messages are not passed on: they can quote a cell.
    private static InputFault Unreadable(string path, int row, Exception fault) => new(fault switch
    {
        CsvRecordTooLargeException => $"{path}: row {row} is longer than {LongestRecord / 1024 / 1024} MB. A closing quote is probably missing.",
        DecoderFallbackException => $"{path}: near row {row} bytes are not of the stated encoding. State the right 'encoding' under 'format' in the source.",
        _ => $"{path}: row {row} is not well formed: a quote is not closed, or stands inside a cell. The file is cut off or damaged; export it again.",
    });
}
