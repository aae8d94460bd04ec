using System.Numerics.Tensors;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Bootstrap;

/// <summary>
/// All that the wild cluster bootstrap of one coefficient needs of the data: two vectors of G and two matrices of G × G.
/// </summary>
/// <remarks>
/// <para>Roodman, MacKinnon, Nielsen &amp; Webb (2019), Fast and wild, <i>Stata Journal</i> 19, 4–60, section 5. With
/// W^½X = QR, ρ the coefficient's row of R⁻¹, and the null β = b imposed, the restricted residuals are linear in
/// δ = b − β̂: ũ = û − δ x̃, where W^½x̃ = Qρ/|ρ|² (Frisch–Waugh–Lovell). For weights v per cluster</para>
/// <para>β̂* − b = a'v with a_g = ρ'z_g, z_g = Q_g'ũ_g; the cluster scores of the bootstrap sample's own residuals are
/// Kv with K_gh = 1{g = h} a_g − r_g'z_h, r_g = Q_g'Q_gρ; and t* = a'v / |Kv| up to a factor that cancels.</para>
/// <para>Both a and K are linear in δ: value = AtEstimate − δ · Slope.</para>
/// </remarks>
internal sealed class ClusterScores
{
    private const double NoPart = 1e-11;

    private ClusterScores(int clusters) =>
        (Own, OwnSlope, Kernel, KernelSlope) = (new double[clusters], new double[clusters], new double[clusters * clusters], new double[clusters * clusters]);

    /// <summary>a at the estimate: the clusters' scores of the fit's residuals, which sum to 0.</summary>
    public double[] Own { get; }

    /// <summary>What a loses per unit of δ.</summary>
    public double[] OwnSlope { get; }

    /// <summary>K at the estimate, row by row.</summary>
    public double[] Kernel { get; }

    /// <summary>What K loses per unit of δ.</summary>
    public double[] KernelSlope { get; }

    /// <summary>Σ a_g² at the estimate: the CR0 variance of the coefficient, whatever the null.</summary>
    public double Variance => TensorPrimitives.SumOfSquares<double>(Own);

    /// <summary>Clusters whose weight can change |t*|: not those that a fixed effect of their own takes out of the coefficient.</summary>
    /// <remarks>
    /// A cluster has no part when r_g = 0 and Σ_h (r_h'z_g)² = 0: then row and column g of K, and of its slope, are 0. Needs p × p
    /// numbers, whatever the number of clusters.
    /// </remarks>
    public static int Contributing(LeastSquaresFit fit, int coefficient, IReadOnlyList<int[]> members)
    {
        var (rank, clusters) = (fit.Rank, members.Count);
        var (_, z, r) = Projections(fit, coefficient, members);
        var moments = new double[rank * rank];
        for (var g = 0; g < clusters; g++)
        {
            for (var i = 0; i < rank; i++)
                TensorPrimitives.MultiplyAdd(r.AsSpan(g * rank, rank), r[g * rank + i], moments.AsSpan(i * rank, rank), moments.AsSpan(i * rank, rank));
        }

        var (parts, sizes) = (new double[clusters], new double[clusters]);
        for (var g = 0; g < clusters; g++)
        {
            sizes[g] = TensorPrimitives.SumOfSquares<double>(r.AsSpan(g * rank, rank));
            for (var i = 0; i < rank; i++)
                parts[g] += z[g * rank + i] * TensorPrimitives.Dot<double>(moments.AsSpan(i * rank, rank), z.AsSpan(g * rank, rank));
        }

        var (rounding, roundingOfSlope) = (NoPart * NoPart * parts.Sum(), NoPart * NoPart * sizes.Sum());
        return Enumerable.Range(0, clusters).Count(g => parts[g] > rounding || sizes[g] > roundingOfSlope);
    }

    /// <summary>Scores of the coefficient at a place of the fit's table, clusters in the order given.</summary>
    public static ClusterScores Of(LeastSquaresFit fit, int coefficient, IReadOnlyList<int[]> members)
    {
        var (rank, clusters) = (fit.Rank, members.Count);
        var scores = new ClusterScores(clusters);
        var (rho, z, r) = Projections(fit, coefficient, members);
        var length = TensorPrimitives.SumOfSquares<double>(rho);
        for (var g = 0; g < clusters; g++)
        {
            scores.Own[g] = TensorPrimitives.Dot<double>(rho, z.AsSpan(g * rank, rank));
            scores.OwnSlope[g] = TensorPrimitives.Dot<double>(rho, r.AsSpan(g * rank, rank)) / length;
        }

        for (var g = 0; g < clusters; g++)
        {
            var projected = r.AsSpan(g * rank, rank);
            for (var h = 0; h < clusters; h++)
            {
                scores.Kernel[g * clusters + h] = (g == h ? scores.Own[g] : 0) - TensorPrimitives.Dot<double>(projected, z.AsSpan(h * rank, rank));
                scores.KernelSlope[g * clusters + h] = (g == h ? scores.OwnSlope[g] : 0) - TensorPrimitives.Dot<double>(projected, r.AsSpan(h * rank, rank)) / length;
            }
        }

        return scores;
    }

    // ρ, z_g = Q_g'û_g and r_g = Q_g'Q_gρ: the one pass over the rows.
    private static (double[] Rho, double[] Z, double[] R) Projections(LeastSquaresFit fit, int coefficient, IReadOnlyList<int[]> members)
    {
        var rank = fit.Rank;
        var rho = fit.InverseR.AsSpan(fit.Kept[coefficient] * rank, rank).ToArray();
        var (z, r) = (new double[members.Count * rank], new double[members.Count * rank]);
        for (var g = 0; g < members.Count; g++)
        {
            var own = z.AsSpan(g * rank, rank);
            var projected = r.AsSpan(g * rank, rank);
            foreach (var row in members[g])
            {
                var q = fit.ThinQ.AsSpan(row * rank, rank);
                var residual = fit.Residuals[row] * (fit.Weights.IsEmpty ? 1 : Math.Sqrt(fit.Weights[row]));
                TensorPrimitives.MultiplyAdd(q, residual, own, own);
                TensorPrimitives.MultiplyAdd(q, TensorPrimitives.Dot<double>(q, rho), projected, projected);
            }
        }

        return (rho, z, r);
    }
}
