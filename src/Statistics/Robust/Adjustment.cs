using System.Numerics.Tensors;
using LobResearch.Statistics.Regression;
using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Robust;

/// <summary>
/// The CR2 adjustment A_g = B_g^(+½) with B_g = ((I − H)(I − H)')_gg: the symmetric inverse square root, pseudo-inverse
/// where a cluster's residuals are tied down; and CR3's A_g = ((I − H)_gg)⁺.
/// </summary>
/// <remarks>
/// Bell &amp; McCaffrey (2002), eq. 5; Pustejovsky &amp; Tipton (2018), eq. 7–9. Directions whose eigenvalue is at most
/// 1e-12 are left out, as in clubSandwich. Leaving them out is the same as absorbing a cluster's own fixed effects, since
/// its residuals are orthogonal to them.
/// </remarks>
internal static class Adjustment
{
    private const double Tolerance = 1e-12;

    /// <summary>Unweighted: B_g = I − Q_g Q_g' and A_g Q_g = Q_g (I − Q_g'Q_g)^(+½).</summary>
    public static IInfluence OfUnweighted(LeastSquaresFit fit, ClusterCells cells) => SpannedInfluence.Of(fit, cells, left => Function(left, InverseRoot));

    /// <summary>
    /// The jackknife: M X_g' W_g ((I − H)_gg)⁻¹ e_g is what leaving cluster g out changes in the coefficients. With
    /// W^½ X = Q R it is R⁻¹ Q_g' (I − Q_g Q_g')⁻¹ W_g^½ e_g.
    /// </summary>
    public static IInfluence Jackknife(LeastSquaresFit fit, ClusterCells cells)
    {
        if (fit.Weights.IsEmpty)
            return SpannedInfluence.Of(fit, cells, left => Function(left, Inverse));
        var (rank, adjusted) = (fit.Rank, new double[fit.ThinQ.Length]);
        foreach (var rows in cells.Members)
        {
            var span = ClusterSpan.Of(fit.ThinQ, rows, cells.Counts, rank);
            var root = Function(Matrix<double>.Build.DenseIdentity(span.Directions.Count) - span.Moments(), Inverse);
            for (var i = 0; i < rows.Length; i++)
            {
                var target = adjusted.AsSpan(rows[i] * rank, rank);
                for (var k = 0; k < span.Directions.Count; k++)
                {
                    var along = 0.0;
                    for (var l = 0; l < span.Directions.Count; l++)
                        along += span.Places[l][i] * root[l, k];
                    TensorPrimitives.MultiplyAdd(span.Directions[k], Math.Sqrt(fit.Weights[rows[i]]) * along, target, target);
                }
            }
        }

        return Influence.FromQSpace(fit, cells, adjusted);
    }

    /// <summary>Per coefficient, in the design's order, the first cluster without which it can't be estimated; −1 when there is none.</summary>
    public static int[] Indispensable(LeastSquaresFit fit, ClusterCells cells)
    {
        var rank = fit.Rank;
        var found = new int[rank];
        Array.Fill(found, -1);
        for (var group = 0; group < cells.Members.Count; group++)
        {
            foreach (var lost in LostDirections(fit.ThinQ, cells.Members[group], cells.Counts, rank))
            {
                for (var i = 0; i < rank; i++)
                {
                    var row = fit.InverseR.AsSpan(fit.Kept[i] * rank, rank);
                    // Coefficient i is R⁻¹'s row times the projections on Q; rounding leaves 1e-16 times the condition number.
                    if (found[i] < 0 && Math.Abs(TensorPrimitives.Dot<double>(row, lost)) > 1e-7 * TensorPrimitives.Norm<double>(row))
                        found[i] = group;
                }
            }
        }

        return found;
    }

    /// <summary>
    /// Weighted: B_g = I + Z C Z' with Z = [B_g, C_g] of <see cref="ResidualMaker.OfWeighted"/>, a change of at most
    /// 2p directions: with Z = U T its inverse square root is I + U (f − I) U' in those directions.
    /// </summary>
    public static IInfluence OfWeighted(LeastSquaresFit fit, ClusterCells cells)
    {
        var rank = fit.Rank;
        var scale = new double[rank * rank];
        for (var row = 0; row < fit.N; row++)
        {
            var q = fit.ThinQ.AsSpan(row * rank, rank);
            for (var i = 0; i < rank; i++)
                TensorPrimitives.MultiplyAdd(q, fit.Weights[row] * q[i], scale.AsSpan(i * rank, rank), scale.AsSpan(i * rank, rank));
        }

        var kernel = Matrix<double>.Build.Dense(2 * rank, 2 * rank, (i, j) =>
            i < rank && j < rank ? scale[i * rank + j] : Math.Abs(i - j) == rank ? -1 : 0);
        var adjusted = new double[fit.ThinQ.Length];
        foreach (var rows in cells.Members)
        {
            var b = Matrix<double>.Build.Dense(rows.Length, rank, (i, j) => fit.ThinQ[rows[i] * rank + j] / Math.Sqrt(fit.Weights[rows[i]]));
            var c = Matrix<double>.Build.Dense(rows.Length, rank, (i, j) => fit.ThinQ[rows[i] * rank + j] * Math.Sqrt(fit.Weights[rows[i]]));
            var result = InverseRootTimes(b.Append(c), kernel, c);
            for (var i = 0; i < rows.Length; i++)
            {
                for (var j = 0; j < rank; j++)
                    adjusted[rows[i] * rank + j] = result[i, j];
            }
        }

        return Influence.FromQSpace(fit, cells, adjusted);
    }

    // Directions of Q's column space in which no row but the cluster's lies.
    private static IEnumerable<double[]> LostDirections(double[] q, int[] rows, double[] counts, int rank)
    {
        var span = ClusterSpan.Of(q, rows, counts, rank);
        var decomposition = span.Moments().Evd(Symmetricity.Symmetric);
        for (var k = 0; k < span.Directions.Count; k++)
        {
            if (1 - decomposition.EigenValues[k].Real > Tolerance)
                continue;
            var direction = new double[rank];
            for (var l = 0; l < span.Directions.Count; l++)
                TensorPrimitives.MultiplyAdd(span.Directions[l], decomposition.EigenVectors[l, k], direction, direction);
            yield return direction;
        }
    }

    // A function of a symmetric matrix, by its eigenvalues.
    private static Matrix<double> Function(Matrix<double> matrix, Func<double, double> function)
    {
        var decomposition = matrix.Evd(Symmetricity.Symmetric);
        var vectors = decomposition.EigenVectors;
        var factors = decomposition.EigenValues.Map(value => function(value.Real));
        var scaled = vectors.Clone();
        for (var j = 0; j < scaled.ColumnCount; j++)
            scaled.SetColumn(j, scaled.Column(j) * factors[j]);
        return scaled.TransposeAndMultiply(vectors);
    }

    // (I + Z K Z')^(+½) applied to the columns of a matrix.
    private static Matrix<double> InverseRootTimes(Matrix<double> z, Matrix<double> kernel, Matrix<double> columns)
    {
        if (z.RowCount <= z.ColumnCount)
        {
            var full = z * kernel * z.Transpose();
            return Function(Matrix<double>.Build.DenseIdentity(z.RowCount) + (full + full.Transpose()) / 2, InverseRoot) * columns;
        }

        var qr = z.QR(MathNet.Numerics.LinearAlgebra.Factorization.QRMethod.Thin);
        var inner = qr.R * kernel * qr.R.Transpose();
        var decomposition = ((inner + inner.Transpose()) / 2).Evd(Symmetricity.Symmetric);
        var directions = qr.Q * decomposition.EigenVectors;
        var parts = directions.TransposeThisAndMultiply(columns);
        for (var i = 0; i < parts.RowCount; i++)
            parts.SetRow(i, parts.Row(i) * (InverseRoot(1 + decomposition.EigenValues[i].Real) - 1));
        return columns + directions * parts;
    }

    private static double Inverse(double eigenvalue) => eigenvalue > Tolerance ? 1 / eigenvalue : 0;

    private static double InverseRoot(double eigenvalue) => eigenvalue > Tolerance ? 1 / Math.Sqrt(eigenvalue) : 0;
}
