using System.Text.RegularExpressions;

namespace LobResearch.Ingest.Reading.Dialects;

/// <summary>LimeSurvey's headings of code and text together: <c>place[SQ001]. Waar? [thuis]</c>.</summary>
internal static partial class CodeAndText
{
    /// <summary>The columns with the codes as names and the texts as labels; null when the headings aren't of this kind.</summary>
    public static IReadOnlyList<FileColumn>? Split(IReadOnlyList<FileColumn> columns)
    {
        // Every LimeSurvey export begins with the response's id.
        if (columns.Count < 2 || !columns[0].Name.StartsWith("id. ", StringComparison.Ordinal))
            return null;
        var split = columns.Select(column => Heading().Match(column.Name)).ToList();
        var names = split.Select(match => match.Groups[1].Value).ToList();
        return split.TrueForAll(match => match.Success) && names.Distinct(StringComparer.Ordinal).Count() == names.Count
            ? columns.Select((column, index) => column with { Name = names[index], Label = split[index].Groups[2].Value.Trim() }).ToList()
            : null;
    }

    [GeneratedRegex(@"^([A-Za-z]\w*(?:\[[^\]]*\])*)\.\s+(.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Heading();
}
