using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Mixed;

/// <summary>
/// A mixed model's rows, ready for fitting: weighted, the fixed effects' columns replaced by an orthonormal basis Q with
/// X = QR, the random effects' columns scaled to a mean square of 1, the outcome freed of what Q explains.
/// </summary>
/// <remarks>Neither change moves the likelihood; both keep the cross-products well conditioned, whatever the columns' units.</remarks>
internal sealed class MixedModelData
{
    private MixedModelData(ModelFrame frame, DesignMatrix design, IReadOnlyList<GroupingFactor> factors, double[]? weights, ColumnSet columns)
    {
        (Frame, Design, Factors, Weights) = (frame, design, factors, weights);
        Layout = ThetaLayout.Of(factors);
        Roots = weights is null ? null : Array.ConvertAll(weights, Math.Sqrt);
        Qr = PivotedQr.Of(Weighted(design.Columns), Rows);
        Kept = [.. Enumerable.Range(0, Qr.Rank).OrderBy(j => Qr.Order[j])];
        Scales = [.. factors.Select(factor => Weighted(factor.Columns).Select(RootMeanSquare).ToArray())];
        Random = [.. factors.Select((factor, f) => Weighted(factor.Columns).Select((column, i) => Array.ConvertAll(column, value => value / Scales[f][i])).ToArray())];
        Codes = [.. factors.Select(factor => factor.Codes)];
        var thin = Qr.ThinQ();
        Q = new double[Qr.Rank][];
        for (var k = 0; k < Q.Length; k++)
        {
            Q[k] = new double[Rows];
            for (var row = 0; row < Rows; row++)
                Q[k][row] = thin[row * Q.Length + k];
        }

        Transformation = TransformationOf(Qr, Kept);
        LogScale = -2 * Enumerable.Range(0, Qr.Rank).Sum(k => Math.Log(Math.Abs(InverseDiagonal(k))));
        LogWeights = weights?.Sum(Math.Log) ?? 0;
        Means = frame.Formula.Terms.SelectMany(term => term.Variables).SelectMany(variable => variable.Columns).Distinct(StringComparer.Ordinal)
            .Select(name => columns[name]).OfType<NumericColumn>()
            .ToDictionary(column => column.Name, column => frame.Rows.Average(row => column.Values[row]), StringComparer.Ordinal);
    }

    public ModelFrame Frame { get; }

    public DesignMatrix Design { get; }

    public IReadOnlyList<GroupingFactor> Factors { get; }

    public double[]? Weights { get; }

    public double[]? Roots { get; }

    public ThetaLayout Layout { get; }

    public PivotedQr Qr { get; }

    /// <summary>Places in Q's order of the kept columns, sorted by the design's order.</summary>
    public int[] Kept { get; }

    /// <summary>Per factor what its effects' columns were divided by.</summary>
    public double[][] Scales { get; }

    /// <summary>Per factor the weighted and scaled columns.</summary>
    public IReadOnlyList<double[][]> Random { get; }

    public IReadOnlyList<int[]> Codes { get; }

    /// <summary>p columns of n.</summary>
    public double[][] Q { get; }

    /// <summary>β = Transformation · γ, p × p in the design's order.</summary>
    public double[,] Transformation { get; }

    /// <summary>log |R'R|.</summary>
    public double LogScale { get; }

    /// <summary>Means over the used rows of the numeric columns of the fixed part.</summary>
    public IReadOnlyDictionary<string, double> Means { get; }

    /// <summary>Σ log w.</summary>
    public double LogWeights { get; }

    public int Rows => Frame.Response.Length;

    /// <summary>Fixed effects, p.</summary>
    public int Rank => Qr.Rank;

    /// <summary>Names of the fixed effects.</summary>
    public IReadOnlyList<string> Names => [.. Kept.Select(place => Design.Names[Qr.Order[place]])];

    /// <summary>Columns of the design that are kept.</summary>
    public IReadOnlyList<int> KeptColumns => [.. Kept.Select(place => Qr.Order[place])];

    /// <summary>Names of columns that are combinations of others.</summary>
    public IReadOnlyList<string> Dropped => [.. Qr.Order[Rank..].Order().Select(column => Design.Names[column])];

    /// <summary>Reads a model's rows.</summary>
    /// <exception cref="StatisticsException">The model can't be fitted on these data; the message says why.</exception>
    public static MixedModelData Build(Formula formula, ColumnSet data, MixedModelOptions options)
    {
        if (formula.RandomTerms.Count == 0)
            throw new StatisticsException($"'{formula}' has no random term such as (1 | school); without one it is a least-squares model ('lob fit ols').");
        var design = options.Weights is null
            ? options.Design
            : options.Design with { AlsoRequired = [.. options.Design.AlsoRequired, options.Weights] };
        var positive = options.Weights is null ? data : LeastSquares.WithoutZeroWeights(data, options.Weights);
        var frame = ModelFrame.Build(formula, positive, design);
        if (UnusableData.IsConstant(frame))
            throw UnusableData.ConstantOutcome(frame);
        var matrix = DesignMatrix.Build(frame);
        if (matrix.Names.Count == 0)
            throw new StatisticsException($"'{formula}' has neither fixed terms nor an intercept: there is nothing to estimate.");
        UnusableData.RefuseInfinite(frame, matrix);
        var weights = options.Weights is null ? null : LeastSquares.Weights(positive, options.Weights, frame.Rows);
        var rows = new MixedModelData(frame, matrix, GroupingFactor.Of(frame), weights, positive);
        return rows.Rank >= rows.Rows
            ? throw new StatisticsException($"'{formula}' has {matrix.Names.Count} fixed effects and {matrix.Rows} rows{UnusableData.Omitted(frame)}: too few rows to estimate a variance. Leave terms out.")
            : rows;
    }

    /// <summary>The outcome's part that Q doesn't explain, and what it does.</summary>
    public (double[] Remainder, double[] Gamma) Split(ReadOnlySpan<double> outcome)
    {
        var y = outcome.ToArray();
        if (Roots is not null)
            y = LeastSquares.Scaled(y, Roots);
        var gamma = new double[Rank];
        // Twice is enough (Kahan; Giraud et al. 2005): the second round takes off what rounding left.
        for (var round = 0; round < 2; round++)
        {
            for (var k = 0; k < Rank; k++)
            {
                var part = System.Numerics.Tensors.TensorPrimitives.Dot<double>(Q[k], y);
                gamma[k] += part;
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd<double>(Q[k], -part, y, y);
            }
        }

        return (y, gamma);
    }

    /// <summary>Λ in the columns' own units, per factor.</summary>
    public double[][] Unscaled(double[][] lambda) => [.. lambda.Select((own, f) =>
    {
        var q = Factors[f].Size;
        var result = new double[own.Length];
        for (var i = 0; i < own.Length; i++)
            result[i] = own[i] / Scales[f][i / q];
        return result;
    })];

    private double InverseDiagonal(int k) => Qr.InverseR()[k * Qr.Rank + k];

    private double[][] Weighted(double[][] columns) => Roots is null ? columns : Array.ConvertAll(columns, column => LeastSquares.Scaled(column, Roots));

    private static double RootMeanSquare(double[] column)
    {
        var root = Math.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares<double>(column) / column.Length);
        return root > 0 ? root : 1;
    }

    private static double[,] TransformationOf(PivotedQr qr, int[] kept)
    {
        var inverse = qr.InverseR();
        var transformation = new double[qr.Rank, qr.Rank];
        for (var i = 0; i < qr.Rank; i++)
        {
            for (var j = 0; j < qr.Rank; j++)
                transformation[i, j] = inverse[kept[i] * qr.Rank + j];
        }

        return transformation;
    }
}
