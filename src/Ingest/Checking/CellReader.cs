using System.Globalization;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Checking;

/// <summary>Reads one item's cells: missing codes first, then a value of the item's kind.</summary>
internal sealed class CellReader
{
    private const int Digits = 128;
    private readonly CellAnswer?[] _ofOneCharacter = new CellAnswer?[Digits];
    private readonly Item _item;
    private readonly char _decimalMark;
    private readonly string _dateFormat;
    private readonly short _blank;
    private readonly short _invalid;
    private readonly Dictionary<string, short>.AlternateLookup<ReadOnlySpan<char>> _missing;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _codes;

    /// <param name="item">The item.</param>
    /// <param name="missingCodes">The form version's missing table.</param>
    /// <param name="values">Text in the file → the item's code, for choice items; null for the codebook's own codes and names.</param>
    /// <param name="decimalMark">Between a number's whole part and its fraction.</param>
    /// <param name="dateFormat">A .NET date format.</param>
    public CellReader(
        Item item, IReadOnlyList<MissingCode> missingCodes, IReadOnlyDictionary<string, int>? values, char decimalMark, string dateFormat)
    {
        _item = item;
        _decimalMark = decimalMark;
        _dateFormat = dateFormat;
        _blank = (short)missingCodes.First(code => code.Class == MissingClass.Blank).Row;
        _invalid = (short)missingCodes.First(code => code.Class == MissingClass.Invalid).Row;
        _missing = missingCodes
            .Where(code => code.OriginalCode is not null && (item.Missing is null || item.Missing.Contains(code.OriginalCode)))
            .ToDictionary(code => code.OriginalCode!, code => (short)code.Row, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        _codes = (values is null ? OwnCodes(item) : new Dictionary<string, int>(values, StringComparer.Ordinal))
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Reads a cell.</summary>
    public CellAnswer Read(ReadOnlySpan<char> cell)
    {
        // Most cells of a survey are one digit, and each digit always means the same.
        if (cell.Length == 1 && cell[0] < Digits)
            return _ofOneCharacter[cell[0]] ??= ReadAny(cell);
        return ReadAny(cell);
    }

    private CellAnswer ReadAny(ReadOnlySpan<char> cell)
    {
        var text = cell.Trim();
        if (text.IsEmpty)
            return new CellAnswer(CellVerdict.Missing, _blank);
        if (_missing.TryGetValue(text, out var reason))
            return new CellAnswer(CellVerdict.Missing, reason);
        return _item.Kind switch
        {
            ItemKind.SingleChoice => Code(text),
            ItemKind.MultipleChoice => Ticked(text),
            ItemKind.WholeNumber or ItemKind.Decimal => Number(text),
            ItemKind.Date => Day(text),
            ItemKind.Text => new CellAnswer(CellVerdict.Answer, Text: cell.ToString()),
            _ => throw new InvalidOperationException($"Item kind {_item.Kind} has no reader."),
        };
    }

    /// <summary>What the item accepts, for messages.</summary>
    public string Expected => _item.Kind switch
    {
        ItemKind.SingleChoice or ItemKind.MultipleChoice => "one of " + string.Join(", ", _codes.Dictionary.Keys),
        ItemKind.WholeNumber => string.Create(CultureInfo.InvariantCulture, $"a whole number from {_item.Minimum} to {_item.Maximum}"),
        ItemKind.Decimal when _item.Minimum is null && _item.Maximum is null => $"a number with decimal mark '{_decimalMark}'",
        ItemKind.Decimal => string.Create(
            CultureInfo.InvariantCulture, $"a number from {_item.Minimum} to {_item.Maximum} with decimal mark '{_decimalMark}'"),
        ItemKind.Date => $"a date written as {_dateFormat}",
        _ => "text",
    };

    private static Dictionary<string, int> OwnCodes(Item item)
    {
        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        if (item.Kind == ItemKind.MultipleChoice)
        {
            codes["0"] = 0;
            codes["1"] = 1;
            return codes;
        }

        foreach (var option in item.Answers?.Options ?? [])
        {
            codes[option.Code.ToString(CultureInfo.InvariantCulture)] = option.Code;
            codes.TryAdd(option.Name, option.Code);
        }

        return codes;
    }

    private CellAnswer Code(ReadOnlySpan<char> text) =>
        _codes.TryGetValue(text, out var code)
            ? new CellAnswer(CellVerdict.Answer, Number: code)
            : new CellAnswer(CellVerdict.UnknownCode, _invalid);

    private CellAnswer Ticked(ReadOnlySpan<char> text) => Code(text);

    private CellAnswer Number(ReadOnlySpan<char> text)
    {
        Span<char> written = stackalloc char[64];
        if (text.Length > written.Length)
            return new CellAnswer(CellVerdict.Invalid, _invalid);
        text.CopyTo(written);
        written = written[..text.Length];
        var other = _decimalMark == '.' ? ',' : '.';
        if (written.Contains(other))
        {
            written.Replace(other, '.');
            return new CellAnswer(IsNumber(written, out _) ? CellVerdict.OtherDecimalMark : CellVerdict.Invalid, _invalid);
        }

        written.Replace(_decimalMark, '.');
        if (!IsNumber(written, out var number))
            return new CellAnswer(CellVerdict.Invalid, _invalid);
        if (_item.Kind == ItemKind.WholeNumber && number != Math.Floor(number))
            return new CellAnswer(CellVerdict.Invalid, _invalid);
        return number < (double)(_item.Minimum ?? decimal.MinValue) || number > (double)(_item.Maximum ?? decimal.MaxValue)
            ? new CellAnswer(CellVerdict.OutOfRange, _invalid)
            : new CellAnswer(CellVerdict.Answer, Number: number);
    }

    // Float, not Number: the latter reads thousands separators, so that "3,5" would silently be 35.
    private static bool IsNumber(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private CellAnswer Day(ReadOnlySpan<char> text) =>
        DateOnly.TryParseExact(text, _dateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new CellAnswer(CellVerdict.Answer, Day: day)
            : new CellAnswer(CellVerdict.Invalid, _invalid);
}
