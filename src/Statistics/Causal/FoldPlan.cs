using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Causal;

/// <summary>Divides rows into folds: whole clusters stay together, and an exposure of 0 and 1 is spread evenly.</summary>
/// <remarks>
/// With two crossed clusterings the folds are the cells of a grid, and a cell is learned from the rows that share neither of its
/// sides (Chiang, Kato, Ma &amp; Sasaki 2022, <i>Journal of Business &amp; Economic Statistics</i> 40, 1046–1056).
/// </remarks>
internal static class FoldPlan
{
    private const int UsualFolds = 5;
    private const int FoldsPerSide = 3;
    private const int FewClusters = 10;

    // A stream that no learner uses.
    private const ulong Stream = 0xF01D_0000_0000_0000;

    /// <summary>The folds of each repeated split.</summary>
    public static IReadOnlyList<IReadOnlyList<Fold>> Of(CausalData data, CausalOptions options)
    {
        if (data.FoldColumn is not null && options.Folds is not null)
            throw new StatisticsException($"Folds are given by '{data.FoldColumn.Name}'; leave the number of folds out.");
        if (data.FoldColumn is not null)
            return options.Splits == 1 ? [FromColumn(data.FoldColumn)] : throw new StatisticsException($"Folds are given by '{data.FoldColumn.Name}', so there is one split; leave the number of splits out.");
        RefuseAlone(data);
        if (data.Clusters.Count == 1 && options.Folds is null && ClusterCodes.Of(data.Clusters[0]).Max() + 1 is <= FewClusters and var few)
        {
            if (few < 2)
                throw new StatisticsException($"'{data.Clusters[0].Name}' has one cluster on the used rows: folds by cluster need two or more.");
            return options.Splits == 1 ? [Each(data.Clusters[0])] : throw new StatisticsException(string.Create(
                CultureInfo.InvariantCulture, $"With {few} clusters of {data.Clusters[0].Name} each is a fold of its own, so that repeated splits are all the same; leave the number of splits out, or state the number of folds."));
        }

        return Enumerable.Range(0, options.Splits).Select(split => Drawn(data, options, new RandomSequence(options.Seed, Stream + (ulong)split))).ToList();
    }

    // A cluster or row stays whole: with it the fold that learns nothing of its kind of exposure is left.
    private static void RefuseAlone(CausalData data)
    {
        var several = data.Clusters.Where(cluster => ClusterCodes.Of(cluster).Max() > 0).ToList();
        for (var index = 0; index < data.Roles.Exposures.Count; index++)
        {
            if (!data.IsBinary(index))
                continue;
            foreach (var value in new[] { 0.0, 1.0 })
            {
                int[] rows = [.. Enumerable.Range(0, data.N).Where(row => data.Exposure(index)[row] == value)];
                var single = several.FirstOrDefault(cluster => ClusterCodes.Of(Interactive.On(cluster, rows)).Max() == 0);
                var where = single is not null ? $"lie in one {single.Name} ({Label(single, rows[0])})" : rows.Length == 1 ? "are one row" : null;
                if (where is not null)
                    throw new StatisticsException($"All rows with '{data.Roles.Exposures[index]}' = {(value == 1 ? "1" : "0")} {where}: what the exposure does can't be told apart from what is special there. An effect needs two or more with and without it.");
            }
        }
    }

    private static List<Fold> FromColumn(Column column)
    {
        var codes = Codes(column);
        return codes.Max() > 0
            ? Complements(codes, column)
            : throw new StatisticsException($"'{column.Name}' has the same fold on all used rows; two or more are needed.");
    }

    private static List<Fold> Each(Column cluster) => Complements(ClusterCodes.Of(cluster), cluster);

    private static IReadOnlyList<Fold> Drawn(CausalData data, CausalOptions options, RandomSequence random)
    {
        var folds = options.Folds ?? (data.Clusters.Count == 2 ? FoldsPerSide : UsualFolds);
        var strata = Strata(data);
        if (data.Clusters.Count < 2)
        {
            var units = data.Clusters.Count == 0 ? [.. Enumerable.Range(0, data.N)] : ClusterCodes.Of(data.Clusters[0]);
            return Complements(Deal(units, strata, folds, random, data.Clusters.Count == 0 ? "rows" : $"clusters of {data.Clusters[0].Name}"), null);
        }

        var first = Deal(ClusterCodes.Of(data.Clusters[0]), strata, folds, random, $"clusters of {data.Clusters[0].Name}");
        var second = Deal(ClusterCodes.Of(data.Clusters[1]), strata, folds, random, $"clusters of {data.Clusters[1].Name}");
        return Grid(first, second, folds);
    }

    private static List<Fold> Grid(int[] first, int[] second, int folds)
    {
        var rows = Enumerable.Range(0, first.Length).ToArray();
        var cells = new List<Fold>();
        for (var a = 0; a < folds; a++)
        {
            for (var b = 0; b < folds; b++)
            {
                var predict = Array.FindAll(rows, row => first[row] == a && second[row] == b);
                if (predict.Length == 0)
                    continue;
                var train = Array.FindAll(rows, row => first[row] != a && second[row] != b);
                if (train.Length == 0)
                    throw new StatisticsException("The two clusterings leave no rows that share neither side of a fold. If one lies within the other, cluster by the outer one alone.");
                cells.Add(new Fold(string.Create(CultureInfo.InvariantCulture, $"{a + 1}.{b + 1}"), train, predict));
            }
        }

        return cells;
    }

    // Units in random order within their stratum, each to the fold with the fewest rows of the stratum so far.
    private static int[] Deal(int[] unitOf, int[] strata, int folds, RandomSequence random, string what)
    {
        var count = unitOf.Max() + 1;
        if (count < folds)
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"{folds} folds of {count} {what}: each fold needs one at least. Take {Math.Max(2, count)} folds or fewer."));
        var (stratum, size) = (new int[count], new int[count]);
        for (var row = unitOf.Length - 1; row >= 0; row--)
            (stratum[unitOf[row]], size[unitOf[row]]) = (strata[row], size[unitOf[row]] + 1);
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order.AsSpan());
        var total = new long[folds];
        var fold = new int[count];
        foreach (var units in order.GroupBy(unit => stratum[unit]).OrderBy(group => group.Key))
        {
            var own = new long[folds];
            foreach (var unit in units)
            {
                var best = 0;
                for (var other = 1; other < folds; other++)
                {
                    if ((own[other], total[other]).CompareTo((own[best], total[best])) < 0)
                        best = other;
                }

                fold[unit] = best;
                own[best] += size[unit];
                total[best] += size[unit];
            }
        }

        return Array.ConvertAll(unitOf, unit => fold[unit]);
    }

    // By the combination of 0/1 exposures; an exposure that varies within a cluster puts the cluster where its first row is.
    private static int[] Strata(CausalData data)
    {
        var strata = new int[data.N];
        for (var index = 0; index < data.Roles.Exposures.Count; index++)
        {
            if (!data.IsBinary(index))
                continue;
            var exposure = data.Exposure(index);
            for (var row = 0; row < strata.Length; row++)
                strata[row] = 2 * strata[row] + (int)exposure[row];
        }

        return strata;
    }

    private static List<Fold> Complements(int[] fold, Column? names)
    {
        var rows = Enumerable.Range(0, fold.Length).ToArray();
        return Enumerable.Range(0, fold.Max() + 1).Select(number =>
        {
            var predict = Array.FindAll(rows, row => fold[row] == number);
            var label = names is null ? (number + 1).ToString(CultureInfo.InvariantCulture) : Label(names, predict[0]);
            return new Fold(label, Array.FindAll(rows, row => fold[row] != number), predict);
        }).ToList();
    }

    private static string Label(Column column, int row) => Robust.ClusterRows.Label(column, row);

    /// <summary>Per row the number of its value: values in ascending order, names in ordinal order.</summary>
    internal static int[] Codes(Column column)
    {
        if (column is NumericColumn numeric)
        {
            var values = numeric.Values.ToArray().Distinct().Order().ToArray();
            return Array.ConvertAll(numeric.Values.ToArray(), value => Array.BinarySearch(values, value));
        }

        var categories = (CategoricalColumn)column;
        var used = categories.Codes.ToArray().Distinct().OrderBy(code => categories.Levels[code], StringComparer.Ordinal).ToList();
        return Array.ConvertAll(categories.Codes.ToArray(), used.IndexOf);
    }
}
