using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Causal;

/// <summary>The outcome's residual on all exposures' residuals at once, each less what the covariates alone tell of it.</summary>
internal static class JointRegression
{
    public const string Response = "residual outcome";

    public static LeastSquaresFit Fit(CausalData data, double[] outcome, IReadOnlyList<double[]> exposures, double confidence) => Fit(
        PartiallyLinear.Difference(data.Outcome, outcome),
        [.. data.Roles.Exposures.Select((name, exposure) => (name, PartiallyLinear.Difference(data.Exposure(exposure), exposures[exposure])))], confidence);

    /// <summary>Residual on residuals, without intercept.</summary>
    public static LeastSquaresFit Fit(double[] outcome, IReadOnlyList<(string Name, double[] Values)> columns, double confidence, bool intercept = false)
    {
        var formula = Formula.Parse($"`{Response}` ~ {(intercept ? "1" : "0")}{string.Concat(columns.Select(column => $" + `{column.Name}`"))}");
        return LeastSquares.Fit(
            formula, new ColumnSet([new NumericColumn(Response, outcome), .. columns.Select(column => new NumericColumn(column.Name, column.Values))]),
            new LeastSquaresOptions { Confidence = confidence });
    }
}
