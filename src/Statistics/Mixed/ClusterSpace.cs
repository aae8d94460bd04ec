using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Mixed;

/// <summary>
/// A cluster's part of a mixed model in the directions that its columns of X and Z span: V = W⁻¹ + ZΛΛ'Z' maps that space onto
/// itself, and nothing outside it reaches a coefficient, so that a school of a thousand pupils is a matrix of a few rows.
/// </summary>
/// <remarks>
/// With weights that differ the space is built for each weight's rows apart, where W⁻¹ is a multiple of I. At worst, all
/// weights different, it is the space of all rows.
/// </remarks>
/// <param name="X">d × p, of the orthonormal columns Q.</param>
/// <param name="Root">L of V = LL', d × d.</param>
/// <param name="Residuals">Outcome less fixed part, d.</param>
internal sealed record ClusterSpace(Matrix<double> X, Matrix<double> Root, Vector<double> Residuals)
{
    // A direction shorter than this share of its column is what rounding leaves.
    private const double Rounding = 1e-12;

    /// <summary>Reads a cluster.</summary>
    /// <param name="data">The model's rows.</param>
    /// <param name="lambda">Λ per factor on scaled effects.</param>
    /// <param name="residuals">Outcome less fixed part per row, times √w.</param>
    /// <param name="rows">The cluster's rows.</param>
    public static ClusterSpace Of(MixedModelData data, double[][] lambda, double[] residuals, int[] rows)
    {
        var random = RandomColumns(data, lambda, rows);
        var (x, z, e, spreads) = (new List<double[]>(), new List<double[]>(), new List<double>(), new List<double>());
        foreach (var block in Enumerable.Range(0, rows.Length).GroupBy(at => data.Weights?[rows[at]] ?? 1.0))
        {
            var places = block.ToArray();
            var own = Array.ConvertAll(places, at => rows[at]);
            var fixedColumns = Array.ConvertAll(data.Q, column => Array.ConvertAll(own, row => column[row]));
            var randomColumns = random.ConvertAll(column => Array.ConvertAll(places, at => column[at]));
            var outcome = Array.ConvertAll(own, row => residuals[row]);
            // Columns of Q, Z and e hold √w; a row of the model itself has none.
            var scale = 1 / Math.Sqrt(block.Key);
            foreach (var direction in Basis([.. randomColumns, .. fixedColumns]))
            {
                x.Add(Array.ConvertAll(fixedColumns, column => scale * TensorPrimitives.Dot<double>(direction, column)));
                z.Add([.. randomColumns.Select(column => scale * TensorPrimitives.Dot<double>(direction, column))]);
                e.Add(scale * TensorPrimitives.Dot<double>(direction, outcome));
                spreads.Add(scale * scale);
            }
        }

        var effects = Matrix<double>.Build.DenseOfRowArrays(z);
        var v = effects.TransposeAndMultiply(effects) + Matrix<double>.Build.DenseOfDiagonalArray([.. spreads]);
        return new ClusterSpace(Matrix<double>.Build.DenseOfRowArrays(x), v.Cholesky().Factor, Vector<double>.Build.DenseOfEnumerable(e));
    }

    // The cluster's columns of ZΛ, each by the cluster's rows.
    private static List<double[]> RandomColumns(MixedModelData data, double[][] lambda, int[] rows)
    {
        var columns = new List<double[]>();
        for (var f = 0; f < data.Factors.Count; f++)
        {
            var (size, codes, own) = (data.Factors[f].Size, data.Codes[f], data.Random[f]);
            var first = new Dictionary<int, int>();
            for (var at = 0; at < rows.Length; at++)
            {
                if (!first.TryGetValue(codes[rows[at]], out var start))
                {
                    first.Add(codes[rows[at]], start = columns.Count);
                    for (var effect = 0; effect < size; effect++)
                        columns.Add(new double[rows.Length]);
                }

                for (var effect = 0; effect < size; effect++)
                {
                    for (var k = 0; k <= effect; k++)
                        columns[start + k][at] += own[effect][rows[at]] * lambda[f][effect * size + k];
                }
            }
        }

        return columns;
    }

    // Gram–Schmidt, twice over.
    private static List<double[]> Basis(List<double[]> columns)
    {
        var basis = new List<double[]>();
        foreach (var column in columns)
        {
            if (basis.Count == column.Length)
                break;
            var rest = column.ToArray();
            var length = TensorPrimitives.Norm<double>(rest);
            for (var round = 0; round < 2; round++)
            {
                foreach (var direction in basis)
                    TensorPrimitives.MultiplyAdd(direction, -TensorPrimitives.Dot<double>(direction, rest), rest, rest);
            }

            var left = TensorPrimitives.Norm<double>(rest);
            if (left <= Rounding * length)
                continue;
            TensorPrimitives.Divide(rest, left, rest);
            basis.Add(rest);
        }

        return basis;
    }
}
