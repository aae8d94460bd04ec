using System.Globalization;

namespace LobResearch.Study;

/// <summary>Keeps spreadsheets from running what people wrote: a text that begins like a formula gets an apostrophe before it.</summary>
/// <remarks>OWASP, "CSV Injection".</remarks>
public static class FormulaGuard
{
    /// <summary>The text, safe to stand in a cell of a spreadsheet. Numbers stay as they are.</summary>
    public static string Neutralised(string text) =>
        text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..] && !IsNumber(text) ? "'" + text : text;

    // Not "-Infinity", which a spreadsheet takes for a name.
    private static bool IsNumber(string text) => double.TryParse(
        text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
}
