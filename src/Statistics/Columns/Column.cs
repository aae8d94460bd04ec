namespace LobResearch.Statistics.Columns;

/// <summary>A named column of observations, one per row.</summary>
public abstract class Column
{
    private protected Column(string name, int length) => (Name, Length) = (name, length);

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>Number of rows.</summary>
    public int Length { get; }

    /// <summary>Whether the row's value is missing.</summary>
    public abstract bool IsMissing(int row);
}

/// <summary>Numbers; NaN is missing.</summary>
public sealed class NumericColumn : Column
{
    private readonly double[] _values;

    /// <param name="name">The column's name.</param>
    /// <param name="values">One per row; NaN is missing. The array is taken as it is, not copied.</param>
    public NumericColumn(string name, double[] values)
        : base(name, values.Length) => _values = values;

    /// <summary>The numbers, one per row.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(_values[row]);
}

/// <summary>Categories: a list of levels, and for each row the index of its level.</summary>
public sealed class CategoricalColumn : Column
{
    private readonly int[] _codes;

    /// <param name="name">The column's name.</param>
    /// <param name="levels">The levels in their order; the first is the reference unless a model says otherwise.</param>
    /// <param name="codes">Per row an index into <paramref name="levels"/>; −1 is missing. Not copied.</param>
    /// <exception cref="ArgumentException">A level stands twice, or a code points outside the levels.</exception>
    public CategoricalColumn(string name, IReadOnlyList<string> levels, int[] codes)
        : base(name, codes.Length)
    {
        if (levels.Distinct(StringComparer.Ordinal).Count() != levels.Count)
            throw new ArgumentException($"Column {name} has a level twice.", nameof(levels));
        if (codes.AsSpan().ContainsAnyExceptInRange(-1, levels.Count - 1))
            throw new ArgumentException($"Column {name} has a code outside −1 … {levels.Count - 1}.", nameof(codes));
        (Levels, _codes) = (levels, codes);
    }

    /// <summary>The levels in their order.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>Per row an index into <see cref="Levels"/>; −1 is missing.</summary>
    public ReadOnlySpan<int> Codes => _codes;

    /// <inheritdoc/>
    public override bool IsMissing(int row) => _codes[row] < 0;

    /// <summary>Makes categories of text: levels in ordinal order of their characters, null and empty text missing.</summary>
    public static CategoricalColumn FromText(string name, IReadOnlyList<string?> text)
    {
        var levels = text.Where(value => !string.IsNullOrEmpty(value)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(value => value!).ToList();
        var index = levels.Select((level, code) => (level, code)).ToDictionary(pair => pair.level, pair => pair.code, StringComparer.Ordinal);
        return new CategoricalColumn(name, levels, text.Select(value => string.IsNullOrEmpty(value) ? -1 : index[value]).ToArray());
    }

    /// <summary>The same rows with another order of levels.</summary>
    /// <param name="levels">All levels that occur, each once; others may be added.</param>
    /// <exception cref="StatisticsException">A level that occurs is missing.</exception>
    public CategoricalColumn WithLevels(IReadOnlyList<string> levels)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var level in levels)
        {
            if (!index.TryAdd(level, index.Count))
                throw new StatisticsException($"Level '{level}' of {Name} stands twice.");
        }

        var map = Levels.Select((level, code) => index.TryGetValue(level, out var at)
            ? at
            : Codes.Contains(code) ? throw new StatisticsException($"Level '{level}' of {Name} occurs in the data and is not among the stated levels ({string.Join(", ", levels)}).") : -1).ToArray();
        var codes = new int[Length];
        for (var row = 0; row < codes.Length; row++)
            codes[row] = _codes[row] < 0 ? -1 : map[_codes[row]];
        return new CategoricalColumn(Name, levels, codes);
    }

    /// <summary>The same rows with a level moved to the front, so that others are compared with it.</summary>
    /// <exception cref="StatisticsException">There is no such level.</exception>
    public CategoricalColumn WithReference(string reference) =>
        Levels.Contains(reference, StringComparer.Ordinal)
            ? WithLevels([reference, .. Levels.Where(level => level != reference)])
            : throw new StatisticsException($"{Name} has no level '{reference}'; it has {string.Join(", ", Levels)}.");
}
