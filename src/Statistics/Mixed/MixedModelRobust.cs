using System.Globalization;
using System.Numerics.Tensors;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;
using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Mixed;

/// <summary>
/// Cluster-robust covariance of a mixed model's fixed effects with Satterthwaite degrees of freedom; the fitted covariance
/// V is the working model, as in clubSandwich.
/// </summary>
/// <remarks>
/// Let V_g = LL', M = (X'V⁻¹X)⁻¹ = CC' and P = L⁻¹X_gC. A cluster's part in the coefficients is C F_g'e_g with F = V⁻¹XC for CR0,
/// L(G⁺)^½P with G = L'(V − XMX')L for CR2, L⁻ᵀP(I − P'P)⁺ for CR3 (Bell &amp; McCaffrey 2002; Pustejovsky &amp; Tipton 2018, eq. 7–9).
/// As the residuals' covariance is V − XMX', P_gh = δ_gh h_g'Vh_g − h_g'XMX'h_h in the degrees of freedom (Σ P_gg)²/Σ P_gh².
/// </remarks>
internal static class MixedModelRobust
{
    private const double Tolerance = 1e-12;

    public static CoefficientTable Estimate(MixedModelFit fit, MixedModelClusters clusters, CovarianceType type)
    {
        var (p, count) = (fit.Data.Rank, clusters.Members.Count);
        var spaces = Spaces(fit, clusters);
        var whitening = Whitening(spaces, p);
        var coefficients = Matrix<double>.Build.DenseOfArray(fit.Data.Transformation) * whitening;
        var scores = Matrix<double>.Build.Dense(p, p);
        var (lengths, z) = (new double[p][], new double[p][]);
        for (var i = 0; i < p; i++)
            (lengths[i], z[i]) = (new double[count], new double[count * p]);
        var indispensable = new int[p];
        Array.Fill(indispensable, -1);
        for (var g = 0; g < count; g++)
        {
            var x = spaces[g].X * whitening;
            var whitened = SolveLower(spaces[g].Root, x);
            // Column i carries the cluster's residuals to coefficient i.
            var influence = Influence(type, spaces[g].Root, x, whitened).TransposeAndMultiply(coefficients);
            var score = influence.TransposeThisAndMultiply(spaces[g].Residuals);
            scores += score.OuterProduct(score);
            var spread = spaces[g].Root.TransposeThisAndMultiply(influence);
            var along = x.TransposeThisAndMultiply(influence);
            for (var i = 0; i < p; i++)
            {
                lengths[i][g] = spread.Column(i).DotProduct(spread.Column(i));
                along.Column(i).AsArray().CopyTo(z[i], g * p);
            }

            if (type == CovarianceType.CR3)
                FindIndispensable(whitened, coefficients, g, indispensable);
        }

        var matrix = (scores * ClusterRobust.Factor(type, count, fit.N, p)).ToArray();
        var maker = ResidualMaker.OfWhitened(p);
        var table = Enumerable.Range(0, p).Select(i =>
        {
            var degrees = maker.Satterthwaite(lengths[i], z[i]);
            var reason = indispensable[i] >= 0
                ? $"can't be estimated without {clusters.Labels[indispensable[i]]} of {clusters.Name}, and the jackknife leaves out each cluster once"
                : matrix[i, i] > ClusterRobust.NoVariation * fit.FixedCovariance[i, i] && degrees > 0
                    ? null
                    : $"does not vary between clusters of {clusters.Name} once the other columns are accounted for";
            return Coefficient.WithT(
                fit.Terms[i], fit.Beta[i], reason is null ? Math.Sqrt(matrix[i, i]) : double.NaN, reason is null ? degrees : double.NaN,
                fit.Options.Confidence, "satterthwaite-t", reason);
        }).ToList();
        return new CoefficientTable(type.ToString(), clusters.Name, count, fit.Options.Confidence, table, matrix, [.. fit.Warnings, .. ClusterRobust.Warnings(clusters.Name, count)]);
    }

    private static ClusterSpace[] Spaces(MixedModelFit fit, MixedModelClusters clusters)
    {
        var residuals = new double[fit.N];
        TensorPrimitives.Subtract(fit.Frame.Response, fit.FixedPart, residuals);
        if (fit.Data.Roots is { } roots)
            TensorPrimitives.Multiply(residuals, roots, residuals);
        var spaces = new ClusterSpace[clusters.Members.Count];
        Parallel.For(0, spaces.Length, g => spaces[g] = ClusterSpace.Of(fit.Data, fit.Lambda, residuals, clusters.Members[g]));
        return spaces;
    }

    // C with CC' = (Σ X'V⁻¹X)⁻¹.
    private static Matrix<double> Whitening(ClusterSpace[] spaces, int p)
    {
        var information = Matrix<double>.Build.Dense(p, p);
        foreach (var space in spaces)
        {
            var whitened = SolveLower(space.Root, space.X);
            information += whitened.TransposeThisAndMultiply(whitened);
        }

        return SolveLower(information.Cholesky().Factor, Matrix<double>.Build.DenseIdentity(p)).Transpose();
    }

    private static Matrix<double> Influence(CovarianceType type, Matrix<double> root, Matrix<double> x, Matrix<double> whitened)
    {
        if (type == CovarianceType.CR2)
        {
            var inner = root.TransposeThisAndMultiply(root);
            var along = root.TransposeThisAndMultiply(x);
            return root * Power(inner * inner - along.TransposeAndMultiply(along), value => 1 / Math.Sqrt(value)) * whitened;
        }

        var plain = type == CovarianceType.CR3
            ? whitened * Power(Matrix<double>.Build.DenseIdentity(x.ColumnCount) - whitened.TransposeThisAndMultiply(whitened), value => 1 / value)
            : whitened;
        return SolveLowerTransposed(root, plain);
    }

    // A power of a symmetric matrix; directions whose eigenvalue is at most 1e-12 are left out, as in clubSandwich.
    private static Matrix<double> Power(Matrix<double> matrix, Func<double, double> function)
    {
        var decomposition = ((matrix + matrix.Transpose()) / 2).Evd(Symmetricity.Symmetric);
        var factors = decomposition.EigenValues.Map(value => value.Real > Tolerance ? function(value.Real) : 0);
        return decomposition.EigenVectors * Matrix<double>.Build.DenseOfDiagonalVector(factors) * decomposition.EigenVectors.Transpose();
    }

    // Directions of the coefficients that only this cluster tells of.
    private static void FindIndispensable(Matrix<double> whitened, Matrix<double> coefficients, int cluster, int[] found)
    {
        var decomposition = whitened.TransposeThisAndMultiply(whitened).Evd(Symmetricity.Symmetric);
        for (var k = 0; k < found.Length; k++)
        {
            if (1 - decomposition.EigenValues[k].Real > Tolerance)
                continue;
            var lost = coefficients * decomposition.EigenVectors.Column(k);
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i] < 0 && Math.Abs(lost[i]) > 1e-7 * coefficients.Row(i).L2Norm())
                    found[i] = cluster;
            }
        }
    }

    private static Matrix<double> SolveLower(Matrix<double> lower, Matrix<double> right)
    {
        var result = right.Clone();
        for (var column = 0; column < result.ColumnCount; column++)
        {
            for (var i = 0; i < result.RowCount; i++)
            {
                var sum = result[i, column];
                for (var k = 0; k < i; k++)
                    sum -= lower[i, k] * result[k, column];
                result[i, column] = sum / lower[i, i];
            }
        }

        return result;
    }

    private static Matrix<double> SolveLowerTransposed(Matrix<double> lower, Matrix<double> right)
    {
        var result = right.Clone();
        for (var column = 0; column < result.ColumnCount; column++)
        {
            for (var i = result.RowCount - 1; i >= 0; i--)
            {
                var sum = result[i, column];
                for (var k = i + 1; k < result.RowCount; k++)
                    sum -= lower[k, i] * result[k, column];
                result[i, column] = sum / lower[i, i];
            }
        }

        return result;
    }
}
