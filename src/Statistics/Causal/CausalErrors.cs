using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Causal;

/// <summary>The uncertainty of a causal estimate.</summary>
/// <remarks>
/// Independent rows: √Σψ² / |Σψ_a| (Chernozhukov et al. 2018, theorem 3.2). Clusters: the same with ψ summed within clusters;
/// two crossed clusterings: V_a + V_b − V_ab (Cameron, Gelbach &amp; Miller 2011, <i>J. Bus. Econ. Stat.</i> 29, 238–249). CR2 and CR3 are
/// those of the last stage's regression. The nuisance functions' own error is of lower order and is not in any of them.
/// </remarks>
internal static class CausalErrors
{
    /// <summary>The kind of error used when none is named.</summary>
    public static CausalCovariance Usual(CausalData data, bool hasRegression) => data.Clusters.Count switch
    {
        0 => CausalCovariance.Iid,
        1 => hasRegression ? CausalCovariance.CR2 : CausalCovariance.CR3,
        _ => CausalCovariance.CR1,
    };

    /// <summary>The effect of a last stage with its error.</summary>
    /// <exception cref="StatisticsException">This kind of error isn't defined here; the message says which is.</exception>
    public static Coefficient Of(LastStage stage, string term, CausalCovariance type, IReadOnlyList<Column> clusters, double confidence)
    {
        if (type == CausalCovariance.Iid)
            return Coefficient.WithT(term, stage.Theta, Math.Sqrt(stage.Psi.Sum(psi => psi * psi)) / Math.Abs(stage.SumPsiA), double.PositiveInfinity, confidence, "normal", null);
        RefuseUndefined(type, clusters);
        if (type is CausalCovariance.CR0 or CausalCovariance.CR1)
            return Sandwich(stage, term, type, clusters, confidence);
        if (stage.Fit is null)
            return type == CausalCovariance.CR3 ? Jackknife(stage, term, clusters[0], confidence) : throw new StatisticsException("CR2 is defined for a regression, which the IV-type score isn't. Take CR3 (the jackknife), or the partialling-out score.");
        var robust = stage.Fit.Robust(clusters[0], type == CausalCovariance.CR2 ? CovarianceType.CR2 : CovarianceType.CR3)[stage.Term];
        return robust with { Term = term };
    }

    /// <summary>Refuses errors by cluster without clusters, and CR2 and CR3 with two crossed clusterings.</summary>
    internal static void RefuseUndefined(CausalCovariance type, IReadOnlyList<Column> clusters)
    {
        if (type == CausalCovariance.Iid)
            return;
        if (clusters.Count == 0)
            throw new StatisticsException($"{type} errors need a column of clusters; name one, or take iid errors.");
        if (clusters.Count > 1 && type is (CausalCovariance.CR2 or CausalCovariance.CR3))
            throw new StatisticsException($"{type} is defined for one kind of cluster; with two crossed ones take CR0 or CR1.");
    }

    private static Coefficient Sandwich(LastStage stage, string term, CausalCovariance type, IReadOnlyList<Column> clusters, double confidence)
    {
        var (codes, counts) = Codes(clusters);
        var variances = codes.Select(code => Variance(stage, code, type)).ToList();
        var variance = variances.Count == 1 ? variances[0] : variances[0] + variances[1] - Variance(stage, Both(codes[0], codes[1]), type);
        // The difference of three estimates need not be positive; the larger one-way variance is the usual, careful answer.
        if (variance <= 0)
            variance = variances.Max();
        return Coefficient.WithT(term, stage.Theta, Math.Sqrt(variance), DegreesOfFreedom(type, counts), confidence, MethodOf(type), null);
    }

    /// <summary>Degrees of freedom of errors that aren't those of a regression.</summary>
    internal static double DegreesOfFreedom(CausalCovariance type, IReadOnlyList<int> counts) => type == CausalCovariance.CR1 ? counts.Min() - 1 : double.PositiveInfinity;

    internal static string MethodOf(CausalCovariance type) => type == CausalCovariance.CR1 ? "t" : "normal";

    /// <summary>Per clustering the rows' codes and the number of clusters.</summary>
    internal static (IReadOnlyList<int[]> Codes, IReadOnlyList<int> Counts) Codes(IReadOnlyList<Column> clusters)
    {
        var codes = clusters.Select(ClusterCodes.Of).ToList();
        var counts = codes.Select(code => code.Max() + 1).ToList();
        return counts.Min() >= 2
            ? (codes, counts)
            : throw new StatisticsException($"'{clusters[counts.IndexOf(counts.Min())].Name}' has one cluster on the used rows: clustered standard errors need two or more.");
    }

    private static double Variance(LastStage stage, int[] codes, CausalCovariance type)
    {
        var sums = new double[codes.Max() + 1];
        for (var row = 0; row < codes.Length; row++)
            sums[codes[row]] += stage.Psi[row];
        double count = sums.Length;
        return sums.Sum(sum => sum * sum) / (stage.SumPsiA * stage.SumPsiA) * (type == CausalCovariance.CR1 ? count / (count - 1) : 1);
    }

    /// <summary>Per row the number of its combination of two codes.</summary>
    internal static int[] Both(int[] first, int[] second)
    {
        var numbers = new Dictionary<(int, int), int>();
        var both = new int[first.Length];
        for (var row = 0; row < both.Length; row++)
        {
            if (!numbers.TryGetValue((first[row], second[row]), out both[row]))
                numbers.Add((first[row], second[row]), both[row] = numbers.Count);
        }

        return both;
    }

    // Σ(θ₍₋g₎ − θ)²: what leaving out each cluster changes, the nuisance functions kept.
    private static Coefficient Jackknife(LastStage stage, string term, Column cluster, double confidence)
    {
        var codes = ClusterCodes.Of(cluster);
        var (a, b) = (new double[codes.Max() + 1], new double[codes.Max() + 1]);
        if (a.Length < 2)
            throw new StatisticsException($"'{cluster.Name}' has one cluster on the used rows: clustered standard errors need two or more.");
        for (var row = 0; row < codes.Length; row++)
        {
            a[codes[row]] += stage.PsiA[row];
            b[codes[row]] += stage.PsiB[row];
        }

        var (sumA, sumB) = (a.Sum(), b.Sum());
        var changes = a.Select((own, at) => -(sumB - b[at]) / (sumA - own) - stage.Theta).ToArray();
        var without = Array.FindIndex(changes, change => !double.IsFinite(change));
        var reason = without < 0 ? null : string.Create(
            CultureInfo.InvariantCulture, $"can't be estimated without {ClusterRows.Label(cluster, Array.IndexOf(codes, without))} of {cluster.Name}, and the jackknife leaves out each cluster once");
        var se = reason is null ? Math.Sqrt(changes.Sum(change => change * change)) : double.NaN;
        return Coefficient.WithT(term, stage.Theta, se, reason is null ? a.Length - 1 : double.NaN, confidence, "t", reason);
    }
}
