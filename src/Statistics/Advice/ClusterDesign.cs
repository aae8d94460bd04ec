using System.Numerics.Tensors;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.EffectSizes;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Advice;

/// <summary>Where an exposure varies.</summary>
public enum ExposureVariation
{
    /// <summary>Whole clusters have one exposure.</summary>
    Between,

    /// <summary>In at least one cluster some are exposed and others aren't.</summary>
    Within,
}

/// <summary>What the trust in an effect's interval hangs on.</summary>
/// <param name="Term">The exposure's coefficient.</param>
/// <param name="Cluster">What errors are clustered by.</param>
/// <param name="Clusters">Number of clusters, G.</param>
/// <param name="Treated">Clusters with exposed rows (the higher value of an exposure of two values); null for other exposures.</param>
/// <param name="Control">Clusters with rows that aren't exposed; null for other exposures.</param>
/// <param name="Varies">Between clusters or within.</param>
/// <param name="Smallest">Rows of the smallest cluster.</param>
/// <param name="Largest">Rows of the largest.</param>
/// <param name="LargestLeverage">Largest share of one cluster in the variation that the coefficient is estimated from.</param>
/// <param name="LargestLeverageOf">Which cluster that is.</param>
/// <param name="EffectiveClusters">1/Σ share²: equally important clusters that would be as many.</param>
/// <param name="Contributing">Clusters that the coefficient is estimated from at all.</param>
/// <param name="DegreesOfFreedom">Satterthwaite's, of CR2; NaN when undefined.</param>
/// <param name="ResidualIcc">ICC(1) of the residuals, at least 0: nothing left between clusters when it is 0. NaN where clusters have one row.</param>
public sealed record ClusterDesign(
    string Term, string Cluster, int Clusters, int? Treated, int? Control, ExposureVariation Varies, int Smallest, int Largest, double LargestLeverage, string LargestLeverageOf,
    double EffectiveClusters, int Contributing, double DegreesOfFreedom, double ResidualIcc)
{
    /// <summary>Looks at a fit.</summary>
    /// <param name="fit">The model.</param>
    /// <param name="clusters">One value per row of its data.</param>
    /// <param name="term">The exposure's coefficient.</param>
    /// <param name="exposure">The exposure per row of the fit, where the coefficient's own column is what is left of it; null for the column itself.</param>
    /// <exception cref="StatisticsException">No such coefficient, fewer than two clusters, or a missing one.</exception>
    public static ClusterDesign Of(LeastSquaresFit fit, Column clusters, string term, double[]? exposure = null)
    {
        var place = WildClusterBootstrap.Place(fit, fit.Coefficients[term]);
        var members = ClusterRows.Sorted(fit, clusters);
        exposure ??= fit.Design.Columns[fit.Design.Names.ToList().IndexOf(term)];
        var values = exposure.Distinct().Take(3).ToList();
        var shares = Leverages(fit, place, members);
        var largest = Array.IndexOf(shares, shares.Max());
        return new ClusterDesign(
            term, clusters.Name, members.Count,
            values.Count == 2 ? members.Count(rows => Array.Exists(rows, row => exposure[row] == values.Max())) : null,
            values.Count == 2 ? members.Count(rows => Array.Exists(rows, row => exposure[row] == values.Min())) : null,
            members.All(rows => Array.TrueForAll(rows, row => exposure[row] == exposure[rows[0]])) ? ExposureVariation.Between : ExposureVariation.Within,
            members.Min(rows => rows.Length), members.Max(rows => rows.Length), shares[largest], ClusterRows.Label(clusters, fit.Frame.Rows[members[largest][0]]),
            1 / TensorPrimitives.SumOfSquares<double>(shares), ClusterScores.Contributing(fit, place, members), fit.Robust(clusters, CovarianceType.CR2)[term].DegreesOfFreedom, Icc(fit, members));
    }

    // |x̃_g|²/|x̃|² with x̃ the column less what the other columns tell of it, W^½x̃ = Qρ/|ρ|² (MacKinnon, Nielsen & Webb 2023).
    private static double[] Leverages(LeastSquaresFit fit, int place, IReadOnlyList<int[]> members)
    {
        var rho = fit.InverseR.AsSpan(fit.Kept[place] * fit.Rank, fit.Rank).ToArray();
        var length = TensorPrimitives.SumOfSquares<double>(rho);
        return members.Select(rows => rows.Sum(row => Math.Pow(TensorPrimitives.Dot<double>(fit.ThinQ.AsSpan(row * fit.Rank, fit.Rank), rho), 2)) / length).ToArray();
    }

    private static double Icc(LeastSquaresFit fit, IReadOnlyList<int[]> members)
    {
        if (members.All(rows => rows.Length == 1) || fit.ResidualSumOfSquares == 0)
            return double.NaN;
        var groups = new int[fit.N];
        for (var group = 0; group < members.Count; group++)
        {
            foreach (var row in members[group])
                groups[row] = group;
        }

        return Math.Max(0, IntraclassCorrelation.OneWay(fit.Residuals, groups).Icc1);
    }
}
