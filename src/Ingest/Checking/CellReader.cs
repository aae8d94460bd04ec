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
    private readonly int? _other;
    private readonly short _blank;
    private readonly short _invalid;
    private readonly Dictionary<string, short>.AlternateLookup<ReadOnlySpan<char>> _missing;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _codes;

    /// <param name="item">The item.</param>
    /// <param name="missingCodes">The form version's missing table.</param>
    /// <param name="words">What the file may say for its answers.</param>
    /// <param name="decimalMark">Between a number's whole part and its fraction.</param>
    /// <param name="dateFormat">A .NET date format.</param>
    /// <param name="other">Code of the answer that unknown texts count as; null for none.</param>
    public CellReader(Item item, IReadOnlyList<MissingCode> missingCodes, AnswerWords words, char decimalMark, string dateFormat, int? other = null)
    {
        _other = other;
        _item = item;
        _decimalMark = decimalMark;
        _dateFormat = dateFormat;
        _blank = (short)missingCodes.First(code => code.Class == MissingClass.Blank).Row;
        _invalid = (short)missingCodes.First(code => code.Class == MissingClass.Invalid).Row;
        _missing = words.Missing.GetAlternateLookup<ReadOnlySpan<char>>();
        _codes = words.Codes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Stands for a character that needs more than one look.</summary>
    public const short NotPlain = short.MinValue;

    /// <summary>What each single character stores: the code, or −k for row k of the missing table.</summary>
    public short[] StoredOfOneCharacter()
    {
        var stored = new short[Digits];
        for (var character = 0; character < Digits; character++)
        {
            var answer = ReadAny([(char)character]);
            stored[character] = answer.Verdict switch
            {
                CellVerdict.Answer => (short)answer.Number,
                CellVerdict.Missing => (short)-answer.Missing,
                _ => NotPlain,
            };
        }

        return stored;
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
            ItemKind.MultipleChoice => Code(text),
            ItemKind.WholeNumber or ItemKind.Decimal => Number(text),
            ItemKind.Date => Day(text),
            ItemKind.Text => StorableText.Is(cell) ? new CellAnswer(CellVerdict.Answer, Text: cell.ToString()) : new CellAnswer(CellVerdict.Invalid, _invalid),
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

    /// <summary>The row of the missing table that a word stands for; null for none.</summary>
    public short? MissingRow(ReadOnlySpan<char> text) => _missing.TryGetValue(text.Trim(), out var row) ? row : null;

    private CellAnswer Code(ReadOnlySpan<char> text)
    {
        if (_codes.TryGetValue(text, out var code))
            return new CellAnswer(CellVerdict.Answer, Number: code);
        // A column of codes with an empty cell among them is written by some programs as 1.0, 2.0, …
        var whole = WithoutZeroFraction(text);
        if (whole.Length < text.Length)
        {
            if (_codes.TryGetValue(whole, out code))
                return new CellAnswer(CellVerdict.Answer, Number: code);
            if (_missing.TryGetValue(whole, out var reason))
                return new CellAnswer(CellVerdict.Missing, reason);
        }

        return _other is { } other ? new CellAnswer(CellVerdict.Answer, Number: other) : new CellAnswer(CellVerdict.UnknownCode, _invalid);
    }

    private ReadOnlySpan<char> WithoutZeroFraction(ReadOnlySpan<char> text)
    {
        var end = text.LastIndexOf(_decimalMark);
        return end > 0 && end < text.Length - 1 && text[(end + 1)..].TrimEnd('0').IsEmpty && char.IsAsciiDigit(text[end - 1]) ? text[..end] : text;
    }

    private CellAnswer Number(ReadOnlySpan<char> text)
    {
        if (_missing.TryGetValue(WithoutZeroFraction(text), out var reason))
            return new CellAnswer(CellVerdict.Missing, reason);
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

    /// <summary>Reads a cell that the file holds as a moment: its day.</summary>
    public CellAnswer ReadMoment(ReadOnlySpan<char> cell) =>
        _item.Kind == ItemKind.Date && cell.Length >= 10 && DateOnly.TryParseExact(cell[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new CellAnswer(CellVerdict.Answer, Day: day)
            : Read(cell);
}
