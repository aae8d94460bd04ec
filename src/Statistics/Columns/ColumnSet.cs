namespace LobResearch.Statistics.Columns;

/// <summary>Columns of equal length, found by name.</summary>
public sealed class ColumnSet
{
    private readonly Dictionary<string, Column> _columns = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">Columns of different length, or a name twice.</exception>
    public ColumnSet(IEnumerable<Column> columns)
    {
        foreach (var column in columns)
        {
            if (!_columns.TryAdd(column.Name, column))
                throw new ArgumentException($"Column {column.Name} stands twice.", nameof(columns));
            if (_columns.Count > 1 && column.Length != Rows)
                throw new ArgumentException($"Column {column.Name} has {column.Length} rows, the others {Rows}.", nameof(columns));
            Rows = column.Length;
        }
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>The columns' names.</summary>
    public IReadOnlyCollection<string> Names => _columns.Keys;

    /// <summary>A column by name.</summary>
    /// <exception cref="StatisticsException">There is none; the message names the columns that there are.</exception>
    public Column this[string name] => _columns.TryGetValue(name, out var column)
        ? column
        : throw new StatisticsException(
            $"There is no column '{name}'. The columns are {string.Join(", ", _columns.Keys.Take(30))}{(_columns.Count > 30 ? " …" : "")}.");

    /// <summary>Whether there is such a column.</summary>
    public bool Contains(string name) => _columns.ContainsKey(name);
}
