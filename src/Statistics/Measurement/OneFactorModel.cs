using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Measurement;

/// <summary>Maximum likelihood of one factor behind items.</summary>
/// <remarks>
/// Jöreskog (1967), <i>Psychometrika</i> 32, 443–482: of given residual variances ψ the best loadings are known, so the discrepancy is a
/// function of ψ alone. Its minimum is found by Newton steps in log ψ with the exact Hessian (Clarke 1970, <i>British J. Mathematical and
/// Statistical Psychology</i> 23, 43–52), on correlations, since maximum likelihood doesn't depend on units. Residual variances are
/// 0 or more. Where one is 0 the factor is that item, and the likelihood has a closed form; it is compared with what the steps found.
/// </remarks>
internal static class OneFactorModel
{
    /// <summary>Smallest eigenvalue of correlations that can still be inverted.</summary>
    public const double Singular = 1e-10;

    // Candidates this near in discrepancy can't be told apart by the data.
    private const double Tie = 1e-10;
    private const double TieInOmega = 1e-5;

    /// <summary>Fits covariances (divisor n − 1).</summary>
    public static OneFactorFit Fit(ItemMoments moments, IReadOnlyList<ScaleItem> items)
    {
        var k = moments.Items;
        if (k < 3)
            return OneFactorFit.Undefined(moments.N, k, k == 2 ? "omega needs three or more items: two have one covariance for two loadings" : "omega needs three or more items");
        if (moments.N < 2)
            return OneFactorFit.Undefined(moments.N, k, "fewer than two complete rows");
        if (Enumerable.Range(0, k).FirstOrDefault(item => !(moments.Covariance[item, item] > 0), -1) is >= 0 and var constant)
            return OneFactorFit.Undefined(moments.N, k, $"{items[constant].Column} is the same in all complete rows");
        var correlation = Matrix<double>.Build.DenseOfArray(moments.Correlation());
        var eigenvalues = correlation.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).ToArray();
        if (eigenvalues.Min() < Singular)
        {
            return OneFactorFit.Undefined(
                moments.N, k, moments.N <= k ? "there are no more complete rows than items" : "the covariances are singular: an item is a combination of others");
        }

        // log|Σ| is compared with it; a term of the data alone.
        var logDeterminant = eigenvalues.Sum(Math.Log);
        var solutions = Candidates(correlation, logDeterminant).ToList();
        var best = solutions.MinBy(solution => solution.Discrepancy)!;
        var scale = Enumerable.Range(0, k).Select(item => Math.Sqrt(moments.Covariance[item, item] * (moments.N - 1) / moments.N)).ToArray();
        var fit = Scaled(best, scale, moments);
        return solutions.Any(other => other.Discrepancy - best.Discrepancy < Tie && Math.Abs(Scaled(other, scale, moments).Omega - fit.Omega) > TieInOmega)
            ? OneFactorFit.Undefined(moments.N, k, "the data don't determine the loadings: items are uncorrelated, or only two go together")
            : fit;
    }

    private static IEnumerable<Solution> Candidates(Matrix<double> correlation, double logDeterminant)
    {
        var k = correlation.RowCount;
        var inverse = correlation.Inverse();
        // R's factanal starts from the first; the last are near each item alone: weak data have several minima.
        double[][] starts =
        [
            Enumerable.Range(0, k).Select(item => Math.Log((1 - 0.5 / k) / inverse[item, item])).ToArray(),
            Enumerable.Repeat(Math.Log(0.5), k).ToArray(),
            Enumerable.Repeat(Math.Log(0.9), k).ToArray(),
            .. Enumerable.Range(0, k).Select(item => Enumerable.Range(0, k).Select(other => Math.Log(other == item ? 0.2 : 1 - 0.8 * correlation[item, other] * correlation[item, other])).ToArray()),
        ];
        // Steps that end at ψ = 0 are on their way to one of the closed forms.
        return starts.Select(start => OneFactorSearch.Minimise(inverse, start)).OfType<Solution>().Concat(Enumerable.Range(0, k).Select(item => AtZero(correlation, item, logDeterminant)));
    }

    // ψ of one item 0: the factor is that item, loadings are its correlations, and tr(RΣ⁻¹) = k.
    private static Solution AtZero(Matrix<double> correlation, int item, double logDeterminant)
    {
        var loadings = correlation.Column(item).ToArray();
        var residual = Array.ConvertAll(loadings, loading => 1 - loading * loading);
        residual[item] = 0;
        return new Solution(loadings, residual, residual.Where((_, other) => other != item).Sum(Math.Log) - logDeterminant, item, true, 0);
    }

    private static OneFactorFit Scaled(Solution solution, double[] scale, ItemMoments moments)
    {
        var loadings = solution.Loadings.Zip(scale, (loading, sd) => loading * sd).ToArray();
        if (loadings.Sum() < 0)
            loadings = Array.ConvertAll(loadings, loading => -loading);
        return new OneFactorFit(
            moments.N, loadings, solution.Residual.Zip(scale, (variance, sd) => variance * sd * sd).ToArray(), scale,
            moments.Covariance.Cast<double>().Sum() * (moments.N - 1) / moments.N, solution.Discrepancy, solution.Heywood, solution.Converged, solution.Iterations, null);
    }

    /// <summary>A place where the discrepancy may be least.</summary>
    internal sealed record Solution(double[] Loadings, double[] Residual, double Discrepancy, int? Heywood, bool Converged, int Iterations);
}
