using LobResearch.Ingest.Reading.Delimited;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Dialects;

/// <summary>
/// A delimited file as its survey tool means it: Qualtrics' second and third row of headings become labels and keys,
/// LimeSurvey's bare cells are told from empty ones, its protecting apostrophe is taken off and its VV files' marks are read.
/// </summary>
internal sealed class DialectRecords : IRecordReader
{
    private readonly DelimitedReader _reader;
    private readonly int _describing;

    private readonly bool _isVv;

    private DialectRecords(string path, DelimitedReader reader, int describing, Dialect? tool)
    {
        (_reader, _describing) = (reader, describing);
        _isVv = reader.TextsAbove.Count > 0;
        if (describing == 0)
            reader.SettleDoubledHeadings();
        Columns = describing > 0 ? Described(path)
            : _isVv ? reader.Columns.Select((column, index) => column with { Label = index < reader.TextsAbove.Count ? VvText.Plain(reader.TextsAbove[index]) : null }).ToList()
            : CodeAndText.Split(reader.Columns) ?? reader.Columns;
        Dialect = tool ?? DialectDetection.Of(Columns);
        reader.BareMeansAbsent = Dialect == Dialect.LimeSurvey && !_isVv;
    }

    /// <inheritdoc/>
    public Dialect Dialect { get; }

    /// <inheritdoc/>
    public IReadOnlyList<FileColumn> Columns { get; }

    /// <inheritdoc/>
    public IReadOnlyList<FileFact> Facts =>
    [
        .. _reader.Facts,
        new("written by", Dialect.Name),
        .. _describing > 0 || _isVv ? [new FileFact("rows of headings", (_isVv ? 2 : _describing + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))] : Array.Empty<FileFact>(),
    ];

    /// <inheritdoc/>
    public char DecimalMark => _reader.DecimalMark;

    /// <inheritdoc/>
    public int Row => _reader.Row;

    /// <summary>Opens a delimited file and finds out which tool wrote it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fingerprint">What a first pass told of its bytes.</param>
    /// <param name="stated">How it is written; what is null there is found out.</param>
    /// <param name="tool">The survey tool that wrote it; null to find it out.</param>
    /// <exception cref="InputFault">It can't be read.</exception>
    public static DialectRecords Open(string path, FileFingerprint fingerprint, DelimitedFormat stated, Dialect? tool)
    {
        var isVv = tool is null || tool == Dialect.LimeSurvey ? VvText.IsVvFile(path, fingerprint, stated) : false;
        if (isVv)
            stated = stated with { Separator = '\t' };
        var describing = 0;
        var found = stated;
        if (!isVv)
        {
            // Looking for headings needs no decimal mark, and finding that takes the longest.
            using var ahead = DelimitedReader.Open(path, fingerprint, stated with { DecimalMark = '.' });
            (describing, found) = (DescribingRows(ahead), ahead.Format with { DecimalMark = stated.DecimalMark });
        }

        var reader = DelimitedReader.Open(path, fingerprint, found, isVv);
        try
        {
            var records = new DialectRecords(path, reader, describing, tool);
            // Qualtrics writes the codes of several answers as 1,4: that comma is no decimal mark.
            if (records.Dialect == Dialect.Qualtrics && stated.DecimalMark is null)
                reader.DecimalMark = '.';
            return records;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Read() => _reader.Read();

    /// <inheritdoc/>
    public CellKind Kind(int column) => _isVv && VvText.IsNotShown(_reader.Cell(column)) ? CellKind.Absent : _reader.Kind(column);

    /// <inheritdoc/>
    public ReadOnlySpan<char> Cell(int column)
    {
        var cell = _reader.Cell(column);
        if (_isVv)
            return VvText.IsNotShown(cell) ? [] : cell.Contains('{') ? VvText.Plain(cell.ToString()) : cell;
        // LimeSurvey puts an apostrophe before what a spreadsheet would take for a formula.
        return Dialect == Dialect.LimeSurvey && cell is ['\'', '=' or '+' or '-' or '@', ..] ? cell[1..] : cell;
    }

    /// <inheritdoc/>
    public double Number(int column) => double.NaN;

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    // Looking ahead must not tell of faults that stand further down: the real reading does, in order.
    private static int DescribingRows(DelimitedReader ahead)
    {
        try
        {
            return DialectDetection.DescribingRows(ahead);
        }
        catch (InputFault)
        {
            return 0;
        }
    }

    private List<FileColumn> Described(string path)
    {
        var columns = _reader.Columns.ToList();
        for (var row = 1; row <= _describing; row++)
        {
            if (!_reader.Read())
                throw new InputFault($"{path}: row {_reader.Row}: the file ends inside its headings. Export it again.");
            for (var index = 0; index < columns.Count; index++)
            {
                var text = _reader.Cell(index).ToString();
                columns[index] = row == _describing
                    ? columns[index] with { Key = ImportId.Read(text), TimeZone = ImportId.TimeZone(text) }
                    : columns[index] with { Label = text };
            }
        }

        var doubled = columns.Where(column => column.Key is not null).GroupBy(column => column.Key, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return doubled is null
            ? WithNamesOfTheirOwn(path, columns)
            : throw new InputFault($"{path}: row {_reader.Row}: two columns have the ImportId '{VisibleText.Of(doubled.Key!)}'. Export the file again without changing its headings.");
    }

    // Names can be doubled in a survey that was edited; the keys never are.
    private static List<FileColumn> WithNamesOfTheirOwn(string path, List<FileColumn> columns)
    {
        var doubled = columns.GroupBy(column => column.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).ToList();
        if (doubled.Find(group => group.Any(column => column.Key is null)) is { } unclear)
            throw new InputFault($"{path}: row 1 has the heading '{VisibleText.Of(unclear.Key)}' {unclear.Count()} times, and not each of them has an ImportId. Give each column a name of its own.");
        var names = doubled.Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        return columns.Select(column => names.Contains(column.Name) ? column with { Name = $"{column.Name} ({column.Key})" } : column).ToList();
    }
}
