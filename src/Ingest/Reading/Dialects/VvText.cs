using LobResearch.Ingest.Reading.Delimited;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Dialects;

/// <summary>
/// LimeSurvey's VV files: tab-separated, with the questions' texts in the first row and their codes in the second. What would
/// break a row stands in braces, and so does "never shown".
/// </summary>
internal static class VvText
{
    private const string NotShown = "{question_not_shown}";
    private static readonly string[] Codes = ["submitdate", "lastpage", "startlanguage", "startdate", "datestamp", "token", "seed"];

    /// <summary>Whether a cell says that the question was never shown.</summary>
    public static bool IsNotShown(ReadOnlySpan<char> cell) => cell.SequenceEqual(NotShown);

    /// <summary>A cell's text without the marks; braces of its own come last, as LimeSurvey wrote them first.</summary>
    public static string Plain(string cell) => cell
        .Replace("{quote}", "\"", StringComparison.Ordinal)
        .Replace("{tab}", "\t", StringComparison.Ordinal)
        .Replace("{cr}", "\r", StringComparison.Ordinal)
        .Replace("{newline}", "\n", StringComparison.Ordinal)
        .Replace("{lbrace}", "{", StringComparison.Ordinal);

    /// <summary>Whether the file's second row holds the codes that every LimeSurvey export has, and the first doesn't.</summary>
    public static bool IsVvFile(string path, FileFingerprint fingerprint, DelimitedFormat stated)
    {
        if (stated.Separator is not (null or '\t') || fingerprint.Length == 0)
            return false;
        try
        {
            using var ahead = DelimitedReader.Open(path, fingerprint, stated with { Separator = '\t', DecimalMark = '.' }, hasTextsAbove: true);
            return HasCodes(ahead.Columns.Select(column => column.Name)) && !HasCodes(ahead.TextsAbove);
        }
        catch (InputFault)
        {
            // Whatever is wrong with it, the real reading tells.
            return false;
        }
    }

    private static bool HasCodes(IEnumerable<string> cells)
    {
        var names = cells.ToHashSet(StringComparer.Ordinal);
        return names.Contains("id") && Codes.Count(names.Contains) >= 2;
    }
}
