namespace LobResearch.Statistics.Learning;

/// <summary>Features in bins of about as many rows each, so that a split is searched over bins instead of rows.</summary>
internal sealed class FeatureBins
{
    /// <summary>Most bins of a feature: as many as a word has bits.</summary>
    public const int Most = 64;

    // Per feature the upper bounds of all bins but the last, rising.
    private readonly double[][] _bounds;

    private FeatureBins(double[][] bounds) => _bounds = bounds;

    /// <summary>Bins from the training rows. A feature of no more values than bins gets a bin per value.</summary>
    public static FeatureBins Of(FeatureMatrix features, int most) => new(Array.ConvertAll(features.Columns, column => Bounds(column, most)));

    /// <summary>A bin number per feature and row: p × n.</summary>
    public byte[][] Codes(FeatureMatrix features)
    {
        var codes = new byte[features.Count][];
        for (var feature = 0; feature < codes.Length; feature++)
        {
            var bounds = _bounds[feature];
            codes[feature] = Array.ConvertAll(features.Columns[feature], value =>
            {
                var found = Array.BinarySearch(bounds, value);
                return (byte)(found < 0 ? ~found : found);
            });
        }

        return codes;
    }

    private static double[] Bounds(double[] column, int most)
    {
        var sorted = (double[])column.Clone();
        Array.Sort(sorted);
        var ends = Enumerable.Range(1, sorted.Length - 1).Where(row => sorted[row] > sorted[row - 1]).ToArray();
        if (ends.Length + 1 > most)
            ends = [.. Enumerable.Range(1, most - 1).Select(bin => NextEnd(ends, (double)bin * sorted.Length / most)).Distinct()];
        // Halfway between neighbours; the lower one where halfway can't be told from the upper.
        return Array.ConvertAll(ends, row =>
        {
            var (lower, upper) = (sorted[row - 1], sorted[row]);
            var halfway = lower + (upper - lower) / 2;
            return halfway < upper ? halfway : lower;
        });
    }

    private static int NextEnd(int[] ends, double rank)
    {
        var found = Array.BinarySearch(ends, (int)Math.Round(rank));
        return ends[Math.Min(found < 0 ? ~found : found, ends.Length - 1)];
    }
}
