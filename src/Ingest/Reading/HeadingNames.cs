using System.Globalization;

namespace LobResearch.Ingest.Reading;

/// <summary>Names for columns to which a file gives none of their own, so that it can be looked at all the same.</summary>
internal static class HeadingNames
{
    /// <summary>Names the columns without a heading by their place.</summary>
    /// <param name="headings">The headings; empty where there is none.</param>
    /// <param name="place">A column's place, as the file's own program counts.</param>
    /// <param name="facts">Gets what was filled in.</param>
    public static List<string> Filled(IReadOnlyList<string> headings, Func<int, string> place, List<FileFact> facts)
    {
        var names = headings.Select((heading, index) => heading.Length > 0 ? heading : "column " + place(index)).ToList();
        Tell("column without a heading", names.Where((_, index) => headings[index].Length == 0), facts);
        return names;
    }

    /// <summary>Numbers the headings that stand there already: a, a (2), a (3).</summary>
    /// <param name="headings">The headings.</param>
    /// <param name="facts">Gets what was changed.</param>
    public static List<string> Numbered(IReadOnlyList<string> headings, List<FileFact> facts)
    {
        var taken = headings.ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new List<string>(headings.Count);
        foreach (var heading in headings)
        {
            var name = heading;
            if (!seen.Add(heading))
            {
                var number = last.GetValueOrDefault(heading, 1);
                do
                    name = string.Create(CultureInfo.InvariantCulture, $"{heading} ({++number})");
                while (!taken.Add(name));
                last[heading] = number;
            }

            names.Add(name);
        }

        Tell("heading that stands there already", names.Where((name, index) => name != headings[index]), facts);
        return names;
    }

    private static void Tell(string what, IEnumerable<string> names, List<FileFact> facts)
    {
        var all = string.Join(", ", names);
        if (all.Length > 0)
            facts.Add(new FileFact(what, all));
    }
}
