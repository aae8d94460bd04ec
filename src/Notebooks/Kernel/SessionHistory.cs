using System.IO.Enumeration;

namespace LobResearch.Notebooks.Kernel;

/// <summary>The cells of this session, in memory only: nothing that was typed is written to a file.</summary>
/// <param name="capacity">How many UTF-16 units of code and results are kept; the oldest cells are forgotten first.</param>
internal sealed class SessionHistory(int capacity = 4 << 20)
{
    private readonly LinkedList<HistoryEntry> _entries = new();
    private int _size;

    /// <summary>Adds a cell that was run.</summary>
    public void Add(HistoryEntry entry)
    {
        _entries.AddLast(entry);
        _size += entry.Size;
        while (_size > capacity && _entries.First is { } oldest)
        {
            _size -= oldest.Value.Size;
            _entries.RemoveFirst();
        }
    }

    /// <summary>The last cells, oldest first.</summary>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<HistoryEntry> Tail(int count) => _entries.TakeLast(count).ToList();

    /// <summary>The cells from one execution count up to another.</summary>
    /// <param name="start">The first count.</param>
    /// <param name="stop">The count before which to stop; null for no end.</param>
    public IReadOnlyList<HistoryEntry> Range(int start, int? stop) =>
        _entries.Where(entry => entry.Count >= start && (stop is null || entry.Count < stop)).ToList();

    /// <summary>The last cells that match a pattern with <c>*</c> and <c>?</c>, oldest first.</summary>
    /// <param name="pattern">What the whole cell looks like.</param>
    /// <param name="count">How many at most; null for all.</param>
    /// <param name="unique">Whether of equal cells the last stands for all.</param>
    public IReadOnlyList<HistoryEntry> Search(string pattern, int? count, bool unique)
    {
        // A backslash is a backslash here, not the start of an escape.
        var literal = pattern.Replace("\\", "\\\\", StringComparison.Ordinal);
        var matches = _entries.Where(entry => FileSystemName.MatchesSimpleExpression(literal, entry.Code, ignoreCase: false));
        if (unique)
            matches = matches.Reverse().DistinctBy(entry => entry.Code).Reverse();
        return count is { } most ? matches.TakeLast(most).ToList() : matches.ToList();
    }
}

/// <summary>A cell that was run.</summary>
/// <param name="Count">Its execution count.</param>
/// <param name="Code">Its source.</param>
/// <param name="Result">Its last value as plain text; null when there was none.</param>
internal sealed record HistoryEntry(int Count, string Code, string? Result)
{
    /// <summary>UTF-16 units it takes.</summary>
    public int Size => Code.Length + (Result?.Length ?? 0);
}
