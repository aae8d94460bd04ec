using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Causal.Sensitivity;

/// <summary>Robustness values for causes that differ within clusters alone, or between them alone.</summary>
internal static class SensitivityLevels
{
    private const int FewestResidualDegrees = 3;

    public static SensitivityByLevel Of(LastStage stage, double[] dose, Column cluster)
    {
        var codes = ClusterCodes.Of(cluster);
        var (outcome, exposure) = (stage.Outcome!, stage.Exposure!);
        var (y, d, size) = (Means(outcome, codes), Means(exposure, codes), Counts(codes));
        // What covariates predict may differ within a cluster where the exposure itself doesn't.
        var first = new double[size.Length];
        for (var row = codes.Length - 1; row >= 0; row--)
            first[codes[row]] = dose[row];
        var varies = Enumerable.Range(0, codes.Length).Any(row => dose[row] != first[codes[row]]);
        var within = !varies ? double.NaN : Slope([.. outcome.Select((value, row) => value - y[codes[row]])], [.. exposure.Select((value, row) => value - d[codes[row]])], outcome.Length - size.Length - 1, size.Length);
        var between = Slope(Centred(y), Centred(d), size.Length - 2, size.Length);
        return new SensitivityByLevel(
            cluster.Name, size.Length, within, between,
            double.IsNaN(within) ? $"the exposure does not vary within {cluster.Name}" : null,
            double.IsNaN(between) ? $"fewer than {FewestResidualDegrees + 2} of {cluster.Name}, or an exposure with the same mean in all" : null);
    }

    // The classical t of residual on residual and its degrees of freedom give the robustness value.
    private static double Slope(double[] outcome, double[] exposure, int df, int clusters)
    {
        var (cross, square) = (0.0, 0.0);
        for (var i = 0; i < outcome.Length; i++)
            (cross, square) = (cross + outcome[i] * exposure[i], square + exposure[i] * exposure[i]);
        var total = exposure.Sum(Math.Abs);
        if (df < FewestResidualDegrees || clusters < 2 || square <= 1e-20 * (1 + total * total))
            return double.NaN;
        var slope = cross / square;
        var rss = outcome.Zip(exposure, (y, d) => Math.Pow(y - slope * d, 2)).Sum();
        return RobustnessValues.Of(slope, Math.Sqrt(rss / square));
    }

    private static double[] Centred(double[] values)
    {
        var mean = values.Average();
        return Array.ConvertAll(values, value => value - mean);
    }

    private static double[] Means(double[] values, int[] codes)
    {
        var (sums, counts) = (new double[codes.Max() + 1], Counts(codes));
        for (var row = 0; row < values.Length; row++)
            sums[codes[row]] += values[row];
        return [.. sums.Select((sum, group) => sum / counts[group])];
    }

    private static int[] Counts(int[] codes)
    {
        var counts = new int[codes.Max() + 1];
        foreach (var code in codes)
            counts[code]++;
        return counts;
    }
}
