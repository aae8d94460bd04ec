using System.Numerics.Tensors;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Robust;

/// <summary>
/// P_gh = δ_gh |h_g|² − z_g' K z_h: what the residual maker I − H leaves of the working covariance, written with vectors
/// per cluster so that no matrix of rows × rows or clusters × clusters is needed.
/// </summary>
internal sealed class ResidualMaker
{
    private readonly double[] _basis;
    private readonly int _rank;
    private readonly double[]? _kernel;
    private readonly double[]? _weights;

    private ResidualMaker(double[] basis, int rank, int width, double[]? kernel, double[]? weights) =>
        (_basis, _rank, Width, _kernel, _weights) = (basis, rank, width, kernel, weights);

    /// <summary>Length of a cluster's vector z.</summary>
    public int Width { get; }

    /// <summary>(I − H)(I − H)' = I − QQ': z_g = Q_g' h_g and K = I.</summary>
    public static ResidualMaker OfUnweighted(LeastSquaresFit fit) => new(fit.ThinQ, fit.Rank, fit.Rank, null, null);

    /// <summary>For vectors z that are made elsewhere, with K = I.</summary>
    public static ResidualMaker OfWhitened(int width) => new([], width, width, null, null);

    /// <summary>
    /// With weights H = X M X'W is not symmetric. Writing X = W^-½ Q R: (I − H)(I − H)' = I − BC' − CB' + B S B' with
    /// B = W^-½ Q, C = W^½ Q and S = C'C; z_g = [B_g' h_g ; C_g' h_g], K = [−S, I ; I, 0].
    /// </summary>
    public static ResidualMaker OfWeighted(LeastSquaresFit fit)
    {
        var rank = fit.Rank;
        var kernel = new double[4 * rank * rank];
        var width = 2 * rank;
        for (var row = 0; row < fit.N; row++)
        {
            var q = fit.ThinQ.AsSpan(row * rank, rank);
            for (var i = 0; i < rank; i++)
                TensorPrimitives.MultiplyAdd(q, -fit.Weights[row] * q[i], kernel.AsSpan(i * width, rank), kernel.AsSpan(i * width, rank));
        }

        for (var i = 0; i < rank; i++)
        {
            kernel[i * width + rank + i] = 1;
            kernel[(rank + i) * width + i] = 1;
        }

        return new ResidualMaker(fit.ThinQ, rank, width, kernel, fit.Weights.ToArray());
    }

    /// <summary>Adds a row's part to its cluster's vector.</summary>
    public void Accumulate(int row, double h, Span<double> z)
    {
        var q = _basis.AsSpan(row * _rank, _rank);
        if (_weights is null)
        {
            TensorPrimitives.MultiplyAdd(q, h, z, z);
            return;
        }

        var root = Math.Sqrt(_weights[row]);
        TensorPrimitives.MultiplyAdd(q, h / root, z[.._rank], z[.._rank]);
        TensorPrimitives.MultiplyAdd(q, h * root, z[_rank..], z[_rank..]);
    }

    /// <summary>(Σ P_gg)² / Σ P_gh², from the clusters' |h_g|² and vectors z_g (G × Width, row by row).</summary>
    public double Satterthwaite(double[] lengths, double[] z)
    {
        var clusters = lengths.Length;
        var kz = _kernel is null ? z : TimesKernel(z, clusters);
        var trace = 0.0;
        var squares = 0.0;
        for (var g = 0; g < clusters; g++)
        {
            var own = TensorPrimitives.Dot<double>(z.AsSpan(g * Width, Width), kz.AsSpan(g * Width, Width));
            trace += lengths[g] - own;
            // Σ P² = Σ d² − 2 Σ d z'Kz + Σ (z_g'K z_h)²
            squares += lengths[g] * (lengths[g] - 2 * own);
        }

        squares += clusters <= Width ? SumOfSquaredProducts(z, kz, clusters) : SumOfSquaredMoments(z, kz, clusters);
        return squares > 0 ? trace * trace / squares : double.NaN;
    }

    private double[] TimesKernel(double[] z, int clusters)
    {
        var product = new double[z.Length];
        for (var g = 0; g < clusters; g++)
        {
            for (var i = 0; i < Width; i++)
                product[g * Width + i] = TensorPrimitives.Dot<double>(_kernel.AsSpan(i * Width, Width), z.AsSpan(g * Width, Width));
        }

        return product;
    }

    private double SumOfSquaredProducts(double[] z, double[] kz, int clusters)
    {
        var sum = 0.0;
        for (var g = 0; g < clusters; g++)
        {
            for (var h = 0; h <= g; h++)
            {
                var product = TensorPrimitives.Dot<double>(z.AsSpan(g * Width, Width), kz.AsSpan(h * Width, Width));
                sum += (h == g ? 1 : 2) * product * product;
            }
        }

        return sum;
    }

    // Σ_gh (z_g'K z_h)² = tr((K Σ z z')²), for more clusters than columns.
    private double SumOfSquaredMoments(double[] z, double[] kz, int clusters)
    {
        var moments = new double[Width * Width];
        for (var g = 0; g < clusters; g++)
        {
            for (var i = 0; i < Width; i++)
            {
                var row = moments.AsSpan(i * Width, Width);
                TensorPrimitives.MultiplyAdd(z.AsSpan(g * Width, Width), kz[g * Width + i], row, row);
            }
        }

        var sum = 0.0;
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++)
                sum += moments[i * Width + j] * moments[j * Width + i];
        }

        return sum;
    }
}
