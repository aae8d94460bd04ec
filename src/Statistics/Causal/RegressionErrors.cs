using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Causal;

/// <summary>Errors of a last stage with several coefficients, by the same kinds as those of one effect.</summary>
internal static class RegressionErrors
{
    /// <summary>The regression's coefficients with their covariance matrix.</summary>
    /// <param name="fit">Residuals on residuals, or pseudo-outcomes on groups.</param>
    /// <param name="type">The kind of error.</param>
    /// <param name="clusters">Columns with one value per row of the regression.</param>
    /// <exception cref="StatisticsException">This kind of error isn't defined with these clusters; the message says which is.</exception>
    public static CoefficientTable Of(LeastSquaresFit fit, CausalCovariance type, IReadOnlyList<Column> clusters)
    {
        CausalErrors.RefuseUndefined(type, clusters);
        if (type is CausalCovariance.CR2 or CausalCovariance.CR3)
            return fit.Robust(clusters[0], type == CausalCovariance.CR2 ? CovarianceType.CR2 : CovarianceType.CR3);
        var matrix = Matrix(fit, type, clusters, out var counts);
        var df = CausalErrors.DegreesOfFreedom(type, counts);
        var coefficients = fit.Coefficients.Coefficients.Select((own, i) =>
            Coefficient.WithT(own.Term, own.Estimate, Math.Sqrt(matrix[i, i]), df, fit.Confidence, CausalErrors.MethodOf(type), null)).ToList();
        return new CoefficientTable(
            type.ToString(), clusters.Count == 0 ? null : string.Join(" and ", clusters.Select(cluster => cluster.Name)), clusters.Count == 0 ? null : counts.Min(),
            fit.Confidence, coefficients, matrix, fit.Coefficients.Warnings);
    }

    private static double[,] Matrix(LeastSquaresFit fit, CausalCovariance type, IReadOnlyList<Column> clusters, out IReadOnlyList<int> counts)
    {
        if (type == CausalCovariance.Iid)
        {
            counts = [fit.N];
            return Sandwich(fit, [.. Enumerable.Range(0, fit.N)], 1);
        }

        var (codes, found) = CausalErrors.Codes(clusters);
        counts = found;
        var matrices = codes.Select(code => Sandwich(fit, code, Factor(code))).ToList();
        if (matrices.Count == 1)
            return matrices[0];
        var both = CausalErrors.Both(codes[0], codes[1]);
        var overlap = Sandwich(fit, both, Factor(both));
        var sum = new double[fit.Rank, fit.Rank];
        for (var i = 0; i < fit.Rank; i++)
        {
            for (var j = 0; j < fit.Rank; j++)
                sum[i, j] = matrices[0][i, j] + matrices[1][i, j] - overlap[i, j];
        }

        // As for a single effect: where the difference isn't positive, the larger one-way matrix.
        return Enumerable.Range(0, fit.Rank).All(i => sum[i, i] > 0) ? sum : matrices.MaxBy(matrix => Enumerable.Range(0, fit.Rank).Sum(i => matrix[i, i]))!;

        double Factor(int[] code) => type == CausalCovariance.CR1 ? (code.Max() + 1.0) / code.Max() : 1;
    }

    // Σ s_g s_g' with s_g = R⁻¹ Σ q_i √w_i e_i over the cluster's rows.
    private static double[,] Sandwich(LeastSquaresFit fit, int[] codes, double factor)
    {
        var rank = fit.Rank;
        var sums = new double[(codes.Max() + 1) * rank];
        for (var row = 0; row < codes.Length; row++)
        {
            var residual = fit.Residuals[row] * (fit.Weights.IsEmpty ? 1 : Math.Sqrt(fit.Weights[row]));
            for (var k = 0; k < rank; k++)
                sums[codes[row] * rank + k] += fit.ThinQ[row * rank + k] * residual;
        }

        var scores = new double[sums.Length];
        for (var g = 0; g < sums.Length / rank; g++)
        {
            for (var i = 0; i < rank; i++)
            {
                for (var k = 0; k < rank; k++)
                    scores[g * rank + i] += fit.InverseR[fit.Kept[i] * rank + k] * sums[g * rank + k];
            }
        }

        var matrix = new double[rank, rank];
        for (var g = 0; g < sums.Length / rank; g++)
        {
            for (var i = 0; i < rank; i++)
            {
                for (var j = 0; j < rank; j++)
                    matrix[i, j] += factor * scores[g * rank + i] * scores[g * rank + j];
            }
        }

        return matrix;
    }
}
