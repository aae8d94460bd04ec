using System.Globalization;
using System.Text.RegularExpressions;
using LobResearch.Ingest.Reading;

namespace LobResearch.Ingest.Sheets.Reading;

/// <summary>
/// The days of one column. Written as text they are read as people in the Netherlands write them, day-month-year; a column
/// that can be read in two ways is not guessed at.
/// </summary>
internal sealed partial class SheetDates
{
    private static readonly string[] Months = ["jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
    private readonly bool _monthFirst;
    private readonly bool _dayFirst;

    /// <param name="cells">The column's cells.</param>
    public SheetDates(IEnumerable<SheetCell> cells)
    {
        foreach (var cell in cells)
        {
            if (cell.Kind != CellKind.Moment && Parts(cell.Text) is { IsSlashed: true } parts)
            {
                _monthFirst |= parts.Second > 12;
                _dayFirst |= parts.First > 12;
            }
        }
    }

    /// <summary>Reads a cell.</summary>
    public SheetDate Read(SheetCell cell)
    {
        var text = cell.Text;
        if (cell.Kind == CellKind.Moment)
            return Of(text.Length >= 10 ? text[..10] : text, SheetDateKind.Day);
        if (Iso().IsMatch(text))
            return Of(text, SheetDateKind.IsoText);
        if (Parts(text) is { } parts)
        {
            // Office programs in English write 3/4/2026 for the fourth of March.
            if (parts.IsSlashed && !_dayFirst && parts.First <= 12 && parts.First != parts.Second)
                return new SheetDate(SheetDateKind.Ambiguous, default);
            return parts.IsSlashed && _monthFirst ? new SheetDate(SheetDateKind.Ambiguous, default) : Of(parts.First, parts.Second, parts.Year);
        }

        if (WithMonthName().Match(text) is { Success: true } named)
        {
            var month = Array.FindIndex(Months, name => named.Groups[2].Value.StartsWith(name, StringComparison.OrdinalIgnoreCase) ||
                (name == "maa" && named.Groups[2].Value.StartsWith("mrt", StringComparison.OrdinalIgnoreCase)));
            if (month >= 0)
                return Of(Number(named.Groups[1]), month + 1, Number(named.Groups[3]));
        }

        return new SheetDate(SheetDateKind.None, default);
    }

    private static (int First, int Second, int Year, bool IsSlashed)? Parts(string text)
    {
        var match = Numbers().Match(text);
        if (!match.Success)
            return null;
        var year = Number(match.Groups[4]);
        return (Number(match.Groups[1]), Number(match.Groups[3]), year < 100 ? 2000 + year : year, match.Groups[2].Value == "/");
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private static SheetDate Of(string iso, SheetDateKind kind) =>
        DateOnly.TryParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new SheetDate(kind, day) : new SheetDate(SheetDateKind.None, default);

    private static SheetDate Of(int day, int month, int year) =>
        month is >= 1 and <= 12 && year is >= 1900 and <= 2200 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new SheetDate(SheetDateKind.DutchText, new DateOnly(year, month, day))
            : new SheetDate(SheetDateKind.None, default);

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"^(\d{1,2})[ -](\p{L}{3,9})\.?[ -](\d{4})$", RegexOptions.CultureInvariant)]
    private static partial Regex WithMonthName();
}

/// <summary>How a day is written.</summary>
internal enum SheetDateKind
{
    /// <summary>It is no day.</summary>
    None,

    /// <summary>As a day.</summary>
    Day,

    /// <summary>As text, year-month-day.</summary>
    IsoText,

    /// <summary>As text, day-month-year.</summary>
    DutchText,

    /// <summary>It can be read in two ways.</summary>
    Ambiguous,
}

/// <summary>A day and how it was written.</summary>
internal readonly record struct SheetDate(SheetDateKind Kind, DateOnly Day);
