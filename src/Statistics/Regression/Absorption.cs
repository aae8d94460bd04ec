using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;

namespace LobResearch.Statistics.Regression;

/// <summary>Takes the effects of groups out of a regression instead of giving each group a column.</summary>
/// <remarks>
/// By the Frisch–Waugh–Lovell theorem, deviations from the groups' means give the other coefficients and the residuals of the regression with an
/// indicator per group. Memory grows with the model instead of with the groups.
/// </remarks>
internal sealed class Absorption
{
    // Of a column's own variation: what is left of it within groups below this is rounding.
    private const double Nothing = 1e-9;

    private Absorption(string name, int[] groups, int count) => (Name, Groups, Count) = (name, groups, count);

    /// <summary>The groups' column.</summary>
    public string Name { get; }

    /// <summary>Group per used row, from 0.</summary>
    public int[] Groups { get; }

    /// <summary>Number of groups.</summary>
    public int Count { get; }

    /// <summary>The groups of a frame's rows.</summary>
    public static Absorption Of(ModelFrame frame, Column groups)
    {
        var codes = frame.Groups(groups);
        return new Absorption(groups.Name, codes, codes.Length == 0 ? 0 : codes.Max() + 1);
    }

    /// <summary>A design without its intercept, which the groups hold, each column as deviations from its groups' means.</summary>
    public DesignMatrix Within(DesignMatrix design)
    {
        var kept = Enumerable.Range(0, design.Names.Count).Where(column => design.TermOf[column] >= 0).ToArray();
        return DesignMatrix.Of(
            design.Rows, [.. kept.Select(column => design.Names[column])], [.. kept.Select(column => design.TermOf[column])], [.. kept.Select(column => Within(design.Columns[column]))]);
    }

    /// <summary>Deviations from the groups' means; exactly 0 where a column doesn't vary within groups.</summary>
    public double[] Within(double[] values)
    {
        var (sums, sizes) = (new CompensatedSum[Count], new int[Count]);
        for (var row = 0; row < values.Length; row++)
        {
            sums[Groups[row]].Add(values[row]);
            sizes[Groups[row]]++;
        }

        var means = sums.Select((sum, group) => sum.Value / sizes[group]).ToArray();
        var within = new double[values.Length];
        var (left, size) = (0.0, 0.0);
        for (var row = 0; row < values.Length; row++)
        {
            within[row] = values[row] - means[Groups[row]];
            left += within[row] * within[row];
            size += values[row] * values[row];
        }

        if (left <= Nothing * Nothing * size)
            Array.Clear(within);
        return within;
    }

    /// <summary>Refuses clusters that cut through a group.</summary>
    /// <remarks>
    /// Where each group lies within one cluster, CR2's adjustment and degrees of freedom are the same with and without the groups' columns
    /// (Pustejovsky &amp; Tipton 2018, theorem 2); elsewhere they aren't.
    /// </remarks>
    /// <exception cref="StatisticsException">A group has rows in two clusters.</exception>
    public void RefuseClustersWithin(IReadOnlyList<int[]> members, string clusters)
    {
        var of = Enumerable.Repeat(-1, Count).ToArray();
        for (var cluster = 0; cluster < members.Count; cluster++)
        {
            foreach (var row in members[cluster])
            {
                if (of[Groups[row]] >= 0 && of[Groups[row]] != cluster)
                    throw new StatisticsException($"The effects of '{Name}' are taken out, and clusters of '{clusters}' cut through its groups: such errors need a column per group. Put '{Name}' in the formula instead.");
                of[Groups[row]] = cluster;
            }
        }
    }
}
