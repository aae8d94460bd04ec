using System.Numerics.Tensors;
using LobResearch.Statistics.Regression;
using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Robust;

/// <summary>
/// What <see cref="Influence"/> is, without its rows: with Q_g = TD and S = T'NT the block is H_g = T f(I − S) D R⁻ᵀ, so that
/// everything happens in the few directions D of a cluster.
/// </summary>
internal sealed class SpannedInfluence : IInfluence
{
    private readonly LeastSquaresFit _fit;
    private readonly Part[] _parts;

    private SpannedInfluence(LeastSquaresFit fit, Part[] parts) => (_fit, _parts) = (fit, parts);

    /// <summary>For a fit without weights.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="cells">Its clusters.</param>
    /// <param name="function">f, applied to a symmetric matrix.</param>
    public static SpannedInfluence Of(LeastSquaresFit fit, ClusterCells cells, Func<Matrix<double>, Matrix<double>> function) =>
        new(fit, [.. cells.Members.Select(rows => Part.Of(fit, cells, rows, function))]);

    public double[,] Covariance(double factor)
    {
        var columns = _fit.Rank;
        var matrix = new double[columns * columns];
        foreach (var part in _parts)
        {
            for (var i = 0; i < columns; i++)
            {
                var row = matrix.AsSpan(i * columns, i + 1);
                TensorPrimitives.MultiplyAdd(part.Score.AsSpan(0, i + 1), part.Score[i], row, row);
            }
        }

        var covariance = new double[columns, columns];
        for (var i = 0; i < columns; i++)
        {
            for (var j = 0; j <= i; j++)
                covariance[i, j] = covariance[j, i] = factor * matrix[i * columns + j];
        }

        return covariance;
    }

    public double[] DegreesOfFreedom(LeastSquaresFit fit)
    {
        var columns = fit.Rank;
        var maker = ResidualMaker.OfWhitened(columns);
        var degrees = new double[columns];
        var z = new double[_parts.Length * columns];
        var lengths = new double[_parts.Length];
        for (var coefficient = 0; coefficient < columns; coefficient++)
        {
            Array.Clear(z);
            for (var group = 0; group < _parts.Length; group++)
            {
                var part = _parts[group];
                lengths[group] = part.Lengths[coefficient];
                var own = z.AsSpan(group * columns, columns);
                for (var k = 0; k < part.Directions.Count; k++)
                    TensorPrimitives.MultiplyAdd(part.Directions[k], part.Along[k][coefficient], own, own);
            }

            degrees[coefficient] = maker.Satterthwaite(lengths, z);
        }

        return degrees;
    }

    // Score H_g'e, Lengths |h|², Along S f(I − S) D R⁻ᵀ: z = Q_g'h = D' Along; all by coefficient.
    private sealed record Part(IReadOnlyList<double[]> Directions, double[] Score, double[] Lengths, double[][] Along)
    {
        public static Part Of(LeastSquaresFit fit, ClusterCells cells, int[] rows, Func<Matrix<double>, Matrix<double>> function)
        {
            var span = ClusterSpan.Of(fit.ThinQ, rows, cells.Counts, fit.Rank);
            var (r, columns) = (span.Directions.Count, fit.Rank);
            var moments = span.Moments();
            var adjusted = Times(function(Matrix<double>.Build.DenseIdentity(r) - moments), [.. span.Directions.Select(direction => InCoefficients(fit, direction))]);
            var along = Times(moments, adjusted);
            var residuals = Array.ConvertAll(rows, row => cells.Residuals[row]);
            var (score, lengths) = (new double[columns], new double[columns]);
            for (var k = 0; k < r; k++)
            {
                TensorPrimitives.MultiplyAdd(adjusted[k], TensorPrimitives.Dot<double>(span.Places[k], residuals), score, score);
                TensorPrimitives.MultiplyAdd(adjusted[k], along[k], lengths, lengths);
            }

            return new Part(span.Directions, score, lengths, along);
        }

        private static double[] InCoefficients(LeastSquaresFit fit, double[] direction)
        {
            var result = new double[fit.Rank];
            for (var i = 0; i < result.Length; i++)
                result[i] = TensorPrimitives.Dot<double>(fit.InverseR.AsSpan(fit.Kept[i] * fit.Rank, fit.Rank), direction);
            return result;
        }

        private static double[][] Times(Matrix<double> left, double[][] right)
        {
            var product = new double[right.Length][];
            for (var k = 0; k < right.Length; k++)
            {
                product[k] = new double[right[k].Length];
                for (var l = 0; l < right.Length; l++)
                    TensorPrimitives.MultiplyAdd(right[l], left[k, l], product[k], product[k]);
            }

            return product;
        }
    }
}
