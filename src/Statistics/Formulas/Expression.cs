using System.Globalization;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Formulas;

/// <summary>A variable of a formula: a column, or something computed from columns, such as <c>log(income)</c>.</summary>
public abstract record Expression
{
    /// <summary>As it is written in names of coefficients.</summary>
    public abstract string Label { get; }

    /// <summary>The columns it needs.</summary>
    public abstract IEnumerable<string> Columns { get; }

    /// <summary>Its value per row.</summary>
    /// <exception cref="StatisticsException">A column is missing or of another kind.</exception>
    internal abstract Column Evaluate(ColumnSet data);

    /// <summary>Its value per row, which must be a number.</summary>
    private protected static ReadOnlySpan<double> Numbers(Expression expression, ColumnSet data) =>
        expression.Evaluate(data) is NumericColumn numeric
            ? numeric.Values
            : throw new StatisticsException($"'{expression.Label}' holds categories where a number is needed.");

    private protected static string Quoted(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] is '.' or '_') && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '.') ? name : $"`{name}`";
}

/// <summary>A column.</summary>
public sealed record Variable(string Name) : Expression
{
    /// <inheritdoc/>
    public override string Label => Name;

    /// <inheritdoc/>
    public override IEnumerable<string> Columns => [Name];

    internal override Column Evaluate(ColumnSet data) => data[Name];
}

/// <summary>A number that is written in the formula.</summary>
public sealed record Constant(double Value) : Expression
{
    /// <inheritdoc/>
    public override string Label => Value.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override IEnumerable<string> Columns => [];

    internal override Column Evaluate(ColumnSet data)
    {
        var values = new double[data.Rows];
        Array.Fill(values, Value);
        return new NumericColumn(Label, values);
    }
}

/// <summary>A function of one expression: <c>log</c>, <c>exp</c>, <c>sqrt</c>, <c>I</c>, or <c>factor</c>.</summary>
public sealed record Call(string Function, Expression Argument) : Expression
{
    /// <summary>The functions that formulas know.</summary>
    internal static readonly string[] Known = ["log", "exp", "sqrt", "abs", "I", "factor"];

    /// <inheritdoc/>
    public override string Label => $"{Function}({Argument.Label})";

    /// <inheritdoc/>
    public override IEnumerable<string> Columns => Argument.Columns;

    internal override Column Evaluate(ColumnSet data) => Function switch
    {
        "factor" => Factor(data),
        "I" => new NumericColumn(Label, Numbers(Argument, data).ToArray()),
        "log" => Map(data, Math.Log),
        "exp" => Map(data, Math.Exp),
        "sqrt" => Map(data, Math.Sqrt),
        "abs" => Map(data, Math.Abs),
        _ => throw new StatisticsException($"The function '{Function}' is not known; expected one of {string.Join(", ", Known)}."),
    };

    private NumericColumn Map(ColumnSet data, Func<double, double> function)
    {
        var source = Numbers(Argument, data);
        var values = new double[source.Length];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = function(source[row]);
            // A missing value stays missing; a value the function isn't defined at is not a missing one.
            if (!double.IsFinite(values[row]) && !double.IsNaN(source[row]))
            {
                throw new StatisticsException(string.Create(
                    CultureInfo.InvariantCulture, $"{Label} is not a number in data row {row + 1}, where {Argument.Label} is {source[row]:R}. Leave that row out or transform differently."));
            }
        }

        return new NumericColumn(Label, values);
    }

    private CategoricalColumn Factor(ColumnSet data)
    {
        if (Argument.Evaluate(data) is CategoricalColumn categories)
            return new CategoricalColumn(Label, categories.Levels, categories.Codes.ToArray());
        var values = Numbers(Argument, data);
        var levels = values.ToArray().Where(value => !double.IsNaN(value)).Distinct().Order().ToList();
        var codes = new int[values.Length];
        for (var row = 0; row < codes.Length; row++)
            codes[row] = double.IsNaN(values[row]) ? -1 : levels.BinarySearch(values[row]);
        return new CategoricalColumn(Label, levels.Select(level => level.ToString("R", CultureInfo.InvariantCulture)).ToList(), codes);
    }
}

/// <summary>Arithmetic inside a function, such as <c>I(x^2 + 1)</c>.</summary>
public sealed record Arithmetic(char Operator, Expression Left, Expression Right) : Expression
{
    /// <inheritdoc/>
    public override string Label => Operator is '^' or '*' or '/' ? $"{Part(Left)}{Spaced}{Part(Right)}" : $"{Left.Label} {Operator} {Right.Label}";

    /// <inheritdoc/>
    public override IEnumerable<string> Columns => Left.Columns.Concat(Right.Columns);

    private string Spaced => Operator == '^' ? "^" : $" {Operator} ";

    internal override Column Evaluate(ColumnSet data)
    {
        var left = Numbers(Left, data);
        var right = Numbers(Right, data);
        var values = new double[left.Length];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = Operator switch
            {
                '+' => left[row] + right[row],
                '-' => left[row] - right[row],
                '*' => left[row] * right[row],
                '/' => left[row] / right[row],
                _ => Power(left[row], right[row]),
            };
            if (!double.IsFinite(values[row]) && !double.IsNaN(left[row]) && !double.IsNaN(right[row]))
                throw new StatisticsException($"{Label} is not a number in data row {(row + 1).ToString(CultureInfo.InvariantCulture)}. Leave that row out or transform differently.");
        }

        return new NumericColumn(Label, values);
    }

    private static string Part(Expression part) => part is Arithmetic ? $"({part.Label})" : part.Label;

    // Small whole powers by multiplication: exact where the result is, as in R.
    private static double Power(double value, double exponent)
    {
        if (exponent is not (2 or 3 or 4 or 5))
            return Math.Pow(value, exponent);
        var power = value;
        for (var i = 1; i < (int)exponent; i++)
            power *= value;
        return power;
    }
}

/// <summary>Two columns side by side on the left of a formula, <c>cbind(successes, failures)</c>.</summary>
public sealed record Bound(Expression First, Expression Second) : Expression
{
    /// <inheritdoc/>
    public override string Label => $"cbind({First.Label}, {Second.Label})";

    /// <inheritdoc/>
    public override IEnumerable<string> Columns => First.Columns.Concat(Second.Columns);

    internal override Column Evaluate(ColumnSet data) =>
        throw new StatisticsException($"'{Label}' is an outcome of two columns, which this method does not take; a binomial model does.");
}
