using System.Text;
using System.Text.RegularExpressions;

namespace LobResearch.Analysis.Tests;

/// <summary>The CSV files of a generated study, read and changed record by record.</summary>
internal static partial class StudyCsv
{
    /// <summary>The parents' waves.</summary>
    public static IEnumerable<string> Parents(string folder) => Directory.GetFiles(Path.Combine(folder, "files"), "parents_T*.csv").Order(StringComparer.Ordinal);

    /// <summary>Changes the records of a file; its headings stay: three records of a survey's export, one of a sheet.</summary>
    public static void Rewrite(string path, Func<IEnumerable<string>, IEnumerable<string>> change)
    {
        var records = Records(File.ReadAllText(path).TrimStart('\uFEFF'));
        var headings = records.FindIndex(record => record.Contains("ImportId", StringComparison.Ordinal)) is >= 0 and var place ? place + 1 : 1;
        File.WriteAllText(path, string.Concat(records.Take(headings).Concat(change(records.Skip(headings)))), new UTF8Encoding(true));
    }

    // A record ends at a line's end outside quotes.
    private static List<string> Records(string text)
    {
        var records = new List<string>();
        var (start, quoted) = (0, false);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"')
                quoted = !quoted;
            if (text[at] == '\n' && !quoted)
            {
                records.Add(text[start..(at + 1)]);
                start = at + 1;
            }
        }

        return start < text.Length ? [.. records, text[start..]] : records;
    }

    /// <summary>The code of somebody who wrote it at both waves and stands in the register, and nobody else's.</summary>
    public static string SomebodyOfBothWaves(string folder) => PeopleOfBothWaves(folder)[0];

    /// <summary>Codes of all such people.</summary>
    public static IReadOnlyList<string> PeopleOfBothWaves(string folder)
    {
        var first = Code().Matches(File.ReadAllText(Path.Combine(folder, "files", "parents_T0.csv"))).Select(match => match.Value).ToList();
        var second = Code().Matches(File.ReadAllText(Path.Combine(folder, "files", "parents_T2.csv"))).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var register = File.ReadAllText(Path.Combine(folder, "files", "attendance.csv"));
        return first.GroupBy(code => code, StringComparer.Ordinal).Where(group => group.Count() == 1 && second.Contains(group.Key) && register.Contains(group.Key, StringComparison.Ordinal))
            .Select(group => group.Key).Order(StringComparer.Ordinal).ToList();
    }

    /// <summary>A self-generated code; with elements left out, too, as some write it.</summary>
    [GeneratedRegex(@"(?<![\w-])[A-Z]{0,2}-\d{0,2}-\d{0,2}-[A-Z]?-\d?-[12]?(?![\w-])")]
    public static partial Regex Code();
}
