using System.Globalization;
using System.Text.RegularExpressions;

namespace LobResearch.Ingest.Reading;

/// <summary>Counts what a column's cells are, row by row.</summary>
internal sealed partial class ColumnTally
{
    private const int LongestValue = 40;
    private static readonly string[] DayFormats = ["yyyy-MM-dd", "dd-MM-yyyy", "d-M-yyyy", "dd/MM/yyyy", "yyyy/MM/dd"];
    private static readonly string[] MomentFormats =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "dd-MM-yyyy HH:mm:ss", "dd-MM-yyyy HH:mm", "d-M-yyyy H:mm:ss", "d-M-yyyy H:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    private readonly FileColumn _column;
    private readonly int _index;
    private readonly char _decimal;
    private readonly char _otherDecimal;
    private readonly string[] _momentFormats;
    private readonly double[] _missingNumbers;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _missingTexts;
    private readonly bool _hasMissingTexts;
    private long _absent;
    private long _blank;
    private long _userMissing;
    private long _numbers;
    private long _durations;
    private long _texts;
    private long _textNumbers;
    private long _otherNumbers;
    private long _textDays;
    private long _textMoments;
    private long _truths;
    private long _moments;
    private long _errors;
    private bool _timed;
    private bool _leadingZero;
    private bool _thousands;
    private double _sum;
    private double _rest;
    private long _summed;

    /// <param name="column">The column.</param>
    /// <param name="index">Its place.</param>
    /// <param name="records">The file.</param>
    public ColumnTally(FileColumn column, int index, IRecordReader records)
    {
        (_column, _index, _decimal) = (column, index, records.DecimalMark);
        _otherDecimal = _decimal == ',' ? '.' : ',';
        _momentFormats = [.. MomentFormats, .. records.Dialect.MomentFormats.Except(MomentFormats, StringComparer.Ordinal)];
        _missingNumbers = column.Missing.Values.Select(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToArray();
        _missingTexts = new HashSet<string>(column.Missing.Values, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _hasMissingTexts = column.Missing.Values.Count > 0 || column.Missing.TextRange is not null;
    }

    public void Add(IRecordReader records)
    {
        switch (records.Kind(_index))
        {
            case CellKind.Absent:
                _absent++;
                return;
            case CellKind.Blank:
                _blank++;
                return;
            case CellKind.Error:
                _errors++;
                _blank++;
                return;
            case CellKind.Number:
                _numbers++;
                AddNumber(records.Number(_index));
                return;
            case CellKind.Duration:
                _durations++;
                AddNumber(records.Number(_index));
                return;
            case CellKind.Truth:
                _truths++;
                return;
            case CellKind.Moment:
                _moments++;
                _timed |= records.Cell(_index).Length > 10;
                if (!_column.Missing.IsEmpty && IsMissing(records.Number(_index)))
                    _userMissing++;
                return;
            default:
                AddText(records.Cell(_index));
                return;
        }
    }

    public object? Value(IRecordReader records) => records.Kind(_index) switch
    {
        CellKind.Absent or CellKind.Blank or CellKind.Error => null,
        CellKind.Number or CellKind.Duration => records.Number(_index),
        CellKind.Truth => records.Cell(_index) is "true",
        _ => records.Cell(_index).ToString(),
    };

    /// <summary>A shown cell in the kind that the whole column turned out to have.</summary>
    public object? Typed(object? value) =>
        value is string text && Type == FileColumnType.Numeric && TryNumber(text.AsSpan().Trim(), _decimal, out var number) ? number : value;

    public ColumnSummary Summary() => new(_column, Type, _absent, _blank, _userMissing, _summed > 0 ? (_sum + _rest) / _summed : double.NaN, Notes().ToList());

    private FileColumnType Type => _column.Type ?? Found();

    private FileColumnType Found()
    {
        var filled = _numbers + _durations + _texts + _truths + _moments;
        if (filled == 0)
            return FileColumnType.Empty;
        if (_truths == filled)
            return FileColumnType.Boolean;
        if (_durations == filled)
            return FileColumnType.Duration;
        if (_moments + _textDays + _textMoments == filled)
            return _timed || _textMoments > 0 ? FileColumnType.DateTime : FileColumnType.Date;
        // 0012 is a code: as a number it would lose what tells it apart.
        if (_numbers + _textNumbers == filled && !_leadingZero)
            return FileColumnType.Numeric;
        return FileColumnType.String;
    }

    private IEnumerable<string> Notes()
    {
        if (Mixture() is { } mixture)
            yield return mixture;
        if (_errors > 0)
            yield return Cells(_errors, "holds", "hold") + " an error of the spreadsheet such as #DIV/0!, or a formula without its value; counted as empty";
        if (_thousands)
            yield return "numbers are written with a mark between thousands";
        if (_otherNumbers > 0 && _numbers == 0 && _otherNumbers + _textNumbers == _texts && Type == FileColumnType.String)
        {
            yield return Cells(_otherNumbers, "is a number", "are numbers") +
                $" only if the decimal mark is '{_otherDecimal}' rather than '{_decimal}'; state it if that is how the file is written";
        }
    }

    private string? Mixture()
    {
        var parts = new List<string>();
        if (_numbers > 0)
            parts.Add(Cells(_numbers, "holds a number", "hold numbers"));
        if (_moments > 0)
            parts.Add(Cells(_moments, "holds a date", "hold dates"));
        if (_durations > 0)
            parts.Add(Cells(_durations, "holds a time", "hold times"));
        if (_truths > 0)
            parts.Add(Cells(_truths, "holds true or false", "hold true or false"));
        if (_texts > 0 && parts.Count > 0)
            parts.Add(Cells(_texts, "holds text", "hold text") + TextKinds());
        if (parts.Count > 1)
            return string.Join(", ", parts);
        // In a text file every cell is text; what most of them are is what the others should be, too.
        return parts.Count == 0 && Type == FileColumnType.String && !_leadingZero && _textNumbers * 2 > _texts
            ? string.Create(CultureInfo.InvariantCulture, $"{_textNumbers} of {_texts} cells are numbers, the others are text")
            : null;
    }

    private string TextKinds()
    {
        var kinds = new List<string>();
        if (_textNumbers > 0)
            kinds.Add(string.Create(CultureInfo.InvariantCulture, $"{_textNumbers} of them numbers stored as text"));
        if (_textDays + _textMoments > 0)
            kinds.Add(string.Create(CultureInfo.InvariantCulture, $"{_textDays + _textMoments} of them dates stored as text"));
        return kinds.Count == 0 ? "" : $" ({string.Join(", ", kinds)})";
    }

    private static string Cells(long count, string one, string more) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "cell " + one : "cells " + more)}");

    private void AddNumber(double value)
    {
        if (IsMissing(value))
            _userMissing++;
        else
            Sum(value);
    }

    private bool IsMissing(double value) => Array.IndexOf(_missingNumbers, value) >= 0 || (value >= _column.Missing.Low && value <= _column.Missing.High);

    private void AddText(ReadOnlySpan<char> cell)
    {
        var text = cell.Trim();
        _texts++;
        if (_hasMissingTexts && (_missingTexts.Contains(cell) || (_column.Missing.TextRange?.Contains(cell) ?? false)))
            _userMissing++;
        // What the file itself says of its type needs no guess.
        if (_column.Type is not null || text.Length is 0 or > LongestValue)
            return;
        if (TryNumber(text, _decimal, out var number))
        {
            _textNumbers++;
            _leadingZero |= text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1]);
            _thousands |= text.Contains(_otherDecimal);
            Sum(number);
        }
        else if (char.IsAsciiDigit(text[0]))
        {
            AddDigits(text);
        }
        else if (text[0] == '-' && TryNumber(text, _otherDecimal, out _))
        {
            _otherNumbers++;
        }
    }

    private void AddDigits(ReadOnlySpan<char> text)
    {
        if (DateTime.TryParseExact(text, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            _textDays++;
        else if (text.Length > 10 && IsMoment(text))
            _textMoments++;
        else if (TryNumber(text, _otherDecimal, out _))
            _otherNumbers++;
    }

    private bool IsMoment(ReadOnlySpan<char> text)
    {
        foreach (var format in _momentFormats)
        {
            if (DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                return true;
        }

        return false;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, char mark, out double number)
    {
        number = double.NaN;
        if (text.Length is 0 or > LongestValue)
            return false;
        // Most texts are no numbers, and their first character tells.
        if (!char.IsAsciiDigit(text[0]) && text[0] is not ('-' or '+' or '.' or ','))
            return false;
        Span<char> plain = stackalloc char[LongestValue];
        var length = 0;
        var thousands = mark == ',' ? '.' : ',';
        if (text.Contains(thousands) && !(mark == ',' ? GroupedByPoints() : GroupedByCommas()).IsMatch(text))
            return false;
        foreach (var character in text)
        {
            if (character != thousands)
                plain[length++] = character == mark ? '.' : character;
        }

        return double.TryParse(plain[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    // Neumaier's summation: means of many rows keep their digits.
    private void Sum(double value)
    {
        var total = _sum + value;
        _rest += Math.Abs(_sum) >= Math.Abs(value) ? _sum - total + value : value - total + _sum;
        _sum = total;
        _summed++;
    }

    [GeneratedRegex(@"^-?\d{1,3}(\.\d{3})+(,\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex GroupedByPoints();

    [GeneratedRegex(@"^-?\d{1,3}(,\d{3})+(\.\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex GroupedByCommas();
}
