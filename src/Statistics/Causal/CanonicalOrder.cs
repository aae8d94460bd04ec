using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Causal;

/// <summary>An order of rows that their values decide: clusters by what their rows hold, rows within a cluster by their own values.</summary>
/// <remarks>
/// Of two crossed clusterings a cluster is also told by which clusters of the other kind its rows lie in; ranks of rows and clusters
/// are refined by each other until nothing more is told apart (the colour refinement of Weisfeiler &amp; Leman 1968). Names decide only
/// between clusters that are alike in all this, where no estimate depends on it.
/// </remarks>
internal static class CanonicalOrder
{
    /// <summary>The used rows of the source in their order.</summary>
    public static int[] Of(CausalRoles roles, ColumnSet source, ModelFrame frame)
    {
        var rows = frame.Rows;
        var own = Ranks(rows.Length, Comparison([.. Contents(roles, source, frame)]));
        double[][] names = [.. roles.Clusters.Select(name => On(Names(source[name]), rows))];
        var clusters = Array.ConvertAll(names, name => ClusterRanks(name, own, byName: false));
        var told = -1;
        while (names.Length > 1 && Count(own, clusters) is var now && now > told)
        {
            told = now;
            var refined = Ranks(rows.Length, Comparison([ToDoubles(own), .. clusters.Select(ToDoubles)]));
            clusters = Array.ConvertAll(names, name => ClusterRanks(name, refined, byName: false));
        }

        var first = names.Length == 0 ? new int[rows.Length] : ClusterRanks(names[0], Refined(own, clusters), byName: true);
        var order = Comparison([ToDoubles(first), ToDoubles(own), .. clusters.Skip(1).Select(ToDoubles), .. names.Skip(1)]);
        // Rows alike in everything: either may come first.
        var sorted = Enumerable.Range(0, rows.Length).ToArray();
        Array.Sort(sorted, (left, right) => order(left, right) is var by && by != 0 ? by : left.CompareTo(right));
        return Array.ConvertAll(sorted, at => rows[at]);
    }

    private static int[] Refined(int[] own, int[][] clusters) => Ranks(own.Length, Comparison([ToDoubles(own), .. clusters.Select(ToDoubles)]));

    private static int Count(int[] own, int[][] clusters) => Refined(own, clusters).Max() + clusters.Sum(ranks => ranks.Max());

    private static IEnumerable<double[]> Contents(CausalRoles roles, ColumnSet source, ModelFrame frame) => roles.Exposures.Prepend(roles.Outcome).Select(name => On(CausalData.Numbers(source, name), frame.Rows))
        .Concat(FeatureMatrix.Of(DesignMatrix.Build(frame)).Columns)
        .Concat(new[] { roles.FoldColumn, roles.Groups }.OfType<string>().Select(name => On(Names(source[name]), frame.Rows)))
        .Concat(roles.Nuisance.Values.Select(name => On(CausalData.Numbers(source, name), frame.Rows)));

    // Per row the rank of its cluster: by the sorted ranks of its rows, then by name if asked for, else clusters alike share a rank.
    private static int[] ClusterRanks(double[] names, int[] own, bool byName)
    {
        var members = Enumerable.Range(0, names.Length).GroupBy(row => names[row])
            .Select(group => (Name: group.Key, Rows: group.ToArray(), Ranks: group.Select(row => own[row]).Order().ToArray())).ToArray();
        var rank = new int[names.Length];
        var order = Ranks(members.Length, (left, right) =>
        {
            var by = members[left].Ranks.AsSpan().SequenceCompareTo(members[right].Ranks);
            return by != 0 || !byName ? by : members[left].Name.CompareTo(members[right].Name);
        });
        for (var cluster = 0; cluster < members.Length; cluster++)
        {
            foreach (var row in members[cluster].Rows)
                rank[row] = order[cluster];
        }

        return rank;
    }

    // Ranks from 0; those that compare as equal share one.
    private static int[] Ranks(int count, Comparison<int> comparison)
    {
        var sorted = Enumerable.Range(0, count).ToArray();
        Array.Sort(sorted, comparison);
        var ranks = new int[count];
        for (var at = 1; at < count; at++)
            ranks[sorted[at]] = ranks[sorted[at - 1]] + (comparison(sorted[at - 1], sorted[at]) == 0 ? 0 : 1);
        return ranks;
    }

    private static Comparison<int> Comparison(double[][] keys) => (left, right) =>
    {
        foreach (var key in keys)
        {
            var order = key[left].CompareTo(key[right]);
            if (order != 0)
                return order;
        }

        return 0;
    };

    private static double[] ToDoubles(int[] ranks) => Array.ConvertAll(ranks, rank => (double)rank);

    private static double[] On(double[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);

    // Categories by their names, so that the order of first appearance in the file doesn't matter.
    private static double[] Names(Column column)
    {
        if (column is NumericColumn numeric)
            return numeric.Values.ToArray();
        var categories = (CategoricalColumn)column;
        var order = categories.Levels.Select((level, code) => (level, code)).OrderBy(pair => pair.level, StringComparer.Ordinal).Select(pair => pair.code).ToArray();
        var rank = new double[order.Length];
        for (var at = 0; at < order.Length; at++)
            rank[order[at]] = at;
        return Array.ConvertAll(categories.Codes.ToArray(), code => code < 0 ? double.NaN : rank[code]);
    }
}
