using System.Text;

namespace LobResearch.Study;

/// <summary>Writes rows of CSV: every writer of the program comes through here, so that none forgets what spreadsheets do with a text.</summary>
/// <remarks>RFC 4180.</remarks>
public static class CsvLine
{
    /// <summary>Adds a row, cells that begin like a formula neutralised.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="cells">The cells.</param>
    /// <param name="lineEnd">What ends the row.</param>
    /// <param name="quoteAll">Whether each cell stands in quotes, also those that need none.</param>
    public static void Append(StringBuilder text, IEnumerable<string> cells, string lineEnd = "\n", bool quoteAll = false) =>
        text.AppendJoin(',', cells.Select(cell => Cell(cell, quoteAll))).Append(lineEnd);

    private static string Cell(string cell, bool quoteAll)
    {
        var safe = FormulaGuard.Neutralised(cell);
        return quoteAll || safe.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
