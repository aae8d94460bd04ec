using System.Globalization;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Checking;

/// <summary>Reads a cell that holds several answers, such as <c>1,3</c> or <c>at home;at school;</c>.</summary>
internal sealed class ListReader
{
    private readonly IReadOnlyList<AnswerOption> _options;
    private readonly List<(string Word, int Code)> _words;
    private readonly IReadOnlyList<string> _separators;
    private readonly int? _other;

    /// <param name="item">The item.</param>
    /// <param name="words">What the file may say for its answers.</param>
    /// <param name="separators">What may stand between two answers.</param>
    /// <param name="other">Code of the answer that unknown texts count as; null for none.</param>
    public ListReader(Item item, AnswerWords words, IReadOnlyList<string> separators, int? other = null)
    {
        _other = other;
        _options = item.Answers?.Options ?? [];
        // Longest first: an answer's words may hold the separator, and another answer's words.
        _words = words.Codes.Select(word => (word.Key, word.Value)).OrderByDescending(word => word.Key.Length).ThenBy(word => word.Key, StringComparer.Ordinal).ToList();
        _separators = separators;
    }

    /// <summary>What the item accepts, for messages.</summary>
    public string Expected => string.Create(
        CultureInfo.InvariantCulture,
        $"any of {string.Join(", ", _words.Select(word => word.Word).Order(StringComparer.Ordinal))}, with '{_separators[0]}' between them");

    /// <summary>Which answers the cell names, in the codebook's order; null when it holds anything else.</summary>
    public bool[]? Read(ReadOnlySpan<char> cell)
    {
        var chosen = new bool[_options.Count];
        var rest = cell.Trim();
        while (!rest.IsEmpty)
        {
            if (!TakeAnswer(ref rest, chosen) && !TakeOther(ref rest, chosen))
                return null;
        }

        return chosen;
    }

    private bool TakeAnswer(ref ReadOnlySpan<char> rest, bool[] chosen)
    {
        foreach (var (word, code) in _words)
        {
            if (!rest.StartsWith(word, StringComparison.Ordinal))
                continue;
            var after = rest[word.Length..].TrimStart();
            if (!after.IsEmpty && !TakeSeparator(ref after))
                continue;
            Choose(chosen, code);
            rest = after;
            return true;
        }

        return false;
    }

    // What somebody filled in goes on to the next separator; a comma in it makes two texts of it, which count as the same answer.
    private bool TakeOther(ref ReadOnlySpan<char> rest, bool[] chosen)
    {
        if (_other is not { } code)
            return false;
        Choose(chosen, code);
        var end = rest.Length;
        foreach (var separator in _separators)
        {
            if (rest.IndexOf(separator, StringComparison.Ordinal) is var at and >= 0)
                end = Math.Min(end, at);
        }

        rest = rest[end..];
        _ = TakeSeparator(ref rest);
        return true;
    }

    private void Choose(bool[] chosen, int code)
    {
        for (var index = 0; index < _options.Count; index++)
            chosen[index] |= _options[index].Code == code;
    }

    private bool TakeSeparator(ref ReadOnlySpan<char> rest)
    {
        foreach (var separator in _separators)
        {
            if (rest.StartsWith(separator.Trim().Length == 0 ? separator : separator.Trim(), StringComparison.Ordinal))
            {
                rest = rest[(separator.Trim().Length == 0 ? separator : separator.Trim()).Length..].TrimStart();
                return true;
            }
        }

        return false;
    }
}
