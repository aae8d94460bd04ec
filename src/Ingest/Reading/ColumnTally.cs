using System.Globalization;
using System.Text.RegularExpressions;

namespace LobResearch.Ingest.Reading;

/// <summary>Counts what a column's cells are, row by row.</summary>
internal sealed partial class ColumnTally(FileColumn column, int index)
{
    private static readonly string[] DayFormats = ["yyyy-MM-dd", "dd-MM-yyyy", "d-M-yyyy", "dd/MM/yyyy", "yyyy/MM/dd"];
    private static readonly string[] MomentFormats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "dd-MM-yyyy HH:mm:ss", "dd-MM-yyyy HH:mm", "yyyy-MM-dd HH:mm"];
    private readonly HashSet<string> _missing = new(column.Missing.Values, StringComparer.Ordinal);
    private long _absent;
    private long _blank;
    private long _userMissing;
    private long _numbers;
    private long _texts;
    private long _textNumbers;
    private long _textDays;
    private long _textMoments;
    private long _truths;
    private long _moments;
    private bool _timed;
    private bool _leadingZero;
    private bool _thousands;
    private double _sum;
    private double _rest;
    private long _summed;
    private char _decimal = '.';

    public void Add(IRecordReader records)
    {
        _decimal = records.DecimalMark;
        var kind = records.Kind(index);
        switch (kind)
        {
            case CellKind.Absent:
                _absent++;
                return;
            case CellKind.Blank:
                _blank++;
                return;
            case CellKind.Number:
                _numbers++;
                AddNumber(records.Number(index));
                return;
            case CellKind.Truth:
                _truths++;
                return;
            case CellKind.Moment:
                _moments++;
                _timed |= records.Cell(index).Length > 10;
                return;
            default:
                AddText(records.Cell(index));
                return;
        }
    }

    public object? Value(IRecordReader records) => records.Kind(index) switch
    {
        CellKind.Absent or CellKind.Blank => null,
        CellKind.Number => records.Number(index),
        CellKind.Truth => records.Cell(index) is "true",
        _ => records.Cell(index).ToString(),
    };

    /// <summary>A shown cell in the kind that the whole column turned out to have.</summary>
    public object? Typed(object? value) => value is string text && Type == FileColumnType.Numeric && TryNumber(text, out var number) ? number : value;

    public ColumnSummary Summary() => new(column, Type, _absent, _blank, _userMissing, _summed > 0 ? (_sum + _rest) / _summed : double.NaN, Notes().ToList());

    private FileColumnType Type => column.Type ?? Found();

    private FileColumnType Found()
    {
        var filled = _numbers + _texts + _truths + _moments;
        if (filled == 0)
            return FileColumnType.Empty;
        if (_truths == filled)
            return FileColumnType.Boolean;
        if (_moments + _textDays + _textMoments == filled)
            return _timed || _textMoments > 0 ? FileColumnType.DateTime : FileColumnType.Date;
        // 0012 is a code: as a number it would lose what tells it apart.
        if (_numbers + _textNumbers == filled && !_leadingZero)
            return FileColumnType.Numeric;
        return FileColumnType.String;
    }

    private IEnumerable<string> Notes()
    {
        if (_numbers > 0 && _texts > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{_numbers} cells hold numbers and {_texts} hold text{(_textNumbers > 0 ? $" ({_textNumbers} of them numbers stored as text)" : "")}");
        }

        if (_moments > 0 && _texts > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{_moments} cells hold dates and {_texts} hold text");
        if (_thousands)
            yield return "numbers are written with a mark between thousands";
    }

    private void AddNumber(double value)
    {
        if (_missing.Count > 0 && _missing.Contains(value.ToString("R", CultureInfo.InvariantCulture)) || value >= column.Missing.Low && value <= column.Missing.High)
        {
            _userMissing++;
            return;
        }

        Sum(value);
    }

    private void AddText(ReadOnlySpan<char> cell)
    {
        var text = cell.Trim();
        _texts++;
        if (_missing.Count > 0 && _missing.Contains(cell.ToString()))
            _userMissing++;
        if (text.Length > 40)
            return;
        if (TryNumber(text, out var number))
        {
            _textNumbers++;
            _leadingZero |= text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1]);
            _thousands |= text.Contains(_decimal == ',' ? '.' : ',');
            Sum(number);
        }
        else if (DateTime.TryParseExact(text, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            _textDays++;
        else if (DateTime.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            _textMoments++;
    }

    private bool TryNumber(ReadOnlySpan<char> text, out double number)
    {
        Span<char> plain = stackalloc char[40];
        var length = 0;
        var thousands = _decimal == ',' ? '.' : ',';
        if (text.Length > 40 || (text.Contains(thousands) && !Grouped(text)))
        {
            number = double.NaN;
            return false;
        }

        foreach (var character in text)
        {
            if (character != thousands)
                plain[length++] = character == _decimal ? '.' : character;
        }

        return double.TryParse(plain[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    private bool Grouped(ReadOnlySpan<char> text) => _decimal == ',' ? GroupedByPoints().IsMatch(text) : GroupedByCommas().IsMatch(text);

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
