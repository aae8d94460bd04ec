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

    /// <summary>The same columns on some of the rows, in the order given. Levels without rows stay.</summary>
    /// <param name="rows">Rows from 0.</param>
    public ColumnSet Take(IReadOnlyList<int> rows) => new(Names.Select(name => Take(this[name], rows)));

    /// <summary>The same rows with columns more.</summary>
    /// <exception cref="ArgumentException">A name is there already, or a length differs.</exception>
    public ColumnSet With(params IEnumerable<Column> columns) => new(Names.Select(name => this[name]).Concat(columns));

    private static Column Take(Column column, IReadOnlyList<int> rows) => column is NumericColumn numeric
        ? new NumericColumn(column.Name, [.. rows.Select(row => numeric.Values[row])])
        : new CategoricalColumn(column.Name, ((CategoricalColumn)column).Levels, [.. rows.Select(row => ((CategoricalColumn)column).Codes[row])]);
}
