using System.Numerics;

namespace LobResearch.Statistics.Bootstrap;

/// <summary>
/// Per weight vector the five numbers that give its |t*| under any null: a'v = n0 − δ n1 and |Kv|² = d00 − 2δ d01 + δ² d11.
/// </summary>
internal sealed class BootstrapDraws
{
    private const int Lanes = 64;
    private const int Wide = 4;

    // Vectors per piece of work: a fixed number, so that how work is divided never changes a result.
    private const int Piece = 4096;
    private const double TieTolerance = 1e-10;
    private readonly WeightVectors _vectors;
    private readonly double _variance;
    private readonly double[] _n0;
    private readonly double[] _n1;
    private readonly double[] _d00;
    private readonly double[] _d01;
    private readonly double[] _d11;

    private BootstrapDraws(WeightVectors vectors, double variance)
    {
        (_vectors, _variance) = (vectors, variance);
        (_n0, _n1, _d00, _d01, _d11) = (new double[vectors.Count], new double[vectors.Count], new double[vectors.Count], new double[vectors.Count], new double[vectors.Count]);
    }

    public static BootstrapDraws Make(ClusterScores scores, WeightVectors vectors, int threads)
    {
        var draws = new BootstrapDraws(vectors, scores.Variance);
        var pieces = (vectors.Count + Piece - 1) / Piece;
        if (pieces == 1 || threads == 1)
        {
            for (var piece = 0; piece < pieces; piece++)
                draws.Compute(scores, piece);
        }
        else
        {
            Parallel.For(0, pieces, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? -1 : threads }, piece => draws.Compute(scores, piece));
        }

        return draws;
    }

    /// <summary>The share of vectors with |t*| at least |t| when β = β̂ + δ is imposed.</summary>
    public double P(double delta)
    {
        // (n0 − δ n1)² / d(δ) ≥ δ² / Σŝ², without divisions: a sample without residual variation has t* infinite.
        var bound = delta * delta * (1 - TieTolerance) * (1 - TieTolerance) / _variance;
        var count = 0;
        for (var i = 0; i < _n0.Length; i++)
        {
            var numerator = _n0[i] - delta * _n1[i];
            var denominator = _d00[i] - delta * (2 * _d01[i] - delta * _d11[i]);
            if (numerator * numerator >= bound * denominator)
                count++;
        }

        return _vectors.Share(count);
    }

    /// <summary>t*² per vector when β = β̂ + δ is imposed, without the small-sample factor.</summary>
    public double[] SquaredStatistics(double delta)
    {
        var statistics = new double[_n0.Length];
        for (var i = 0; i < statistics.Length; i++)
        {
            var numerator = _n0[i] - delta * _n1[i];
            var denominator = _d00[i] - delta * (2 * _d01[i] - delta * _d11[i]);
            statistics[i] = denominator > 0 ? numerator * numerator / denominator : double.PositiveInfinity;
        }

        return statistics;
    }

    private void Compute(ClusterScores scores, int piece)
    {
        var clusters = scores.Own.Length;
        var weights = new double[clusters * Lanes];
        var end = Math.Min((piece + 1) * Piece, _n0.Length);
        for (var first = piece * Piece; first < end; first += Lanes)
        {
            _vectors.Fill(first, Lanes, weights);
            for (var lane = 0; lane < Lanes && first + lane < end; lane += Wide * Vector<double>.Count)
                Moments(scores, weights.AsSpan(lane), first + lane, Math.Min(Wide * Vector<double>.Count, end - first - lane));
        }
    }

    // A register holds one cluster's weights in as many weight vectors as fit; four at a time, so that their sums overlap.
    private void Moments(ClusterScores scores, ReadOnlySpan<double> weights, int first, int count)
    {
        var (clusters, width) = (scores.Own.Length, Vector<double>.Count);
        Span<Vector<double>> sums = stackalloc Vector<double>[5 * Wide];
        Span<Vector<double>> at = stackalloc Vector<double>[Wide];
        Span<Vector<double>> slope = stackalloc Vector<double>[Wide];
        sums.Clear();
        for (var g = 0; g < clusters; g++)
        {
            Scores(scores.Kernel.AsSpan(g * clusters, clusters), scores.KernelSlope.AsSpan(g * clusters, clusters), weights, at, slope);
            for (var k = 0; k < Wide; k++)
            {
                var own = new Vector<double>(weights[(g * Lanes + k * width)..]);
                sums[k] = Vector.FusedMultiplyAdd(new Vector<double>(scores.Own[g]), own, sums[k]);
                sums[Wide + k] = Vector.FusedMultiplyAdd(new Vector<double>(scores.OwnSlope[g]), own, sums[Wide + k]);
                sums[2 * Wide + k] = Vector.FusedMultiplyAdd(at[k], at[k], sums[2 * Wide + k]);
                sums[3 * Wide + k] = Vector.FusedMultiplyAdd(at[k], slope[k], sums[3 * Wide + k]);
                sums[4 * Wide + k] = Vector.FusedMultiplyAdd(slope[k], slope[k], sums[4 * Wide + k]);
            }
        }

        for (var i = 0; i < count; i++)
        {
            var (k, lane) = (i / width, i % width);
            (_n0[first + i], _n1[first + i]) = (sums[k][lane], sums[Wide + k][lane]);
            (_d00[first + i], _d01[first + i], _d11[first + i]) = (sums[2 * Wide + k][lane], sums[3 * Wide + k][lane], sums[4 * Wide + k][lane]);
        }
    }

    // One row of K and of its slope, times the weights.
    private static void Scores(
        ReadOnlySpan<double> kernel, ReadOnlySpan<double> kernelSlope, ReadOnlySpan<double> weights, Span<Vector<double>> at, Span<Vector<double>> slope)
    {
        var width = Vector<double>.Count;
        var (a0, a1, a2, a3) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        var (b0, b1, b2, b3) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        for (var h = 0; h < kernel.Length; h++)
        {
            var own = weights[(h * Lanes)..];
            var (v0, v1, v2, v3) = (new Vector<double>(own), new Vector<double>(own[width..]), new Vector<double>(own[(2 * width)..]), new Vector<double>(own[(3 * width)..]));
            var (k, l) = (new Vector<double>(kernel[h]), new Vector<double>(kernelSlope[h]));
            a0 = Vector.FusedMultiplyAdd(k, v0, a0);
            a1 = Vector.FusedMultiplyAdd(k, v1, a1);
            a2 = Vector.FusedMultiplyAdd(k, v2, a2);
            a3 = Vector.FusedMultiplyAdd(k, v3, a3);
            b0 = Vector.FusedMultiplyAdd(l, v0, b0);
            b1 = Vector.FusedMultiplyAdd(l, v1, b1);
            b2 = Vector.FusedMultiplyAdd(l, v2, b2);
            b3 = Vector.FusedMultiplyAdd(l, v3, b3);
        }

        (at[0], at[1], at[2], at[3]) = (a0, a1, a2, a3);
        (slope[0], slope[1], slope[2], slope[3]) = (b0, b1, b2, b3);
    }
}
