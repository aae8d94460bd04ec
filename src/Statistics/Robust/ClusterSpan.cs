using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Robust;

/// <summary>
/// A cluster's rows of Q as Q_g = T D: r orthonormal directions D, and the rows' places T along them. A school's rows hardly
/// differ in most columns (other schools' indicators), so r is often a few where there are many rows and columns.
/// </summary>
internal sealed class ClusterSpan
{
    // Shorter rests, as a share of the longest row, are what rounding leaves.
    private const double Rounding = 1e-12;

    private readonly List<double[]> _directions = [];
    private readonly List<double[]> _places = [];
    private readonly int[] _rows;
    private readonly double[] _counts;

    private ClusterSpan(int[] rows, double[] counts) => (_rows, _counts) = (rows, counts);

    /// <summary>The r directions, each of p numbers.</summary>
    public IReadOnlyList<double[]> Directions => _directions;

    /// <summary>Per direction the rows' places along it.</summary>
    public IReadOnlyList<double[]> Places => _places;

    /// <summary>Gram–Schmidt with the longest rest first.</summary>
    public static ClusterSpan Of(double[] q, int[] rows, double[] counts, int rank)
    {
        var span = new ClusterSpan(rows, counts);
        var rest = new double[rows.Length * rank];
        var lengths = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            q.AsSpan(rows[i] * rank, rank).CopyTo(rest.AsSpan(i * rank));
            lengths[i] = TensorPrimitives.SumOfSquares<double>(rest.AsSpan(i * rank, rank));
        }

        var end = Rounding * Rounding * lengths.Max();
        while (span._directions.Count < Math.Min(rows.Length, rank))
        {
            var pivot = TensorPrimitives.IndexOfMax<double>(lengths);
            if (lengths[pivot] <= end)
                break;
            span.TakeOut(rest.AsSpan(pivot * rank, rank).ToArray(), rest, lengths);
        }

        return span;
    }

    /// <summary>S = T'NT, r × r, N the rows that each cell stands for.</summary>
    public Matrix<double> Moments()
    {
        var r = _directions.Count;
        var counts = Array.ConvertAll(_rows, row => _counts[row]);
        var weighted = _places.ConvertAll(place =>
        {
            var product = new double[counts.Length];
            TensorPrimitives.Multiply(place, counts, product);
            return product;
        });
        var moments = Matrix<double>.Build.Dense(r, r);
        for (var k = 0; k < r; k++)
        {
            for (var l = 0; l <= k; l++)
                moments[k, l] = moments[l, k] = TensorPrimitives.Dot<double>(_places[k], weighted[l]);
        }

        return moments;
    }

    private void TakeOut(double[] direction, double[] rest, double[] lengths)
    {
        foreach (var earlier in _directions)
            TensorPrimitives.MultiplyAdd(earlier, -TensorPrimitives.Dot<double>(earlier, direction), direction, direction);
        TensorPrimitives.Divide(direction, TensorPrimitives.Norm<double>(direction), direction);
        var places = new double[lengths.Length];
        for (var i = 0; i < lengths.Length; i++)
        {
            var own = rest.AsSpan(i * direction.Length, direction.Length);
            places[i] = TensorPrimitives.Dot<double>(own, direction);
            TensorPrimitives.MultiplyAdd(direction, -places[i], own, own);
            lengths[i] = TensorPrimitives.SumOfSquares<double>(own);
        }

        _directions.Add(direction);
        _places.Add(places);
    }
}
