using System.Numerics.Tensors;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Robust;

/// <summary>
/// The n × p matrix whose block H_g = A_g W_g X_g M carries a cluster's residuals to its part in the coefficients.
/// Rows are contiguous, filled for one row of each cell; columns are in the design's order.
/// </summary>
internal sealed class Influence(double[] values, int columns, ClusterCells cells) : IInfluence
{
    /// <summary>A_g = I: CR0 and its multiples.</summary>
    public static Influence Plain(LeastSquaresFit fit, ClusterCells cells)
    {
        // W X M = W^½ Q R⁻ᵀ, since W^½ X = Q R.
        var plain = TimesInverseRTransposed(fit, cells, fit.ThinQ);
        if (!fit.Weights.IsEmpty)
        {
            for (var row = 0; row < fit.N; row++)
                Scale(plain.AsSpan(row * fit.Rank, fit.Rank), Math.Sqrt(fit.Weights[row]));
        }

        return new Influence(plain, fit.Rank, cells);
    }

    /// <summary>From the n × rank matrix T with H = T R⁻ᵀ, T's columns in the QR's order.</summary>
    public static Influence FromQSpace(LeastSquaresFit fit, ClusterCells cells, double[] adjustedQ) =>
        new(TimesInverseRTransposed(fit, cells, adjustedQ), fit.Rank, cells);

    public double[,] Covariance(double factor)
    {
        var matrix = new double[columns, columns];
        var score = new double[columns];
        foreach (var rows in cells.Members)
        {
            Array.Clear(score);
            foreach (var row in rows)
                TensorPrimitives.MultiplyAdd(Row(row), cells.Residuals[row], score, score);
            for (var i = 0; i < columns; i++)
            {
                for (var j = 0; j <= i; j++)
                    matrix[i, j] += score[i] * score[j];
            }
        }

        for (var i = 0; i < columns; i++)
        {
            for (var j = 0; j <= i; j++)
                matrix[j, i] = matrix[i, j] *= factor;
        }

        return matrix;
    }

    public double[] DegreesOfFreedom(LeastSquaresFit fit)
    {
        var members = cells.Members;
        var correction = fit.Weights.IsEmpty ? ResidualMaker.OfUnweighted(fit) : ResidualMaker.OfWeighted(fit);
        var degrees = new double[columns];
        var z = new double[members.Count * correction.Width];
        var lengths = new double[members.Count];
        for (var coefficient = 0; coefficient < columns; coefficient++)
        {
            Array.Clear(z);
            Array.Clear(lengths);
            for (var group = 0; group < members.Count; group++)
            {
                var own = z.AsSpan(group * correction.Width, correction.Width);
                foreach (var row in members[group])
                {
                    var h = values[row * columns + coefficient];
                    lengths[group] += cells.Counts[row] * h * h;
                    correction.Accumulate(row, cells.Counts[row] * h, own);
                }
            }

            degrees[coefficient] = correction.Satterthwaite(lengths, z);
        }

        return degrees;
    }

    private Span<double> Row(int row) => values.AsSpan(row * columns, columns);

    private static double[] TimesInverseRTransposed(LeastSquaresFit fit, ClusterCells cells, double[] q)
    {
        var rank = fit.Rank;
        // Row i of R⁻¹ in the design's order gives coefficient i.
        var inverse = new double[rank * rank];
        for (var i = 0; i < rank; i++)
            fit.InverseR.AsSpan(fit.Kept[i] * rank, rank).CopyTo(inverse.AsSpan(i * rank));
        var product = new double[q.Length];
        foreach (var row in cells.Members.SelectMany(rows => rows))
        {
            var source = q.AsSpan(row * rank, rank);
            for (var i = 0; i < rank; i++)
                product[row * rank + i] = TensorPrimitives.Dot<double>(source, inverse.AsSpan(i * rank, rank));
        }

        return product;
    }

    private static void Scale(Span<double> row, double by) => TensorPrimitives.Multiply(row, by, row);
}
