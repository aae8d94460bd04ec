using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ExcelDataReader;
using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Excel;

/// <summary>A sheet of an Excel workbook (.xlsx, .xls) as records. Formulas give the values that Excel kept beside them.</summary>
internal sealed partial class ExcelRecords : IRecordReader
{
    // Excel's own limits.
    private const int MostColumns = 16_384;
    private const int MostRows = 1_048_576;
    private const int MostSheets = 1_000;

    // Cells between what a sheet holds cost time and nothing in the file: so many are read past, and so many for each byte.
    private const long MostEmptyCells = 20_000_000;
    private const long MostCellsPerByte = 32;
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly IExcelDataReader _reader;
    private readonly string _sheet;
    private readonly List<FileFact> _facts;
    private readonly char[] _text = new char[40];
    private readonly int _first;
    private readonly HashSet<(int Row, int Column)> _troubles;
    private readonly bool _missesDaysFrom1904;
    private readonly bool _fillsInHeadings;
    private readonly List<StrayCell>? _stray;

    static ExcelRecords() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private ExcelRecords(string path, FileStream stream, IExcelDataReader reader, long unpacked, string? sheet, Dialect? tool, bool keepsStray, bool fillsInHeadings)
    {
        (_path, _stream, _reader, _fillsInHeadings) = (path, stream, reader, fillsInHeadings);
        _stray = keepsStray ? [] : null;
        (_sheet, _facts) = GoToSheet(sheet);
        _troubles = Guarded(path, () => SheetTroubles.Find(stream, _sheet));
        _missesDaysFrom1904 = Guarded(path, () => DaysFrom1904.AreMissed(stream));
        RefuseFarPlaces(unpacked);
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
    /// <param name="fillsInHeadings">Whether columns without a heading of their own get a name, and empty sheets are passed over; otherwise they refuse the file.</param>
    /// <exception cref="InputFault">It isn't a workbook, is locked, or has no such sheet or no headings.</exception>
    public static ExcelRecords Open(string path, string? sheet, Dialect? tool = null, bool keepsStray = false, bool fillsInHeadings = false)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            var unpacked = ZipGuard.Check(path, stream);
            stream.Position = 0;
            CompoundGuard.Check(path, stream);
            stream.Position = 0;
            var reader = Guarded(path, () => ExcelReaderFactory.CreateReader(stream, new ExcelReaderConfiguration { LeaveOpen = true }));
            return new ExcelRecords(path, stream, reader, unpacked, sheet, tool, keepsStray, fillsInHeadings);
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
        while (ReadRow())
        {
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
        Trouble => CellKind.Error,
        null or "" => CellKind.Blank,
        string => CellKind.Text,
        bool => CellKind.Truth,
        DateTime => CellKind.Moment,
        TimeSpan => CellKind.Duration,
        _ => CellKind.Number,
    };

    /// <inheritdoc/>
    public ReadOnlySpan<char> Cell(int column)
    {
        var length = 0;
        switch (Value(column))
        {
            case null or Trouble:
                return [];
            case TimeSpan time:
                // Hours go on beyond a day, as Excel's [h]:mm:ss shows them.
                var seconds = (long)Math.Round(time.TotalSeconds);
                var sign = seconds < 0 ? "-" : "";
                seconds = Math.Abs(seconds);
                _text.AsSpan().TryWrite(CultureInfo.InvariantCulture, $"{sign}{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}", out length);
                return _text.AsSpan(0, length);
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

    // Stands for a cell that holds an error, or a formula without its value.
    private sealed class Trouble
    {
        public static Trouble Here { get; } = new();
    }

    private object? Value(int column)
    {
        var index = _first + column;
        if (index >= _reader.FieldCount)
            return null;
        return Stored(index) switch
        {
            null => _troubles.Contains((Row, index)) ? Trouble.Here : null,
            DateTime moment when moment.Date is { Year: 1899 } or { Year: 1904, DayOfYear: 1 } && IsTimeOfDay(_reader.GetNumberFormatString(index)) => moment.TimeOfDay,
            // A moment with an offset is written in the strict form of the format; the sheet shows its own clock.
            DateTimeOffset moment => moment.DateTime,
            var value => value,
        };
    }

    private object? Stored(int index) => _reader.GetValue(index) switch
    {
        DateTime moment when _missesDaysFrom1904 => DaysFrom1904.Meant(moment),
        var value => value,
    };

    private bool ReadRow()
    {
        try
        {
            Row++;
            return _reader.Read();
        }
        catch (Exception fault) when (fault is not (InputFault or OutOfMemoryException or OperationCanceledException))
        {
            throw new InputFault($"{_path}: sheet {_sheet}, row {Row}: the workbook is damaged or cut off here. Open it in Excel and save it again.");
        }
    }

    // A time without a day is stored as one on the epoch's first day; its format shows neither day nor year.
    private static bool IsTimeOfDay(string? format) =>
        format is not null && Literals().Replace(format, "") is var plain && plain.AsSpan().IndexOfAny("hHsS") >= 0 && plain.AsSpan().IndexOfAny("yYdD") < 0;

    private (string Sheet, List<FileFact> Facts) GoToSheet(string? wanted)
    {
        if (_reader.ResultsCount is 0 or > MostSheets)
            throw new InputFault($"{_path}: the workbook has {(_reader.ResultsCount == 0 ? "no sheet; it is damaged" : $"more than {MostSheets} sheets")}. Open it in Excel and save the sheet with the data by itself.");
        var names = new List<(string Name, bool Hidden, bool Empty)>();
        do
            names.Add((VisibleText.Of(_reader.Name ?? ""), _reader.VisibleState != "visible", _fillsInHeadings && wanted is null && Guarded(_path, IsEmptySheet)));
        while (Guarded(_path, _reader.NextResult));
        var place = wanted is null ? FirstToRead(names) : names.FindIndex(sheet => sheet.Name == wanted);
        if (place < 0)
            throw new InputFault($"{_path}: the workbook has no {(wanted is null ? "visible sheet" : $"sheet '{VisibleText.Of(wanted)}'")}; it has {string.Join(", ", names.Select(sheet => sheet.Name))}. State 'sheet' under 'format' in the source.");
        Guarded(_path, () =>
        {
            _reader.Reset();
            return true;
        });
        for (var index = 0; index < place; index++)
            _reader.NextResult();
        var facts = new List<FileFact> { new("kind", "Excel workbook"), new("sheet", names[place].Name) };
        facts.AddRange(names.Where((_, index) => index != place).Select(sheet => new FileFact(sheet.Hidden ? "hidden sheet, not read" : sheet.Empty ? "empty sheet, not read" : "other sheet, not read", sheet.Name)));
        return (names[place].Name, facts);
    }

    // When all are empty the first is read, and refused.
    private static int FirstToRead(List<(string Name, bool Hidden, bool Empty)> sheets) =>
        sheets.FindIndex(sheet => !sheet.Hidden && !sheet.Empty) is var filled and >= 0 ? filled : sheets.FindIndex(sheet => !sheet.Hidden);

    // A sheet with far places isn't looked through: it is refused when it is read.
    private bool IsEmptySheet() => (long)_reader.FieldCount * _reader.RowCount <= MostEmptyCells && !HoldsAnything(_reader);

    private void RefuseFarPlaces(long unpacked)
    {
        if (_reader.FieldCount is < 0 or > MostColumns || _reader.RowCount is < 0 or > MostRows)
            throw new InputFault($"{_path}: sheet {_sheet}: a cell stands beyond Excel's last row ({MostRows}) or column ({MostColumns}). The workbook is damaged; open it in Excel and save it again.");
        if ((long)_reader.FieldCount * _reader.RowCount > MostEmptyCells + MostCellsPerByte * unpacked)
        {
            throw new InputFault(
                $"{_path}: sheet {_sheet}: its last cell is in row {_reader.RowCount}, column {Letters(_reader.FieldCount - 1)}, and nearly all cells before it are empty. " +
                "Delete the empty rows and columns, and what stands beyond them, and save it again.");
        }
    }

    private (IReadOnlyList<FileColumn> Columns, int First) Headings()
    {
        while (ReadRow())
        {
            if (IsEmptyRow())
                continue;
            var names = Enumerable.Range(0, _reader.FieldCount).Select(index => Heading(Stored(index))).ToList();
            if (_fillsInHeadings)
                SpreadMerged(names);
            var first = _fillsInHeadings ? 0 : names.FindIndex(name => name.Length > 0);
            var last = names.FindLastIndex(name => name.Length > 0);
            names = names[first..(last + 1)];
            if (_fillsInHeadings)
                names = HeadingNames.Numbered(HeadingNames.Filled(names, Letters, _facts), _facts);
            var unnamed = names.IndexOf("");
            if (unnamed >= 0)
            {
                var place = first + unnamed;
                var merged = _reader.MergeCells?.Any(range => range.FromRow <= Row - 1 && range.ToRow >= Row - 1 && range.FromColumn < place && range.ToColumn >= place) ?? false;
                throw new InputFault(
                    $"{_path}: sheet {_sheet}, row {Row}, column {Letters(place)} has no heading{(merged ? ": the heading to its left is merged over it" : "")}. Give each column a name of its own.");
            }

            if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } doubled)
                throw new InputFault($"{_path}: sheet {_sheet}, row {Row} has the heading '{VisibleText.Of(doubled.Key)}' {doubled.Count()} times. Give each column a name of its own.");
            return (names.Select(name => new FileColumn(name)).ToList(), first);
        }

        throw new InputFault($"{_path}: sheet {_sheet} is empty. Expected a row of column headings and then data rows.");
    }

    // A heading that is merged over several columns counts for each.
    private void SpreadMerged(List<string> names)
    {
        foreach (var range in (_reader.MergeCells ?? []).Where(range => range.FromRow <= Row - 1 && range.ToRow >= Row - 1 && range.FromColumn < names.Count))
        {
            for (var index = range.FromColumn + 1; index <= Math.Min(range.ToColumn, names.Count - 1); index++)
                names[index] = names[index].Length > 0 ? names[index] : names[range.FromColumn];
        }
    }

    private static string Heading(object? value) => value switch
    {
        DateTime moment => moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)?.Trim() ?? "",
    };

    private bool IsEmptyRow()
    {
        for (var index = 0; index < _reader.FieldCount; index++)
        {
            if (_reader.GetValue(index) is not (null or "") || _troubles.Contains((Row, index)))
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

    // In a number format: quoted text, escaped characters, and what stands in brackets but elapsed time.
    [GeneratedRegex("""
        "[^"]*"|\\.|\[(?!(h+|m+|s+)\])[^\]]*\]
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Literals();

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
