using LobResearch.Ingest.Reading;
using LobResearch.Study;

namespace LobResearch.Ingest.Mapping;

/// <summary>
/// Finds a file's columns by a source's words for them: the key that the survey tool never changes, the heading, or the
/// heading as people read it.
/// </summary>
internal sealed class ColumnFinder
{
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _read = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly IReadOnlyList<FileColumn> _columns;

    /// <param name="path">The file, for messages.</param>
    /// <param name="columns">Its columns.</param>
    public ColumnFinder(string path, IReadOnlyList<FileColumn> columns)
    {
        (_path, _columns) = (path, columns);
        for (var index = 0; index < columns.Count; index++)
        {
            if (columns[index].Key is { } key)
                _keys.TryAdd(key, index);
            _names.TryAdd(columns[index].Name, index);
            var read = QuestionText.Normalised(columns[index].Name);
            if (!_read.TryGetValue(read, out var same))
                _read.Add(read, same = []);
            same.Add(index);
        }
    }

    /// <summary>The column; null when the file has none.</summary>
    /// <exception cref="InputFault">Two columns read alike and neither has exactly these words.</exception>
    public int? Find(string word)
    {
        if (_keys.TryGetValue(word, out var column) || _names.TryGetValue(word, out column))
            return column;
        if (!_read.TryGetValue(QuestionText.Normalised(word), out var same))
            return null;
        return same.Count == 1
            ? same[0]
            : throw new InputFault($"{_path}: {same.Count} columns read as '{word}' once spacing and capitals are left out ({string.Join(", ", same.Select(index => $"column {index + 1}"))}). Give the source their exact headings.");
    }

    /// <summary>The column's heading.</summary>
    public string Name(int column) => _columns[column].Name;
}
