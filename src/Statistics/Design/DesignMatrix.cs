using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;

namespace LobResearch.Statistics.Design;

/// <summary>The columns of a linear model: intercept, numbers, and treatment contrasts of categories.</summary>
/// <remarks>Which category columns a term gets follows R: contrasts where the term without that variable is in the model, all levels otherwise.</remarks>
public sealed class DesignMatrix
{
    private DesignMatrix(int rows, IReadOnlyList<string> names, IReadOnlyList<int> terms, double[][] columns) =>
        (Rows, Names, TermOf, Columns) = (rows, names, terms, columns);

    /// <summary>Number of rows, n.</summary>
    public int Rows { get; }

    /// <summary>Names of the p columns: <c>(Intercept)</c>, <c>x</c>, <c>group[b]</c>, <c>group[b]:x</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Per column the index of its term in the formula; −1 for the intercept.</summary>
    public IReadOnlyList<int> TermOf { get; }

    /// <summary>A column of n numbers.</summary>
    /// <param name="index">Its place in <see cref="Names"/>.</param>
    public ReadOnlySpan<double> Column(int index) => Columns[index];

    /// <summary>The p columns of n numbers each.</summary>
    internal double[][] Columns { get; }

    /// <summary>A design of given columns.</summary>
    internal static DesignMatrix Of(int rows, IReadOnlyList<string> names, IReadOnlyList<int> terms, double[][] columns) => new(rows, names, terms, columns);

    /// <summary>Builds the columns of the frame's formula.</summary>
    public static DesignMatrix Build(ModelFrame frame) => Build(frame, frame.Formula.Terms, frame.Formula.HasIntercept);

    /// <summary>Builds the columns of some terms, such as those that vary between groups.</summary>
    internal static DesignMatrix Build(ModelFrame frame, IReadOnlyList<Term> model, bool hasIntercept)
    {
        var n = frame.Response.Length;
        var names = new List<string>();
        var terms = new List<int>();
        var columns = new List<double[]>();
        if (hasIntercept)
        {
            names.Add("(Intercept)");
            terms.Add(-1);
            columns.Add(Constant(n, 1));
        }

        for (var index = 0; index < model.Count; index++)
        {
            foreach (var (name, values) in ColumnsOf(frame, model, hasIntercept, model[index], n))
            {
                names.Add(name);
                terms.Add(index);
                columns.Add(values);
            }
        }

        return new DesignMatrix(n, names, terms, [.. columns]);
    }

    // The first variable's levels vary fastest, as in R.
    private static List<(string Name, double[] Values)> ColumnsOf(ModelFrame frame, IReadOnlyList<Term> model, bool hasIntercept, Term term, int n)
    {
        List<(string Name, double[] Values)> product = [("", Constant(n, 1))];
        foreach (var variable in term.Variables)
        {
            var own = VariableColumns(frame, model, hasIntercept, term, variable);
            product = own.SelectMany(right => product.Select(left => (
                left.Name.Length == 0 ? right.Name : $"{left.Name}:{right.Name}",
                left.Name.Length == 0 ? right.Values : Multiply(left.Values, right.Values)))).ToList();
        }

        return product;
    }

    private static IEnumerable<(string Name, double[] Values)> VariableColumns(
        ModelFrame frame, IReadOnlyList<Term> model, bool hasIntercept, Term term, Expression variable)
    {
        if (frame[variable] is NumericColumn numeric)
            return [(variable.Label, numeric.Values.ToArray())];
        var categories = (CategoricalColumn)frame[variable];
        var first = UsesContrasts(frame, model, hasIntercept, term, variable) ? 1 : 0;
        if (categories.Levels.Count < 2 && first == 1)
            throw new StatisticsException($"'{variable.Label}' has only one level ({string.Join(", ", categories.Levels)}) on the used rows, so nothing can be compared. Leave it out of the formula.");
        return Enumerable.Range(first, categories.Levels.Count - first)
            .Select(level => ($"{variable.Label}[{categories.Levels[level]}]", Indicator(categories, level)));
    }

    /// <summary>Whether a category has a column per level but the first in a term, rather than one for every level.</summary>
    internal static bool UsesContrasts(ModelFrame frame, IReadOnlyList<Term> model, bool hasIntercept, Term term, Expression variable)
    {
        if (!hasIntercept && IsFirstCategorical(frame, model, term, variable))
            return false;
        var margin = new Term(term.Variables.Where(other => other.Label != variable.Label).ToList());
        return margin.Variables.Count == 0 || model.Any(other => TermSet.Same(other, margin));
    }

    // Without an intercept the first categorical variable of the first term that has one gets all its levels.
    private static bool IsFirstCategorical(ModelFrame frame, IReadOnlyList<Term> model, Term term, Expression variable)
    {
        var first = model.First(candidate => candidate.Variables.Any(IsCategorical));
        return TermSet.Same(first, term) && first.Variables.First(IsCategorical).Label == variable.Label;

        bool IsCategorical(Expression candidate) => frame[candidate] is CategoricalColumn;
    }

    private static double[] Indicator(CategoricalColumn categories, int level)
    {
        var values = new double[categories.Length];
        for (var row = 0; row < values.Length; row++)
            values[row] = categories.Codes[row] == level ? 1 : 0;
        return values;
    }

    private static double[] Multiply(double[] left, double[] right)
    {
        var values = new double[left.Length];
        for (var row = 0; row < values.Length; row++)
            values[row] = left[row] * right[row];
        return values;
    }

    private static double[] Constant(int n, double value)
    {
        var values = new double[n];
        Array.Fill(values, value);
        return values;
    }
}
