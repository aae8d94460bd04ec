using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;
using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Causal;

/// <summary>Errors of a last stage with several coefficients, by the same kinds as those of one effect.</summary>
internal static class RegressionErrors
{
    private const string Intercept = " intercept ";
    private const string NotDefinite = "isn't positive definite";

    // Of a correlation matrix: below this an eigenvalue isn't 0 by rounding.
    private const double Negative = -1e-10;

    /// <summary>The regression's coefficients by the columns' own names, with their covariance matrix.</summary>
    /// <param name="regression">Residuals on residuals, or pseudo-outcomes on groups.</param>
    /// <param name="type">The kind of error.</param>
    /// <param name="clusters">Columns with one value per row of the regression.</param>
    /// <exception cref="StatisticsException">This kind of error isn't defined with these clusters; the message says which is.</exception>
    public static CoefficientTable Of(NamedRegression regression, CausalCovariance type, IReadOnlyList<Column> clusters)
    {
        CausalErrors.RefuseUndefined(type, clusters);
        var table = type is CausalCovariance.CR2 or CausalCovariance.CR3
            ? regression.Fit.Robust(clusters[0], type == CausalCovariance.CR2 ? CovarianceType.CR2 : CovarianceType.CR3)
            : Plain(regression, type, clusters);
        var names = regression.Names.Select((name, column) => (Term: NamedRegression.TermOf(column), name)).ToDictionary(pair => pair.Term, pair => pair.name, StringComparer.Ordinal);
        // The intercept, if there is one, has no column and must not answer to one's name.
        return table with { Coefficients = [.. table.Coefficients.Select(own => own with { Term = names.GetValueOrDefault(own.Term, Intercept) })] };
    }

    private static CoefficientTable Plain(NamedRegression regression, CausalCovariance type, IReadOnlyList<Column> clusters)
    {
        var fit = regression.Fit;
        var (matrix, warning) = Matrix(regression, type, clusters, out var counts);
        var df = CausalErrors.DegreesOfFreedom(type, counts);
        var coefficients = fit.Coefficients.Coefficients.Select((own, i) =>
            Coefficient.WithT(own.Term, own.Estimate, Math.Sqrt(matrix[i, i]), df, fit.Confidence, CausalErrors.MethodOf(type), null)).ToList();
        return new CoefficientTable(
            type.ToString(), clusters.Count == 0 ? null : string.Join(" and ", clusters.Select(cluster => cluster.Name)), clusters.Count == 0 ? null : counts.Min(),
            fit.Confidence, coefficients, matrix, warning is null ? fit.Coefficients.Warnings : [.. fit.Coefficients.Warnings, warning]);
    }

    /// <summary>What a table says of a matrix that was replaced; other warnings stand beside the estimate anyway.</summary>
    public static IEnumerable<string> Notes(CoefficientTable table) => table.Warnings.Where(warning => warning.Contains(NotDefinite, StringComparison.Ordinal));

    private static (double[,] Matrix, string? Warning) Matrix(NamedRegression regression, CausalCovariance type, IReadOnlyList<Column> clusters, out IReadOnlyList<int> counts)
    {
        var fit = regression.Fit;
        if (type == CausalCovariance.Iid)
        {
            counts = [fit.N];
            return (Sandwich(fit, [.. Enumerable.Range(0, fit.N)], 1), null);
        }

        var (codes, found) = CausalErrors.Codes(clusters);
        counts = found;
        var matrices = codes.Select(code => Sandwich(fit, code, Factor(code))).ToList();
        if (matrices.Count == 1)
            return (matrices[0], null);
        var both = CausalErrors.Both(codes[0], codes[1]);
        var overlap = Sandwich(fit, both, Factor(both));
        var sum = new double[fit.Rank, fit.Rank];
        for (var i = 0; i < fit.Rank; i++)
        {
            for (var j = 0; j < fit.Rank; j++)
                sum[i, j] = matrices[0][i, j] + matrices[1][i, j] - overlap[i, j];
        }

        if (!IsIndefinite(sum))
            return (sum, null);
        // As for a single effect: where the difference isn't that of an error, the larger one-way matrix.
        var larger = matrices.FindIndex(matrix => matrix == matrices.MaxBy(own => Enumerable.Range(0, fit.Rank).Sum(i => own[i, i])));
        var named = regression.Names.Where((_, column) => !regression.IsDropped(column));
        return (matrices[larger], $"the errors of {string.Join(", ", named)} by both clusterings aren't those of one matrix, as it {NotDefinite}: clustered by {clusters[larger].Name} alone, which gives the larger ones");

        double Factor(int[] code) => type == CausalCovariance.CR1 ? (code.Max() + 1.0) / code.Max() : 1;
    }

    private static bool IsIndefinite(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        if (Enumerable.Range(0, size).Any(i => matrix[i, i] <= 0))
            return true;
        var correlation = Matrix<double>.Build.Dense(size, size, (i, j) => matrix[i, j] / Math.Sqrt(matrix[i, i] * matrix[j, j]));
        return correlation.Evd(Symmetricity.Symmetric).EigenValues.Any(value => value.Real < Negative);
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
