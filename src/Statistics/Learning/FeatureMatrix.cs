using LobResearch.Statistics.Design;

namespace LobResearch.Statistics.Learning;

/// <summary>What a learner predicts from: n rows of p numbers, none missing. No intercept among them.</summary>
public sealed class FeatureMatrix
{
    private readonly double[][] _columns;

    /// <param name="names">Names of the p columns, each once.</param>
    /// <param name="columns">p columns of n numbers; taken as they are, not copied.</param>
    /// <param name="rows">n; needed where p is 0.</param>
    /// <param name="groups">The cluster of each row as a code, such as the school's; null where rows stand alone.</param>
    /// <exception cref="ArgumentException">Other counts than names, columns of different length, or a name twice.</exception>
    public FeatureMatrix(IReadOnlyList<string> names, double[][] columns, int rows, int[]? groups = null)
    {
        if (groups is not null && groups.Length != rows)
            throw new ArgumentException($"{groups.Length} group codes for {rows} rows.", nameof(groups));
        if (names.Count != columns.Length || Array.Exists(columns, column => column.Length != rows))
            throw new ArgumentException($"{columns.Length} columns for {names.Count} names and {rows} rows.", nameof(columns));
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
            throw new ArgumentException("A feature has a name twice.", nameof(names));
        (Names, _columns, Rows, Groups) = (names, columns, rows, groups);
    }

    /// <summary>Number of rows, n.</summary>
    public int Rows { get; }

    /// <summary>Number of columns, p.</summary>
    public int Count => _columns.Length;

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// The cluster of each row, or null. Not a feature: a learner that splits its own training rows (to tune, to stack) keeps a
    /// cluster's rows together.
    /// </summary>
    public IReadOnlyList<int>? Groups { get; }

    /// <summary>A column of n numbers.</summary>
    public ReadOnlySpan<double> Column(int index) => _columns[index];

    /// <summary>The columns, p of n numbers each.</summary>
    internal double[][] Columns => _columns;

    /// <summary>A design's columns without the intercept.</summary>
    public static FeatureMatrix Of(DesignMatrix design)
    {
        var kept = Enumerable.Range(0, design.Names.Count).Where(column => design.TermOf[column] >= 0).ToArray();
        return new FeatureMatrix([.. kept.Select(column => design.Names[column])], Array.ConvertAll(kept, column => design.Columns[column]), design.Rows);
    }

    /// <summary>Some of the rows, in the order given, with their groups.</summary>
    public FeatureMatrix Take(int[] rows) =>
        new(Names, Array.ConvertAll(_columns, column => Array.ConvertAll(rows, row => column[row])), rows.Length, Groups is null ? null : Array.ConvertAll(rows, row => Groups[row]));

    /// <summary>The same rows with a column put after the others.</summary>
    public FeatureMatrix With(string name, double[] column) => new([.. Names, name], [.. _columns, column], Rows, Groups?.ToArray());

    /// <summary>As <see cref="With"/>, under another name where a column has that name already.</summary>
    internal FeatureMatrix Beside(string name, double[] column)
    {
        while (Names.Contains(name, StringComparer.Ordinal))
            name += "'";
        return With(name, column);
    }

    /// <summary>The same rows and columns with other groups.</summary>
    /// <param name="groups">A code per row, or null for none.</param>
    public FeatureMatrix WithGroups(int[]? groups) => new(Names, _columns, Rows, groups);
}
