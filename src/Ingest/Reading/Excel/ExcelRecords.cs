using System.Globalization;
using System.Text;
using ExcelDataReader;
using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Excel;

/// <summary>A sheet of an Excel workbook (.xlsx, .xls) as records. Formulas give the values that Excel kept beside them.</summary>
internal sealed class ExcelRecords : IRecordReader
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly IExcelDataReader _reader;
    private readonly string _sheet;
    private readonly List<FileFact> _facts;
    private readonly char[] _text = new char[40];
    private readonly int _first;
    private readonly List<StrayCell>? _stray;

    static ExcelRecords() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private ExcelRecords(string path, FileStream stream, IExcelDataReader reader, string? sheet, Dialect? tool, bool keepsStray)
    {
        (_path, _stream, _reader) = (path, stream, reader);
        _stray = keepsStray ? [] : null;
        (_sheet, _facts) = GoToSheet(sheet);
        (Columns, _first) = Headings();
        Dialect = tool ?? DialectDetection.Of(Columns);
        if (Dialect != Dialect.Plain)
            _facts.Add(new FileFact("written by", Dialect.Name));
    }

    /// <inheritdoc/>
    public IReadOnlyList<FileColumn> Columns { get; }

    /// <inheritdoc/>
    public IReadOnlyList<FileFact> Facts => _facts;

    /// <inheritdoc/>
    public Dialect Dialect { get; }

    /// <inheritdoc/>
    public int Row { get; private set; }

    /// <summary>The sheet that is read.</summary>
    public string Sheet => _sheet;

    /// <summary>Cells that are merged into one, by the records' columns.</summary>
    public IReadOnlyList<MergedCells> Merged => (_reader.MergeCells ?? [])
        .Select(range => new MergedCells(range.FromRow + 1, range.ToRow + 1, range.FromColumn - _first, range.ToColumn - _first)).ToList();

    /// <summary>Cells without a heading that were read past so far.</summary>
    public IReadOnlyList<StrayCell> Stray => _stray ?? (IReadOnlyList<StrayCell>)[];

    /// <summary>The names of a workbook's sheets that aren't hidden, in order, each with whether it holds anything.</summary>
    /// <exception cref="InputFault">It isn't a workbook, or is locked.</exception>
    public static IReadOnlyList<(string Name, bool IsEmpty)> Sheets(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        ZipGuard.Check(path, stream);
        stream.Position = 0;
        using var reader = Guarded(path, () => ExcelReaderFactory.CreateReader(stream, new ExcelReaderConfiguration { LeaveOpen = true }));
        var sheets = new List<(string, bool)>();
        do
        {
            if (reader.VisibleState == "visible")
                sheets.Add((reader.Name, !Guarded(path, () => HoldsAnything(reader))));
        }
        while (Guarded(path, reader.NextResult));
        return sheets;
    }

    /// <summary>Opens a workbook.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sheet">The sheet; null for the first that isn't hidden.</param>
    /// <param name="tool">The survey tool that wrote it; null to find it out.</param>
    /// <param name="keepsStray">Whether cells without a heading are noted in <see cref="Stray"/>; otherwise they refuse the file.</param>
    /// <exception cref="InputFault">It isn't a workbook, is locked, or has no such sheet or no headings.</exception>
    public static ExcelRecords Open(string path, string? sheet, Dialect? tool = null, bool keepsStray = false)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            ZipGuard.Check(path, stream);
            stream.Position = 0;
            var reader = Guarded(path, () => ExcelReaderFactory.CreateReader(stream, new ExcelReaderConfiguration { LeaveOpen = true }));
            return new ExcelRecords(path, stream, reader, sheet, tool, keepsStray);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public char DecimalMark => '.';

    /// <inheritdoc/>
    public bool Read()
    {
        while (Guarded(_path, _reader.Read))
        {
            Row++;
            if (!IsEmptyRow())
            {
                LookAtCellsWithoutHeading();
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public CellKind Kind(int column) => Value(column) switch
    {
        null or "" => CellKind.Blank,
        string => CellKind.Text,
        bool => CellKind.Truth,
        DateTime => CellKind.Moment,
        _ => CellKind.Number,
    };

    /// <inheritdoc/>
    public ReadOnlySpan<char> Cell(int column)
    {
        var length = 0;
        switch (Value(column))
        {
            case null:
                return [];
            case string text:
                return text;
            case bool truth:
                return truth ? "true" : "false";
            case DateTime moment:
                moment.TryFormat(_text, out length, moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                return _text.AsSpan(0, length);
            default:
                Number(column).TryFormat(_text, out length, "R", CultureInfo.InvariantCulture);
                return _text.AsSpan(0, length);
        }
    }

    /// <inheritdoc/>
    public double Number(int column) => Value(column) switch
    {
        double number => number,
        int number => number,
        TimeSpan duration => duration.TotalSeconds,
        _ => double.NaN,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private object? Value(int column)
    {
        var index = _first + column;
        return index < _reader.FieldCount ? _reader.GetValue(index) : null;
    }

    private (string Sheet, List<FileFact> Facts) GoToSheet(string? wanted)
    {
        var names = new List<(string Name, bool Hidden)>();
        do
            names.Add((_reader.Name, _reader.VisibleState != "visible"));
        while (Guarded(_path, _reader.NextResult));
        var place = wanted is null ? names.FindIndex(sheet => !sheet.Hidden) : names.FindIndex(sheet => sheet.Name == wanted);
        if (place < 0)
            throw new InputFault($"{_path}: the workbook has no {(wanted is null ? "visible sheet" : $"sheet '{wanted}'")}; it has {string.Join(", ", names.Select(sheet => sheet.Name))}. State 'sheet' under 'format' in the source.");
        Guarded(_path, () =>
        {
            _reader.Reset();
            return true;
        });
        for (var index = 0; index < place; index++)
            _reader.NextResult();
        var facts = new List<FileFact> { new("kind", "Excel workbook"), new("sheet", names[place].Name) };
        facts.AddRange(names.Where((_, index) => index != place).Select(sheet => new FileFact(sheet.Hidden ? "hidden sheet, not read" : "other sheet, not read", sheet.Name)));
        return (names[place].Name, facts);
    }

    private (IReadOnlyList<FileColumn> Columns, int First) Headings()
    {
        while (Guarded(_path, _reader.Read))
        {
            Row++;
            if (IsEmptyRow())
                continue;
            var names = Enumerable.Range(0, _reader.FieldCount).Select(index => Convert.ToString(_reader.GetValue(index), CultureInfo.InvariantCulture)?.Trim() ?? "").ToList();
            var first = names.FindIndex(name => name.Length > 0);
            var last = names.FindLastIndex(name => name.Length > 0);
            names = names[first..(last + 1)];
            var unnamed = names.IndexOf("");
            if (unnamed >= 0)
            {
                var place = first + unnamed;
                var merged = _reader.MergeCells?.Any(range => range.FromRow <= Row - 1 && range.ToRow >= Row - 1 && range.FromColumn < place && range.ToColumn >= place) ?? false;
                throw new InputFault(
                    $"{_path}: sheet {_sheet}, row {Row}, column {Letters(place)} has no heading{(merged ? ": the heading to its left is merged over it" : "")}. Give each column a name of its own.");
            }

            if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } doubled)
                throw new InputFault($"{_path}: sheet {_sheet}, row {Row} has the heading '{doubled.Key}' {doubled.Count()} times. Give each column a name of its own.");
            return (names.Select(name => new FileColumn(name)).ToList(), first);
        }

        throw new InputFault($"{_path}: sheet {_sheet} is empty. Expected a row of column headings and then data rows.");
    }

    private bool IsEmptyRow()
    {
        for (var index = 0; index < _reader.FieldCount; index++)
        {
            if (_reader.GetValue(index) is not (null or ""))
                return false;
        }

        return true;
    }

    private static bool HoldsAnything(IExcelDataReader reader)
    {
        while (reader.Read())
        {
            if (Enumerable.Range(0, reader.FieldCount).Any(index => reader.GetValue(index) is not (null or "")))
                return true;
        }

        return false;
    }

    private void LookAtCellsWithoutHeading()
    {
        for (var index = 0; index < _reader.FieldCount; index++)
        {
            if ((index >= _first && index < _first + Columns.Count) || _reader.GetValue(index) is null or "")
                continue;
            if (_stray is null)
                throw new InputFault($"{_path}: sheet {_sheet}, row {Row}, column {Letters(index)} holds something and has no heading. Give the column a heading, or empty it.");
            _stray.Add(new StrayCell(Row, Letters(index)));
        }
    }

    private static string Letters(int column) => (column >= 26 ? Letters(column / 26 - 1) : "") + (char)('A' + column % 26);

    // Whatever a damaged workbook makes the library throw is one fault to a reader.
    private static T Guarded<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception fault) when (fault is not (InputFault or OutOfMemoryException or OperationCanceledException))
        {
            throw new InputFault(fault is ExcelDataReader.Exceptions.InvalidPasswordException
                ? $"{path}: the workbook is locked with a password. Save it without one."
                : $"{path}: this is not a workbook that can be read; it is damaged or cut off. Open it in Excel and save it again.");
        }
    }
}

/// <summary>Cells that are merged into one. Rows from 1; columns from 0, as the records count them.</summary>
internal sealed record MergedCells(int FirstRow, int LastRow, int FirstColumn, int LastColumn);

/// <summary>A cell under no heading.</summary>
/// <param name="Row">Row in the file, from 1.</param>
/// <param name="Column">The column's letters.</param>
internal sealed record StrayCell(int Row, string Column);
