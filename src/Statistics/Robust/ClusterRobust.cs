using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Robust;

/// <summary>
/// Cluster-robust covariance of least-squares coefficients with Satterthwaite degrees of freedom. Memory grows with
/// rows × columns, whatever the size of a cluster.
/// </summary>
/// <remarks>
/// Let X = QR and, per cluster g, H_g = A_g W_g X_g M with M = (X'WX)⁻¹; A_g is the adjustment of the type. The
/// covariance is Σ s_g s_g' with s_g = H_g' e_g. Under independent errors of equal variance (clubSandwich's default
/// working model for lm) a coefficient's variance estimate is a quadratic form whose mean and variance give the degrees
/// of freedom, 2·mean²/variance = (Σ P_gg)²/Σ P_gh² (Satterthwaite 1946; Bell &amp; McCaffrey 2002, eq. 11;
/// Pustejovsky &amp; Tipton 2018, J. Bus. Econ. Stat. 36, 672–683, section 3.1).
/// </remarks>
internal static class ClusterRobust
{
    // Below this share of its classical variance a coefficient has no variation between clusters but rounding.
    internal const double NoVariation = 1e-18;
    private const int FewClusters = 10;

    public static CoefficientTable Estimate(LeastSquaresFit fit, Column clusters, CovarianceType type)
    {
        var members = ClusterRows.Of(fit, clusters);
        var count = members.Count;
        fit.Absorbed?.RefuseClustersWithin(members, clusters.Name);
        var cells = ClusterCells.Of(fit, members);
        IInfluence influence = type switch
        {
            CovarianceType.CR2 => fit.Weights.IsEmpty ? Adjustment.OfUnweighted(fit, cells) : Adjustment.OfWeighted(fit, cells),
            CovarianceType.CR3 => Adjustment.Jackknife(fit, cells),
            _ => Influence.Plain(fit, cells),
        };
        int[]? indispensable = type == CovarianceType.CR3 ? Adjustment.Indispensable(fit, cells) : null;
        var matrix = influence.Covariance(Factor(type, count, fit.N, fit.Rank + fit.AbsorbedGroups));
        var degrees = influence.DegreesOfFreedom(fit);

        var coefficients = new List<Coefficient>(fit.Rank);
        for (var i = 0; i < fit.Rank; i++)
        {
            var classical = fit.Coefficients.Coefficients[i];
            var variance = matrix[i, i];
            var reason = indispensable is not null && indispensable[i] >= 0
                ? $"can't be estimated without {ClusterRows.Label(clusters, fit.Frame.Rows[members[indispensable[i]][0]])} of {clusters.Name}, and the jackknife leaves out each cluster once"
                : variance > NoVariation * classical.StandardError * classical.StandardError && degrees[i] > 0
                    ? null
                    : $"does not vary between clusters of {clusters.Name} once the other columns are accounted for";
            var undefined = reason is not null;
            coefficients.Add(Coefficient.WithT(
                classical.Term, classical.Estimate, undefined ? double.NaN : Math.Sqrt(variance), undefined ? double.NaN : degrees[i],
                fit.Confidence, "satterthwaite-t", reason));
        }

        return new CoefficientTable(
            type.ToString(), clusters.Name, count, fit.Confidence, coefficients, matrix, [.. fit.Coefficients.Warnings, .. Warnings(clusters.Name, count)]);
    }

    internal static double Factor(CovarianceType type, double clusters, double rows, double columns) => type switch
    {
        CovarianceType.CR1 => clusters / (clusters - 1),
        CovarianceType.CR1S => clusters * (rows - 1) / ((clusters - 1) * (rows - columns)),
        _ => 1,
    };

    internal static IEnumerable<string> Warnings(string name, int count)
    {
        if (count < FewClusters)
            yield return string.Create(CultureInfo.InvariantCulture, $"only {count} clusters of {name}: intervals can be too narrow, whatever the correction");
    }
}
