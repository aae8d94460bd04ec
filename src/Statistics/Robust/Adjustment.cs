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

    // Rounding of sums of products, as a share of the trace.
    private const double NumericalRank = 1e-15;

    /// <summary>
    /// Unweighted: B_g = I − Q_g Q_g'. With Q_g'Q_g = V s V' one has A_g Q_g = Q_g V (1 − s)^-½ V', so that only a
    /// matrix of the smaller of rows and columns is decomposed.
    /// </summary>
    public static Influence OfUnweighted(LeastSquaresFit fit, ClusterCells cells) =>
        Influence.FromQSpace(fit, cells, Adjusted(fit, cells, InverseRoot));

    /// <summary>
    /// The jackknife: M X_g' W_g ((I − H)_gg)⁻¹ e_g is what leaving cluster g out changes in the coefficients. With
    /// W^½ X = Q R it is R⁻¹ Q_g' (I − Q_g Q_g')⁻¹ W_g^½ e_g.
    /// </summary>
    public static Influence Jackknife(LeastSquaresFit fit, ClusterCells cells)
    {
        var adjusted = Adjusted(fit, cells, Inverse);
        for (var row = 0; !fit.Weights.IsEmpty && row < fit.N; row++)
        {
            var values = adjusted.AsSpan(row * fit.Rank, fit.Rank);
            TensorPrimitives.Multiply(values, Math.Sqrt(fit.Weights[row]), values);
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
    public static Influence OfWeighted(LeastSquaresFit fit, ClusterCells cells)
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

    // A cell of m rows is one row √m times as long, and its own rows are 1/√m of what comes out.
    private static double[] Adjusted(LeastSquaresFit fit, ClusterCells cells, Func<double, double> factor)
    {
        var adjusted = new double[fit.ThinQ.Length];
        foreach (var rows in cells.Members)
        {
            if (rows.Length <= fit.Rank)
                AdjustSmall(fit.ThinQ, rows, cells.Counts, fit.Rank, factor, adjusted);
            else
                AdjustLarge(fit.ThinQ, rows, cells.Counts, fit.Rank, factor, adjusted);
        }

        return adjusted;
    }

    private static void AdjustSmall(double[] q, int[] rows, double[] counts, int rank, Func<double, double> factor, double[] adjusted)
    {
        var size = rows.Length;
        var root = FunctionOfComplement(RowProducts(q, rows, counts, rank), factor);
        for (var i = 0; i < size; i++)
        {
            var target = adjusted.AsSpan(rows[i] * rank, rank);
            for (var j = 0; j < size; j++)
                TensorPrimitives.MultiplyAdd(q.AsSpan(rows[j] * rank, rank), root[i, j] * Math.Sqrt(counts[rows[j]] / counts[rows[i]]), target, target);
        }
    }

    // Q_g f(I − Q_g'Q_g) = Q_g + Q_g L W (f(1 − s) − 1)/s W'L' with Q_g'Q_g = LL' of its numerical rank r and L'L = W s W': only
    // r × r is decomposed, and a cluster in which most columns are 0 (other clusters' indicators) has a small r.
    private static void AdjustLarge(double[] q, int[] rows, double[] counts, int rank, Func<double, double> factor, double[] adjusted)
    {
        var lower = RankRevealing(ColumnProducts(q, rows, counts, rank), rank);
        var decomposition = lower.TransposeThisAndMultiply(lower).Evd(Symmetricity.Symmetric);
        var directions = lower * decomposition.EigenVectors;
        var (width, along) = (directions.ColumnCount, directions.ToColumnMajorArray());
        var parts = new double[width];
        for (var k = 0; k < width; k++)
        {
            var s = decomposition.EigenValues[k].Real;
            parts[k] = s > 0 ? (factor(1 - s) - 1) / s : 0;
        }

        foreach (var row in rows)
        {
            var own = q.AsSpan(row * rank, rank);
            var target = adjusted.AsSpan(row * rank, rank);
            own.CopyTo(target);
            for (var k = 0; k < width; k++)
            {
                var direction = along.AsSpan(k * rank, rank);
                TensorPrimitives.MultiplyAdd(direction, parts[k] * TensorPrimitives.Dot<double>(own, direction), target, target);
            }
        }
    }

    // Cholesky with the largest remaining diagonal first, until rounding is all that remains (Higham 2002, section 10.3).
    private static Matrix<double> RankRevealing(Matrix<double> products, int size)
    {
        var left = products.ToRowMajorArray();
        var columns = new List<double[]>();
        var end = NumericalRank * Enumerable.Range(0, size).Sum(i => left[i * size + i]);
        while (columns.Count < size)
        {
            var pivot = 0;
            for (var i = 1; i < size; i++)
                pivot = left[i * size + i] > left[pivot * size + pivot] ? i : pivot;
            if (left[pivot * size + pivot] <= end)
                break;
            var column = new double[size];
            TensorPrimitives.Divide(left.AsSpan(pivot * size, size), Math.Sqrt(left[pivot * size + pivot]), column);
            for (var i = 0; i < size; i++)
            {
                if (column[i] != 0)
                    TensorPrimitives.MultiplyAdd(column, -column[i], left.AsSpan(i * size, size), left.AsSpan(i * size, size));
            }

            columns.Add(column);
        }

        return columns.Count > 0 ? Matrix<double>.Build.DenseOfColumnArrays(columns) : Matrix<double>.Build.Dense(size, 1);
    }

    // Directions of Q's column space in which no row but the cluster's lies.
    private static IEnumerable<double[]> LostDirections(double[] q, int[] rows, double[] counts, int rank)
    {
        var small = rows.Length <= rank;
        var decomposition = (small ? RowProducts(q, rows, counts, rank) : ColumnProducts(q, rows, counts, rank)).Evd(Symmetricity.Symmetric);
        for (var k = 0; k < decomposition.EigenValues.Count; k++)
        {
            if (1 - decomposition.EigenValues[k].Real > Tolerance)
                continue;
            var vector = decomposition.EigenVectors.Column(k);
            if (!small)
            {
                yield return vector.ToArray();
                continue;
            }

            var direction = new double[rank];
            for (var i = 0; i < rows.Length; i++)
                TensorPrimitives.MultiplyAdd(q.AsSpan(rows[i] * rank, rank), vector[i] * Math.Sqrt(counts[rows[i]]), direction, direction);
            yield return direction;
        }
    }

    // Q_g Q_g'
    private static Matrix<double> RowProducts(double[] q, int[] rows, double[] counts, int rank)
    {
        var products = Matrix<double>.Build.Dense(rows.Length, rows.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                products[i, j] = products[j, i] = Math.Sqrt(counts[rows[i]] * counts[rows[j]])
                    * TensorPrimitives.Dot<double>(q.AsSpan(rows[i] * rank, rank), q.AsSpan(rows[j] * rank, rank));
            }
        }

        return products;
    }

    // Q_g' Q_g
    private static Matrix<double> ColumnProducts(double[] q, int[] rows, double[] counts, int rank)
    {
        var gram = new double[rank * rank];
        foreach (var row in rows)
        {
            var values = q.AsSpan(row * rank, rank);
            for (var i = 0; i < rank; i++)
            {
                if (values[i] != 0)
                    TensorPrimitives.MultiplyAdd(values[..(i + 1)], counts[row] * values[i], gram.AsSpan(i * rank, i + 1), gram.AsSpan(i * rank, i + 1));
            }
        }

        return Matrix<double>.Build.Dense(rank, rank, (i, j) => i >= j ? gram[i * rank + j] : gram[j * rank + i]);
    }

    // f(I − S) for a symmetric S with eigenvalues from 0 to 1.
    private static Matrix<double> FunctionOfComplement(Matrix<double> s, Func<double, double> function)
    {
        var decomposition = s.Evd(Symmetricity.Symmetric);
        var vectors = decomposition.EigenVectors;
        var factors = decomposition.EigenValues.Map(value => function(1 - value.Real));
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
            return FunctionOfComplement(-(full + full.Transpose()) / 2, InverseRoot) * columns;
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
