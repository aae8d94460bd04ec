using System.Numerics.Tensors;

namespace LobResearch.Statistics.Mixed;

/// <summary>
/// −2 log likelihood (ML) or −2 log restricted likelihood (REML), with the fixed effects and σ profiled out, as a function
/// of Λ; with its gradient and an approximate Hessian.
/// </summary>
/// <remarks>
/// Value: Bates et al. (2015), eq. 34 and 41. Derivatives follow from dV = Z(dΛΛ' + ΛdΛ')Z' (V in units of σ²); with
/// M = Λ'Z'ZΛ + I one has Z'V⁻¹ZΛ = Z'ZΛM⁻¹, so that no n × n matrix appears.
/// </remarks>
internal sealed class ProfiledCriterion
{
    private readonly CrossProducts _products;
    private readonly double _logWeights;
    private readonly double _logScale;

    /// <param name="products">Of the weighted rows, Q orthonormal.</param>
    /// <param name="pattern">The factor's pattern.</param>
    /// <param name="rows">n.</param>
    /// <param name="reml">Whether restricted.</param>
    /// <param name="logWeights">Σ log w.</param>
    /// <param name="logScale">log |R'R| of X = QR.</param>
    public ProfiledCriterion(CrossProducts products, Elimination pattern, int rows, bool reml, double logWeights, double logScale)
    {
        (_products, Pattern, Rows, IsRestricted, _logWeights, _logScale) = (products, pattern, rows, reml, logWeights, logScale);
        Factor = new BlockFactor(products, pattern);
        Fixed = products.Width - 1;
    }

    public Elimination Pattern { get; }

    public CrossProducts Products => _products;

    public BlockFactor Factor { get; }

    public int Rows { get; }

    public bool IsRestricted { get; }

    /// <summary>Number of fixed effects, p.</summary>
    public int Fixed { get; }

    /// <summary>n for ML, n − p for REML: what the penalised sum of squares is divided by for σ².</summary>
    public int Divisor => IsRestricted ? Rows - Fixed : Rows;

    /// <summary>Penalised residual sum of squares, r².</summary>
    public double SumOfSquares { get; private set; }

    /// <summary>log |V| (+ log |X'V⁻¹X| when restricted).</summary>
    public double LogDeterminants { get; private set; }

    /// <summary>Estimates on Q's columns, γ.</summary>
    public double[] Gamma { get; private set; } = [];

    /// <summary>Z'V⁻¹(y − Qγ), set by <see cref="Differentiate"/>.</summary>
    public double[] Score { get; private set; } = [];

    /// <summary>Z'V⁻¹Q, effects × p, set by <see cref="Differentiate"/>.</summary>
    public double[] FixedScore { get; private set; } = [];

    /// <summary>u of b = Λu, set by <see cref="Differentiate"/>.</summary>
    public double[] Spherical { get; private set; } = [];

    /// <summary>d log-determinants / dΛ per factor, set by <see cref="Differentiate"/>.</summary>
    public double[][] DeterminantGradient { get; private set; } = [];

    /// <summary>d r² / dΛ per factor, set by <see cref="Differentiate"/>.</summary>
    public double[][] SquaresGradient { get; private set; } = [];

    private double[][] _traces = [];
    private double[][] _restriction = [];
    private double[][] _squares = [];
    private double[] _scaledScore = [];

    /// <summary>A criterion of the same model for another outcome.</summary>
    public ProfiledCriterion With(CrossProducts products) => new(products, Pattern, Rows, IsRestricted, _logWeights, _logScale);

    /// <summary>The other one of ML and REML on the same data.</summary>
    public ProfiledCriterion With(bool reml) => new(_products, Pattern, Rows, reml, _logWeights, _logScale);

    /// <summary>The criterion; infinite where it is not defined.</summary>
    public double Value(double[][] lambda)
    {
        if (!Factor.Compute(lambda))
            return double.PositiveInfinity;
        var width = _products.Width;
        var corner = Factor.Corner;
        LogDeterminants = Factor.LogDeterminant;
        if (IsRestricted)
        {
            LogDeterminants += _logScale;
            for (var i = 0; i < Fixed; i++)
                LogDeterminants += 2 * Math.Log(corner[i * width + i]);
        }

        SumOfSquares = corner[Fixed * width + Fixed] * corner[Fixed * width + Fixed];
        Gamma = new double[Fixed];
        for (var i = Fixed - 1; i >= 0; i--)
        {
            var sum = corner[Fixed * width + i];
            for (var k = i + 1; k < Fixed; k++)
                sum -= corner[k * width + i] * Gamma[k];
            Gamma[i] = sum / corner[i * width + i];
        }

        return LogDeterminants + Divisor * (1 + Math.Log(2 * Math.PI * SumOfSquares / Divisor)) - _logWeights;
    }

    /// <summary>−2 log likelihood at a σ² of its own; after <see cref="Value"/>.</summary>
    public double ValueAt(double sumOfSquares, double variance) =>
        LogDeterminants + Divisor * Math.Log(2 * Math.PI * variance) + sumOfSquares / variance - _logWeights;

    /// <summary>Covariance of γ in units of σ²: (Q'V⁻¹Q)⁻¹, p × p; after <see cref="Value"/>.</summary>
    public double[,] FixedCovariance()
    {
        var inverse = InverseCorner();
        var covariance = new double[Fixed, Fixed];
        for (var i = 0; i < Fixed; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = 0.0;
                for (var k = i; k < Fixed; k++)
                    sum += inverse[k * Fixed + i] * inverse[k * Fixed + j];
                covariance[i, j] = covariance[j, i] = sum;
            }
        }

        return covariance;
    }

    /// <summary>Derivatives at the Λ of the last <see cref="Value"/>.</summary>
    /// <param name="gamma">Fixed effects other than the estimated ones, for constrained fits; null for those.</param>
    /// <param name="withInverse">False when the determinant's gradient is not needed.</param>
    public void Differentiate(double[]? gamma = null, bool withInverse = true)
    {
        var width = _products.Width;
        gamma ??= Gamma;
        var solution = (double[])Factor.Right.Clone();
        Factor.SolveTransposed(solution, width);
        var products = Factor.TimesProductsLambda(solution, width);
        Score = new double[_products.Effects];
        Spherical = new double[_products.Effects];
        FixedScore = new double[_products.Effects * Fixed];
        for (var effect = 0; effect < _products.Effects; effect++)
        {
            for (var k = 0; k < Fixed; k++)
                FixedScore[effect * Fixed + k] = _products.Right[effect * width + k] - products[effect * width + k];
            Score[effect] = _products.Right[effect * width + Fixed] - products[effect * width + Fixed];
            Spherical[effect] = solution[effect * width + Fixed];
            for (var k = 0; k < Fixed; k++)
            {
                Score[effect] -= FixedScore[effect * Fixed + k] * gamma[k];
                Spherical[effect] -= solution[effect * width + k] * gamma[k];
            }
        }

        _squares = OuterSums(Score, 1);
        SquaresGradient = TimesLambda(_squares, -2);
        if (!withInverse)
            return;
        Factor.Invert();
        _traces = Factor.ProductInverseTraces();
        DeterminantGradient = Array.ConvertAll(_traces, trace => Array.ConvertAll(trace, value => 2 * value));
        if (!IsRestricted)
            return;
        _scaledScore = TimesInverseCorner(FixedScore);
        _restriction = OuterSums(_scaledScore, Fixed);
        var restricted = TimesLambda(_restriction, -2);
        for (var f = 0; f < restricted.Length; f++)
            TensorPrimitives.Add(DeterminantGradient[f], restricted[f], DeterminantGradient[f]);
    }

    /// <summary>Gradient of the criterion in θ; after <see cref="Differentiate"/>.</summary>
    public double[] Gradient(ThetaLayout layout)
    {
        var gradient = layout.Pick(DeterminantGradient);
        var squares = layout.Pick(SquaresGradient);
        for (var k = 0; k < gradient.Length; k++)
            gradient[k] += Divisor * squares[k] / SumOfSquares;
        return gradient;
    }

    /// <summary>
    /// The Hessian in θ with the trace of V⁻¹V_kV⁻¹V_l replaced by the average of observed and expected information
    /// (Gilmour, Thompson &amp; Cullis 1995, Biometrics 51, 1440–1450); after <see cref="Differentiate"/>. Λ must be
    /// triangular without a zero on its diagonal.
    /// </summary>
    public double[,] AverageInformation(ThetaLayout layout)
    {
        var m = layout.Count;
        var directions = Directions(layout);
        var moved = Factor.TimesProducts(directions, m);
        var solved = Factor.TimesLambdaTransposed(moved, m);
        var right = (double[])solved.Clone();
        Factor.Solve(solved, m);
        var information = new double[m, m];
        Accumulate(information, directions, moved, m, 1);
        Accumulate(information, right, solved, m, -1);
        if (IsRestricted)
            SubtractFixed(information, directions, m);
        var curvature = Curvature();
        var squares = layout.Pick(SquaresGradient);
        var hessian = new double[m, m];
        var variance = SumOfSquares / Divisor;
        for (var k = 0; k < m; k++)
        {
            var own = layout.Elements[k];
            for (var l = 0; l <= k; l++)
            {
                var other = layout.Elements[l];
                var value = information[k, l] / variance - squares[k] * squares[l] / (variance * SumOfSquares);
                if (own.Factor == other.Factor && own.Column == other.Column)
                {
                    var at = own.Row * _products.Sizes[own.Factor] + other.Row;
                    value += 2 * (curvature[own.Factor][at] - _squares[own.Factor][at] / variance);
                }

                hessian[k, l] = hessian[l, k] = value;
            }
        }

        return hessian;
    }

    // V_k P y = Z v_k, with v_k per level: the a-th unit times (Λ'e)_b, plus Λ's column b times e_a.
    private double[] Directions(ThetaLayout layout)
    {
        var m = layout.Count;
        var directions = new double[_products.Effects * m];
        for (var k = 0; k < m; k++)
        {
            var (f, row, column) = layout.Elements[k];
            var q = _products.Sizes[f];
            var lambda = Factor.Lambda[f];
            for (var level = 0; level < _products.Levels[f]; level++)
            {
                var first = _products.FirstEffect[f] + level * q;
                for (var i = 0; i < q; i++)
                {
                    directions[(first + row) * m + k] += lambda[i * q + column] * Score[first + i];
                    directions[(first + i) * m + k] += lambda[i * q + column] * Score[first + row];
                }
            }
        }

        return directions;
    }

    private static void Accumulate(double[,] sum, double[] left, double[] right, int m, double sign)
    {
        for (var at = 0; at < left.Length; at += m)
        {
            for (var k = 0; k < m; k++)
            {
                if (left[at + k] == 0)
                    continue;
                for (var l = 0; l < m; l++)
                    sum[k, l] += sign * left[at + k] * right[at + l];
            }
        }
    }

    private void SubtractFixed(double[,] information, double[] directions, int m)
    {
        var moments = new double[Fixed, m];
        for (var effect = 0; effect < _products.Effects; effect++)
        {
            for (var k = 0; k < m; k++)
            {
                var value = directions[effect * m + k];
                if (value == 0)
                    continue;
                for (var i = 0; i < Fixed; i++)
                    moments[i, k] += value * _scaledScore[effect * Fixed + i];
            }
        }

        for (var k = 0; k < m; k++)
        {
            for (var l = 0; l < m; l++)
            {
                for (var i = 0; i < Fixed; i++)
                    information[k, l] -= moments[i, k] * moments[i, l];
            }
        }
    }

    // Σ diag blocks of Z'PZ: (Z'ZΛM⁻¹)Λ⁻¹ less what the fixed effects take.
    private double[][] Curvature()
    {
        var curvature = new double[_products.Factors][];
        for (var f = 0; f < _products.Factors; f++)
        {
            var q = _products.Sizes[f];
            var lambda = Factor.Lambda[f];
            var result = (double[])_traces[f].Clone();
            for (var i = 0; i < q; i++)
            {
                for (var j = q - 1; j >= 0; j--)
                {
                    for (var k = j + 1; k < q; k++)
                        result[i * q + j] -= result[i * q + k] * lambda[k * q + j];
                    result[i * q + j] /= lambda[j * q + j];
                }
            }

            if (IsRestricted)
                TensorPrimitives.Subtract(result, _restriction[f], result);
            curvature[f] = result;
        }

        return curvature;
    }

    // Per factor Σ over levels of the outer product of its rows.
    private double[][] OuterSums(double[] rows, int columns)
    {
        var sums = new double[_products.Factors][];
        for (var f = 0; f < _products.Factors; f++)
        {
            var q = _products.Sizes[f];
            sums[f] = new double[q * q];
            for (var level = 0; level < _products.Levels[f]; level++)
            {
                var first = (_products.FirstEffect[f] + level * q) * columns;
                for (var i = 0; i < q; i++)
                {
                    for (var j = 0; j < q; j++)
                    {
                        for (var k = 0; k < columns; k++)
                            sums[f][i * q + j] += rows[first + i * columns + k] * rows[first + j * columns + k];
                    }
                }
            }
        }

        return sums;
    }

    private double[][] TimesLambda(double[][] matrices, double factor)
    {
        var results = new double[matrices.Length][];
        for (var f = 0; f < matrices.Length; f++)
        {
            var q = _products.Sizes[f];
            results[f] = new double[q * q];
            for (var i = 0; i < q; i++)
            {
                for (var j = 0; j < q; j++)
                {
                    for (var k = 0; k < q; k++)
                        results[f][i * q + j] += factor * matrices[f][i * q + k] * Factor.Lambda[f][k * q + j];
                }
            }
        }

        return results;
    }

    // Rows times L⁻ᵀ of the corner: their outer products are those with (Q'V⁻¹Q)⁻¹ between.
    private double[] TimesInverseCorner(double[] rows)
    {
        var width = _products.Width;
        var corner = Factor.Corner;
        var result = (double[])rows.Clone();
        for (var at = 0; at < result.Length; at += Fixed)
        {
            for (var i = 0; i < Fixed; i++)
            {
                for (var k = 0; k < i; k++)
                    result[at + i] -= corner[i * width + k] * result[at + k];
                result[at + i] /= corner[i * width + i];
            }
        }

        return result;
    }

    private double[] InverseCorner()
    {
        var identity = new double[Fixed * Fixed];
        for (var i = 0; i < Fixed; i++)
            identity[i * Fixed + i] = 1;
        // Row i of the result is L⁻¹ applied to the unit vector i, so the transpose of L⁻¹.
        var transposed = TimesInverseCorner(identity);
        var inverse = new double[Fixed * Fixed];
        for (var i = 0; i < Fixed; i++)
        {
            for (var j = 0; j < Fixed; j++)
                inverse[i * Fixed + j] = transposed[j * Fixed + i];
        }

        return inverse;
    }
}
