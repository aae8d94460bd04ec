using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Mixed;

/// <summary>Clusters whose rows are independent of each other under a mixed model: no random effect reaches beyond one.</summary>
/// <param name="Name">What the clusters are.</param>
/// <param name="Members">Per cluster its used rows.</param>
/// <param name="Labels">Per cluster what it is called.</param>
internal sealed record MixedModelClusters(string Name, IReadOnlyList<int[]> Members, IReadOnlyList<string> Labels)
{
    /// <summary>The outermost grouping factor.</summary>
    /// <exception cref="StatisticsException">The factors cross each other.</exception>
    public static MixedModelClusters Outermost(MixedModelFit fit) => TryOutermost(fit) ?? throw Crossed(fit.Data);

    /// <summary>The outermost grouping factor; null when the factors cross each other.</summary>
    public static MixedModelClusters? TryOutermost(MixedModelFit fit) => OutermostFactor(fit.Data) is { } factor
        ? new MixedModelClusters(factor.Name, ClusterRows.Of(factor.Codes), factor.Levels)
        : null;

    /// <summary>The values of a column.</summary>
    /// <exception cref="StatisticsException">A value is missing, there is one cluster only, or a random effect crosses the clusters.</exception>
    public static MixedModelClusters Of(MixedModelFit fit, Column clusters)
    {
        var codes = ClusterRows.CodesOf(fit.Frame, clusters);
        foreach (var factor in fit.Data.Factors)
        {
            if (FirstSplit(factor, codes) is not { } level)
                continue;
            throw OutermostFactor(fit.Data) is { } outermost
                ? new StatisticsException($"The random effects of {factor.Name} cross the clusters of {clusters.Name}: {factor.Levels[level]} has rows in several. Cluster by {outermost.Name}, or by something that holds its groups whole.")
                : Crossed(fit.Data);
        }

        var members = ClusterRows.Of(codes);
        return new MixedModelClusters(clusters.Name, members, [.. members.Select(rows => ClusterRows.Label(clusters, fit.Frame.Rows[rows[0]]))]);
    }

    private static GroupingFactor? OutermostFactor(MixedModelData data) =>
        data.Factors.Reverse().FirstOrDefault(outer => data.Factors.All(factor => FirstSplit(factor, outer.Codes) is null));

    private static StatisticsException Crossed(MixedModelData data) => new(
        $"The groups of {string.Join(" and ", data.Factors.Select(factor => factor.Name))} cross each other, so no clusters are independent and cluster-robust errors don't exist. " +
        "Use the model's own, by Satterthwaite or Kenward–Roger.");

    // A level whose rows lie in more than one cluster.
    private static int? FirstSplit(GroupingFactor factor, int[] clusters)
    {
        var home = new int[factor.Levels.Count];
        Array.Fill(home, -1);
        for (var row = 0; row < clusters.Length; row++)
        {
            ref var own = ref home[factor.Codes[row]];
            if (own < 0)
                own = clusters[row];
            else if (own != clusters[row])
                return factor.Codes[row];
        }

        return null;
    }
}
