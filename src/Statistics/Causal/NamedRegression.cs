using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Causal;

/// <summary>Least squares on columns of any name: inside they are x0, x1 …, as a name may mean something to a formula or stand for the intercept.</summary>
/// <param name="Fit">The regression, its terms named as <see cref="TermOf(int)"/> says.</param>
/// <param name="Names">The columns' own names.</param>
internal sealed record NamedRegression(LeastSquaresFit Fit, IReadOnlyList<string> Names)
{
    private const string Response = "y";
    private const string Weight = "w";

    /// <summary>Columns that are combinations of those before them.</summary>
    public IReadOnlyList<string> Dropped => [.. Names.Where((_, column) => IsDropped(column))];

    /// <summary>What a column is called in the regression.</summary>
    public static string TermOf(int column) => string.Create(CultureInfo.InvariantCulture, $"x{column}");

    /// <summary>What the first column of that name is called in the regression.</summary>
    public string TermOf(string name) => TermOf(Names.ToList().IndexOf(name));

    /// <summary>Whether a column was left out as a combination of those before it.</summary>
    public bool IsDropped(int column) => Fit.Dropped.Contains(TermOf(column), StringComparer.Ordinal);

    /// <summary>Regresses.</summary>
    /// <param name="outcome">n numbers.</param>
    /// <param name="columns">Each of n numbers.</param>
    /// <param name="confidence">Confidence level of intervals.</param>
    /// <param name="intercept">Whether there is one.</param>
    /// <param name="weights">n precision weights; null for none.</param>
    public static NamedRegression Of(double[] outcome, IReadOnlyList<(string Name, double[] Values)> columns, double confidence, bool intercept = false, double[]? weights = null)
    {
        var terms = string.Concat(columns.Select((_, column) => " + " + TermOf(column)));
        var all = columns.Select((column, at) => new NumericColumn(TermOf(at), column.Values)).Prepend(new NumericColumn(Response, outcome));
        var fit = LeastSquares.Fit(
            Formula.Parse($"{Response} ~ {(intercept ? "1" : "0")}{terms}"), new ColumnSet(weights is null ? all : all.Append(new NumericColumn(Weight, weights))),
            new LeastSquaresOptions { Confidence = confidence, Weights = weights is null ? null : Weight });
        return new NamedRegression(fit, [.. columns.Select(column => column.Name)]);
    }
}
