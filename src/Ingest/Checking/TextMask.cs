using System.Text.RegularExpressions;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Dialects;

namespace LobResearch.Ingest.Checking;

/// <summary>
/// Takes out of open answers what identifies people: e-mail addresses, telephone numbers, IP addresses, and the names
/// that stand in the file's own identifying columns. What is left still has to be read by a person before it is quoted.
/// </summary>
internal sealed partial class TextMask
{
    private const string Mask = "[weggelaten]";
    private const int ShortestName = 3;
    private const int MostNames = 200_000;
    private static readonly HashSet<string> Particles = new(["van", "der", "den", "ter", "ten", "het", "del", "las", "los", "anonymous", "anoniem"], StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _ownNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly int[] _nameColumns;

    private TextMask(int[] nameColumns) => _nameColumns = nameColumns;

    /// <summary>Knows no names: takes out addresses and numbers only.</summary>
    public static TextMask Plain { get; } = new([]);

    /// <summary>Reads the names of all rows first: people write of each other.</summary>
    /// <param name="open">Opens the file; null when there are no open answers or no names.</param>
    /// <param name="records">The file's columns.</param>
    /// <param name="identifying">The identifying columns.</param>
    public static TextMask Of(Func<IRecordReader>? open, IRecordReader records, IReadOnlyList<int> identifying)
    {
        var mask = new TextMask(identifying.Where(column => Dialect.IsName(records.Columns[column])).ToArray());
        if (open is null || mask._nameColumns.Length == 0)
            return mask;
        using var ahead = open();
        while (mask._names.Count < MostNames && ahead.Read())
            mask.Collect(ahead, mask._names);
        return mask;
    }

    /// <summary>Goes to a row: the names in it are masked however they are written.</summary>
    public void Enter(IRecordReader records)
    {
        _ownNames.Clear();
        Collect(records, _ownNames);
    }

    /// <summary>The answer without what identifies people; the same text when there is nothing of the kind.</summary>
    public string Apply(string text)
    {
        var masked = Address().Replace(text, Mask);
        masked = Telephone().Replace(masked, Mask);
        masked = Network().Replace(masked, Mask);
        return _names.Count == 0 && _ownNames.Count == 0 ? masked : Word().Replace(masked, match => IsName(match.Value) ? Mask : match.Value);
    }

    // Many surnames are words too: another row's name counts only where it is written as a name.
    private bool IsName(string word) => _ownNames.Contains(word) || (char.IsUpper(word[0]) && _names.Contains(word));

    private void Collect(IRecordReader records, HashSet<string> names)
    {
        foreach (var column in _nameColumns)
        {
            foreach (var match in Word().EnumerateMatches(records.Cell(column)))
            {
                var word = records.Cell(column).Slice(match.Index, match.Length);
                if (word.Length >= ShortestName && !Particles.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
                    names.Add(word.ToString());
            }
        }
    }

    // Begins only where a word does, so that a long text without one is passed in one go.
    [GeneratedRegex(@"(?<![\p{L}\d._%+-])[\p{L}\d._%+-]+@[\p{L}\d-]+(\.[\p{L}\d-]+)+", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<!\d)(\+31|0031|0)[ -]?(\(0\))?[1-9](?:[ -]?\d){8}(?!\d)", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Telephone();

    [GeneratedRegex(@"(?<![\d.])(\d{1,3}\.){3}\d{1,3}(?![\d.])", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Network();

    [GeneratedRegex(@"\p{L}[\p{L}\p{M}]*", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Word();
}
