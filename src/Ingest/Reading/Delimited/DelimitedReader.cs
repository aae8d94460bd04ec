using System.Globalization;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Delimited;

/// <summary>Reads delimited text (CSV, TSV) with a row of headings.</summary>
public sealed class DelimitedReader : IDisposable
{
    private readonly string _path;
    private readonly StreamReader _text;
    private readonly DelimitedTokens _tokens;
    private readonly DelimitedFormat _format;
    private readonly int _width;
    private readonly List<FileFact> _filledIn = [];

    private DelimitedReader(string path, StreamReader text, DelimitedTokens tokens, DelimitedFormat format, bool hasTextsAbove)
    {
        (_path, _text, _tokens, _format) = (path, text, tokens, format);
        DecimalMark = format.DecimalMark!.Value;
        if (format.HasSeparatorLine)
            tokens.Read();
        if (hasTextsAbove)
            TextsAbove = Above();
        (Columns, _width) = Headings();
    }

    /// <summary>The headings.</summary>
    public IReadOnlyList<FileColumn> Columns { get; private set; }

    /// <summary>How the file is written, nothing left open.</summary>
    internal DelimitedFormat Format => _format;

    /// <summary>How the file is written.</summary>
    public IReadOnlyList<FileFact> Facts =>
    [
        new("kind", "delimited text"),
        new("encoding", _format.Encoding switch
        {
            TextEncoding.Utf8 => "UTF-8",
            TextEncoding.Windows1252 => "Windows-1252",
            _ => "UTF-16",
        }),
        new("separator", _format.Separator == '\t' ? "tab" : _format.Separator!.Value.ToString()),
        new("quote", _format.Quote!.Value.ToString()),
        new("decimal", DecimalMark.ToString()),
        new("line end", _tokens.LineEnd),
        .. _filledIn,
    ];

    /// <summary>As stated, or as found.</summary>
    public char DecimalMark { get; set; }

    /// <summary>What stands in the row above the headings; empty when there is none.</summary>
    public IReadOnlyList<string> TextsAbove { get; } = [];

    /// <summary>Whether a cell without quotes and text was never stored, as in LimeSurvey's exports.</summary>
    public bool BareMeansAbsent { get; set; }

    /// <summary>The current record's row, from 1.</summary>
    public int Row => _tokens.Row;

    /// <summary>Opens the file and reads its headings.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">What a first pass told of its bytes.</param>
    /// <param name="stated">How it is written; what is null there is found out.</param>
    /// <param name="hasTextsAbove">Whether a row of texts stands above the headings.</param>
    /// <exception cref="InputFault">The file is empty, of another encoding, or has no usable headings.</exception>
    public static DelimitedReader Open(string path, FileFingerprint fingerprint, DelimitedFormat stated, bool hasTextsAbove = false)
    {
        if (fingerprint.Length == 0)
            throw new InputFault($"{path}: the file is empty. Expected a row of column headings and then data rows; export it again.");
        var format = DelimitedDetection.Complete(path, fingerprint, stated);
        if (format.Encoding == TextEncoding.Utf8 && fingerprint.FirstInvalidUtf8Line is { } line)
        {
            throw new InputFault(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: line {line} is not UTF-8. Export the file as UTF-8, " +
                $"or state the encoding it has (for Excel in the Netherlands usually 'encoding: windows1252') under 'format' in the source."));
        }

        // Detection by the mark would put a lenient encoding in the strict one's place; the strict one skips its own mark.
        var text = new StreamReader(path, StrictEncodings.Get(format.Encoding!.Value), detectEncodingFromByteOrderMarks: false, Room(fingerprint.Length));
        try
        {
            return new DelimitedReader(path, text, new DelimitedTokens(path, text, format.Separator!.Value, format.Quote!.Value, Room(fingerprint.Length)), format, hasTextsAbove);
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    // Small files are many; each would cost buffers of which it fills a corner.
    private static int Room(long length) => (int)Math.Clamp(length + 1, 1 << 10, 1 << 16);

    /// <summary>Refuses headings that occur twice; where the columns have keys of their own they may.</summary>
    /// <exception cref="InputFault">Two columns have the same heading.</exception>
    public void RefuseDoubledHeadings()
    {
        var doubled = Columns.GroupBy(column => column.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (doubled is not null)
            throw new InputFault(string.Create(CultureInfo.InvariantCulture, $"{_path}: row {Row} has the heading '{VisibleText.Of(doubled.Key)}' {doubled.Count()} times. Give each column a name of its own."));
    }

    /// <summary>Numbers headings that occur twice when headings are filled in, and refuses them otherwise.</summary>
    /// <exception cref="InputFault">Two columns have the same heading.</exception>
    internal void SettleDoubledHeadings()
    {
        if (!_format.FillsInHeadings)
            RefuseDoubledHeadings();
        else
            Columns = HeadingNames.Numbered(Columns.Select(column => column.Name).ToList(), _filledIn).Select(name => new FileColumn(name)).ToList();
    }

    /// <summary>Moves to the next record.</summary>
    public bool Read()
    {
        do
        {
            if (!_tokens.Read())
                return false;
        }
        // Some tools end their files with blank lines.
        while (_tokens.IsEmptyLine && Columns.Count > 1);

        // A separator after the last cell is no cell.
        if (_tokens.Count != _width && !(_tokens.Count == _width + 1 && _tokens.Cell(_width).IsEmpty) && !(_tokens.Count == Columns.Count))
        {
            throw new InputFault(string.Create(
                CultureInfo.InvariantCulture,
                $"{_path}: row {Row} has {_tokens.Count} cells, the headings are {Columns.Count}. " +
                $"The file is cut off or damaged, or a cell holds the separator without quotes; export it again."));
        }

        for (var index = Columns.Count; index < _tokens.Count; index++)
        {
            if (!_tokens.Cell(index).IsEmpty)
                throw new InputFault(string.Create(CultureInfo.InvariantCulture, $"{_path}: row {Row}: cell {index + 1} holds something and its column has no heading. Give the column a heading."));
        }

        return true;
    }

    /// <summary>What a cell holds.</summary>
    public CellKind Kind(int column) => !_tokens.Cell(column).IsEmpty
        ? CellKind.Text
        : BareMeansAbsent && !_tokens.IsQuoted(column) ? CellKind.Absent : CellKind.Blank;

    /// <summary>A cell's text.</summary>
    public ReadOnlySpan<char> Cell(int column) => _tokens.Cell(column);

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();

    private List<string> Above()
    {
        ReadFilledLine();
        return Enumerable.Range(0, _tokens.Count).Select(index => _tokens.Cell(index).ToString()).ToList();
    }

    private void ReadFilledLine()
    {
        do
        {
            if (!_tokens.Read())
                throw new InputFault($"{_path}: the file holds only line ends. Expected a row of column headings and then data rows; export it again.");
        }
        while (_tokens.IsEmptyLine);
    }

    private (IReadOnlyList<FileColumn> Columns, int Width) Headings()
    {
        ReadFilledLine();

        var names = Enumerable.Range(0, _tokens.Count).Select(index => _tokens.Cell(index).ToString().Trim()).ToList();
        var width = names.Count;
        // A separator at the row's end makes a column without a name.
        while (names.Count > 1 && names[^1].Length == 0)
            names.RemoveAt(names.Count - 1);
        if (_format.FillsInHeadings)
            names = HeadingNames.Filled(names, index => (index + 1).ToString(CultureInfo.InvariantCulture), _filledIn);
        var unnamed = names.IndexOf("");
        if (unnamed >= 0)
            throw new InputFault(string.Create(CultureInfo.InvariantCulture, $"{_path}: row {Row}: column {unnamed + 1} has no heading. Give each column a name of its own."));
        if (names.Count == 1 && names[0].AsSpan().IndexOfAny(",;\t|") >= 0)
        {
            throw new InputFault(
                $"{_path}: row {Row} holds one column when split at '{_format.Separator}'. " +
                "The file seems to use another separator: state it as 'separator' under 'format' in the source.");
        }

        return (names.Select(name => new FileColumn(name)).ToList(), width);
    }
}
