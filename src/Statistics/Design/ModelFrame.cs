using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;

namespace LobResearch.Statistics.Design;

/// <summary>
/// A formula's variables on the rows where none of them is missing. Levels that no longer occur on those rows are gone.
/// </summary>
public sealed class ModelFrame
{
    private readonly Dictionary<string, Column> _variables;

    private ModelFrame(Formula formula, double[] response, Dictionary<string, Column> variables, int[] rows, int omitted) =>
        (Formula, Response, _variables, Rows, Omitted) = (formula, response, variables, rows, omitted);

    /// <summary>The formula.</summary>
    public Formula Formula { get; }

    /// <summary>The outcome, one number per used row.</summary>
    public double[] Response { get; }

    /// <summary>Which rows of the data are used, in order, from 0.</summary>
    public int[] Rows { get; }

    /// <summary>Number of rows left out because something was missing.</summary>
    public int Omitted { get; }

    /// <summary>A variable of the formula on the used rows.</summary>
    internal Column this[Expression variable] => _variables[variable.Label];

    /// <summary>Evaluates the formula on data.</summary>
    /// <exception cref="StatisticsException">A column is missing or of the wrong kind, or no row is complete.</exception>
    public static ModelFrame Build(Formula formula, ColumnSet data, DesignOptions? options = null)
    {
        options ??= new DesignOptions();
        var outcome = formula.Response.Evaluate(data);
        UnusableData.RefuseTextsOfNoNumber(outcome);
        if (outcome is not NumericColumn response)
            throw UnusableData.TextOutcome(formula.Response.Label, outcome);
        var variables = new Dictionary<string, Column>(StringComparer.Ordinal);
        foreach (var variable in Variables(formula))
        {
            if (variables.ContainsKey(variable.Label))
                continue;
            var column = variable.Evaluate(data);
            UnusableData.RefuseTextsOfNoNumber(column);
            variables.Add(variable.Label, Ordered(column, variable.Label, options));
        }

        var required = variables.Values.Append(response).Concat(options.AlsoRequired.Select(name => data[name])).ToList();
        var rows = Enumerable.Range(0, data.Rows).Where(row => !required.Exists(column => column.IsMissing(row))).ToArray();
        if (rows.Length == 0)
        {
            var emptiest = required.MaxBy(column => Enumerable.Range(0, data.Rows).Count(column.IsMissing))!;
            throw new StatisticsException($"No row has all of {string.Join(", ", required.Select(column => column.Name).Distinct())}; most is missing in {emptiest.Name}.");
        }

        return new ModelFrame(
            formula,
            Array.ConvertAll(rows, row => response.Values[row]),
            variables.ToDictionary(pair => pair.Key, pair => OnRows(pair.Value, rows), StringComparer.Ordinal),
            rows,
            data.Rows - rows.Length);
    }

    /// <summary>The same model on other rows, for predictions: categories keep the levels of this frame, the outcome is not needed.</summary>
    /// <param name="data">New rows. A missing value, or a level that this frame doesn't have, makes <see cref="IsUsable"/> false.</param>
    /// <param name="withRandomTerms">Whether the effects that vary between groups are needed too.</param>
    internal ModelFrame OnNewRows(ColumnSet data, bool withRandomTerms)
    {
        var variables = new Dictionary<string, Column>(StringComparer.Ordinal);
        foreach (var variable in withRandomTerms ? Effects(Formula) : Formula.Terms.SelectMany(term => term.Variables))
        {
            if (!variables.ContainsKey(variable.Label))
                variables.Add(variable.Label, LikeFitted(variable.Evaluate(data), _variables[variable.Label]));
        }

        return new ModelFrame(Formula, new double[data.Rows], variables, Enumerable.Range(0, data.Rows).ToArray(), 0);
    }

    /// <summary>Whether no variable of the row is missing or of an unknown level.</summary>
    internal bool IsUsable(int row) => !_variables.Values.Any(column => column.IsMissing(row));

    private static Column LikeFitted(Column column, Column fitted)
    {
        if (fitted is NumericColumn)
            return column is NumericColumn ? column : throw new StatisticsException($"'{column.Name}' holds categories in the new data and numbers in the fitted ones.");
        if (column is not CategoricalColumn categories)
            throw new StatisticsException($"'{column.Name}' holds numbers in the new data and categories in the fitted ones.");
        var levels = ((CategoricalColumn)fitted).Levels;
        var map = categories.Levels.Select(level => Array.IndexOf(levels.ToArray(), level)).ToArray();
        return new CategoricalColumn(column.Name, levels, Array.ConvertAll(categories.Codes.ToArray(), code => code < 0 ? -1 : map[code]));
    }

    // Fixed terms first, then what varies between groups, then the groups.
    private static IEnumerable<Expression> Variables(Formula formula) => Effects(formula).Concat(formula.RandomTerms.SelectMany(term => term.Group));

    private static IEnumerable<Expression> Effects(Formula formula) =>
        formula.Terms.Concat(formula.RandomTerms.SelectMany(term => term.Terms)).SelectMany(term => term.Variables);

    /// <summary>Group numbers 0, 1, … of a column's values on the used rows, in order of first appearance.</summary>
    public int[] Groups(Column column)
    {
        var numbers = new Dictionary<double, int>();
        return Array.ConvertAll(Rows, row =>
        {
            var value = column is CategoricalColumn categories ? categories.Codes[row] : ((NumericColumn)column).Values[row];
            if (!numbers.TryGetValue(value, out var number))
                numbers.Add(value, number = numbers.Count);
            return number;
        });
    }

    private static Column Ordered(Column column, string label, DesignOptions options)
    {
        if (column is not CategoricalColumn categories)
            return column;
        // Options may name the column itself or the factor() of it.
        var plain = label.StartsWith("factor(", StringComparison.Ordinal) ? label["factor(".Length..^1] : label;
        if (options.Levels.TryGetValue(label, out var levels) || options.Levels.TryGetValue(plain, out levels))
            categories = categories.WithLevels(levels);
        if (options.References.TryGetValue(label, out var reference) || options.References.TryGetValue(plain, out reference))
            categories = categories.WithReference(reference);
        return categories;
    }

    private static Column OnRows(Column column, int[] rows)
    {
        if (column is NumericColumn numeric)
            return new NumericColumn(column.Name, Array.ConvertAll(rows, row => numeric.Values[row]));
        var categories = (CategoricalColumn)column;
        var occurs = new bool[categories.Levels.Count];
        foreach (var row in rows)
            occurs[categories.Codes[row]] = true;
        var map = new int[occurs.Length];
        var levels = new List<string>();
        for (var code = 0; code < occurs.Length; code++)
        {
            map[code] = levels.Count;
            if (occurs[code])
                levels.Add(categories.Levels[code]);
        }

        return new CategoricalColumn(column.Name, levels, Array.ConvertAll(rows, row => map[categories.Codes[row]]));
    }
}
