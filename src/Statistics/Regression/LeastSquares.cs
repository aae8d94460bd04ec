using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;

namespace LobResearch.Statistics.Regression;

/// <summary>Ordinary and weighted least squares.</summary>
/// <remarks>
/// Householder QR with limited pivoting, then one step of iterative refinement with residuals in twice the precision
/// (Björck 1967, BIT 7, 257–278), so that ill-conditioned designs lose no digits to the solution itself.
/// </remarks>
public static class LeastSquares
{
    /// <summary>Fits a linear model.</summary>
    /// <param name="formula">The model.</param>
    /// <param name="data">Columns; rows with a missing value in a used column are left out.</param>
    /// <param name="options">How.</param>
    /// <exception cref="StatisticsException">The model can't be fitted on these data; the message says why.</exception>
    public static LeastSquaresFit Fit(Formula formula, ColumnSet data, LeastSquaresOptions? options = null)
    {
        options ??= new LeastSquaresOptions();
        options.Validate();
        if (formula.RandomTerms.Count > 0)
            throw new StatisticsException($"'{formula}' has random terms, which least squares does not take. Fit it as a mixed model, or leave the terms with '|' out.");
        var design = options.Design with { AlsoRequired = [.. options.Design.AlsoRequired, .. new[] { options.Weights, options.Absorb }.OfType<string>()] };
        var positive = options.Weights is null ? data : WithoutZeroWeights(data, options.Weights);
        var frame = ModelFrame.Build(formula, positive, design);
        var matrix = DesignMatrix.Build(frame);
        if (matrix.Names.Count == 0)
            throw new StatisticsException($"'{formula}' has neither terms nor an intercept: there is nothing to estimate.");
        UnusableData.RefuseInfinite(frame, matrix);
        var weights = options.Weights is null ? null : Weights(positive, options.Weights, frame.Rows);
        var absorbed = options.Absorb is null ? null : Absorption.Of(frame, positive[options.Absorb]);
        var fit = Solve(frame, absorbed is null ? matrix : absorbed.Within(matrix), weights, absorbed, options.Confidence);
        // Through the origin a constant outcome can have residuals; such a fit stands.
        if (UnusableData.IsConstant(frame) && fit.IsEssentiallyPerfect)
            throw UnusableData.ConstantOutcome(frame);
        return matrix.Names.Count > fit.N && fit.Rank == fit.N
            ? throw new StatisticsException($"'{formula}' has {matrix.Names.Count} coefficients and {fit.N} rows{UnusableData.Omitted(frame)}: more parameters than rows, so there is no one solution. Leave terms out.")
            : fit;
    }

    private static LeastSquaresFit Solve(ModelFrame frame, DesignMatrix design, double[]? weights, Absorption? absorbed, double confidence)
    {
        var roots = weights is null ? null : Array.ConvertAll(weights, Math.Sqrt);
        var columns = roots is null ? design.Columns : Array.ConvertAll(design.Columns, column => Scaled(column, roots));
        var fitted = absorbed is null ? frame.Response : absorbed.Within(frame.Response);
        var outcome = roots is null ? fitted : Scaled(fitted, roots);
        var qr = PivotedQr.Of(columns, design.Rows);
        var kept = qr.Order[..qr.Rank];
        var beta = qr.ProjectOnQ(outcome);
        qr.SolveR(beta);
        Refine(qr, columns, kept, outcome, beta);
        var residuals = Residuals(design.Columns, kept, fitted, beta);
        return new LeastSquaresFit(frame, design, qr, beta, residuals, fitted, weights, absorbed, confidence);
    }

    private static void Refine(PivotedQr qr, double[][] columns, int[] kept, double[] outcome, double[] beta)
    {
        var correction = qr.ProjectOnQ(Residuals(columns, kept, outcome, beta));
        qr.SolveR(correction);
        for (var j = 0; j < beta.Length; j++)
            beta[j] += correction[j];
    }

    private static double[] Residuals(double[][] columns, int[] kept, double[] outcome, double[] beta)
    {
        var residuals = new double[outcome.Length];
        for (var row = 0; row < residuals.Length; row++)
        {
            var sum = new CompensatedSum();
            sum.Add(outcome[row]);
            for (var j = 0; j < kept.Length; j++)
                sum.AddProduct(-columns[kept[j]][row], beta[j]);
            residuals[row] = sum.Value;
        }

        return residuals;
    }

    internal static double[] Scaled(double[] column, double[] by)
    {
        var scaled = new double[column.Length];
        for (var row = 0; row < scaled.Length; row++)
            scaled[row] = column[row] * by[row];
        return scaled;
    }

    internal static double[] Weights(ColumnSet data, string name, int[] rows)
    {
        var column = NumericWeights(data, name);
        return Array.ConvertAll(rows, row => column.Values[row]);
    }

    // As R's lm: rows of weight 0 count neither as observations nor for degrees of freedom.
    internal static ColumnSet WithoutZeroWeights(ColumnSet data, string name)
    {
        var column = NumericWeights(data, name);
        var values = column.Values.ToArray();
        var negative = Array.FindIndex(values, value => value < 0);
        var infinite = Array.FindIndex(values, double.IsInfinity);
        if (infinite >= 0)
            throw new StatisticsException($"The weight in data row {(infinite + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)} of {name} is infinite. Weights are finite numbers.");
        if (negative >= 0)
            throw new StatisticsException($"The weight in data row {(negative + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)} of {name} is negative. Weights are 0 or more.");
        if (!values.Contains(0))
            return data;
        if (Array.TrueForAll(values, value => value is 0 or double.NaN))
            throw new StatisticsException($"All weights in '{name}' are zero or missing, so no row counts. Weights are 0 or more, and above 0 on the rows to use.");
        var replaced = Array.ConvertAll(values, value => value == 0 ? double.NaN : value);
        return new ColumnSet(data.Names.Select(other => other == name ? new NumericColumn(name, replaced) : data[other]));
    }

    private static NumericColumn NumericWeights(ColumnSet data, string name)
    {
        UnusableData.RefuseTextsOfNoNumber(data[name]);
        return data[name] as NumericColumn ?? throw new StatisticsException($"The weights '{name}' hold categories; weights are numbers.");
    }
}
