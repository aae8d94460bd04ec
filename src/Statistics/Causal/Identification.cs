using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Causal;

/// <summary>Refuses data from which no effect can be told, whatever the learner.</summary>
internal static class Identification
{
    /// <summary>Refuses what is constant, a cluster's label as exposure, and exposures that other columns determine.</summary>
    /// <exception cref="StatisticsException">It can't be told apart; the message says from what.</exception>
    public static void Refuse(CausalData data)
    {
        if (Array.TrueForAll(data.Outcome, value => value == data.Outcome[0]))
            throw new StatisticsException($"The outcome '{data.Roles.Outcome}' is the same on all used rows: there is nothing to explain.");
        for (var index = 0; index < data.Roles.Exposures.Count; index++)
        {
            var (name, exposure) = (data.Roles.Exposures[index], data.Exposure(index));
            if (Array.TrueForAll(exposure, value => value == exposure[0]))
                throw new StatisticsException($"The exposure '{name}' is the same on all used rows: an effect needs rows with more and with less of it.");
            RefuseClusterLabel(data, name, exposure);
            RefuseDetermined(data, index);
        }
    }

    // Determined by the covariates alone, or by these and the other exposures.
    private static void RefuseDetermined(CausalData data, int index)
    {
        var name = data.Roles.Exposures[index];
        double[][] covariates = [[.. Enumerable.Repeat(1.0, data.N)], .. data.Features.Columns];
        if (!AddsTo(covariates))
            throw new StatisticsException($"The covariates determine the exposure '{name}' completely: no effect of it can be told apart from theirs. Leave out the covariate that holds it.");
        string[] others = [.. data.Roles.Exposures.Where((_, other) => other != index)];
        if (others.Length > 0 && !AddsTo([.. covariates, .. Enumerable.Range(0, data.Roles.Exposures.Count).Where(other => other != index).Select(data.Exposure)]))
            throw new StatisticsException($"The exposure '{name}' is a combination of the other exposures ({string.Join(", ", others)}) and the covariates: no effect of it can be told apart from theirs. Leave one of them out.");

        bool AddsTo(double[][] before)
        {
            var qr = PivotedQr.Of([.. before, data.Exposure(index)], data.N);
            return Array.IndexOf(qr.Order, before.Length) < qr.Rank;
        }
    }

    // A value of its own for each cluster is the cluster's name in other words.
    private static void RefuseClusterLabel(CausalData data, string name, double[] exposure)
    {
        foreach (var cluster in data.Clusters)
        {
            var ranks = ClusterCodes.Of(cluster);
            var pairs = ranks.Zip(exposure).Distinct().ToList();
            var clusters = ranks.Distinct().Count();
            if (pairs.Count == clusters && exposure.Distinct().Count() == clusters && clusters < data.N)
                throw new StatisticsException($"Each {cluster.Name} has a value of '{name}' of its own and no other: the exposure can't be told apart from {cluster.Name}. An effect needs clusters that share a value, or rows that differ within one.");
        }
    }
}
