namespace LobResearch.Statistics.Causal;

/// <summary>How much the exposed and the others have in common: the probability of exposure as predicted out of fold, in the first split.</summary>
/// <param name="Exposed">Minimum, quartiles and maximum among the exposed.</param>
/// <param name="Others">The same among the others.</param>
/// <param name="Lower">Bound below which probabilities are trimmed.</param>
/// <param name="Upper">Bound above which they are trimmed.</param>
/// <param name="Below">Rows below.</param>
/// <param name="Above">Rows above.</param>
/// <param name="Dropped">Whether these rows were left out; else their probability was set to the bound.</param>
/// <param name="EffectiveExposed">(Σw)²/Σw² of the exposed rows' weights: equally weighted rows that would tell as much. Of kept rows.</param>
/// <param name="EffectiveOthers">The same of the others.</param>
/// <param name="Counts">Rows per tenth of probability, exposed and others.</param>
public sealed record Overlap(
    FiveNumbers Exposed, FiveNumbers Others, double Lower, double Upper, int Below, int Above, bool Dropped, double EffectiveExposed, double EffectiveOthers,
    IReadOnlyList<(int Exposed, int Others)> Counts)
{
    private const int Tenths = 10;

    internal static Overlap Of(double[] exposure, double[] probability, double lower, double upper, bool dropped)
    {
        var exposed = Enumerable.Range(0, exposure.Length).Where(row => exposure[row] == 1).ToArray();
        var others = Enumerable.Range(0, exposure.Length).Where(row => exposure[row] == 0).ToArray();
        var trimmed = Array.ConvertAll(probability, value => Math.Clamp(value, lower, upper));
        var counts = new (int Exposed, int Others)[Tenths];
        for (var row = 0; row < exposure.Length; row++)
        {
            var bin = Math.Clamp((int)(Tenths * probability[row]), 0, Tenths - 1);
            counts[bin] = exposure[row] == 1 ? (counts[bin].Exposed + 1, counts[bin].Others) : (counts[bin].Exposed, counts[bin].Others + 1);
        }

        return new Overlap(
            FiveNumbers.Of(exposed.Select(row => probability[row])), FiveNumbers.Of(others.Select(row => probability[row])), lower, upper,
            probability.Count(value => value < lower), probability.Count(value => value > upper), dropped,
            Effective(exposed.Where(IsKept).Select(row => 1 / trimmed[row])), Effective(others.Where(IsKept).Select(row => 1 / (1 - trimmed[row]))), counts);

        bool IsKept(int row) => !dropped || probability[row] >= lower && probability[row] <= upper;
    }

    private static double Effective(IEnumerable<double> weights)
    {
        var (sum, squares) = weights.Aggregate((0.0, 0.0), (total, weight) => (total.Item1 + weight, total.Item2 + weight * weight));
        return sum * sum / squares;
    }
}

/// <summary>A distribution in five numbers.</summary>
/// <param name="Minimum">The smallest.</param>
/// <param name="LowerQuartile">A quarter lies below.</param>
/// <param name="Median">Half lies below.</param>
/// <param name="UpperQuartile">Three quarters lie below.</param>
/// <param name="Maximum">The largest.</param>
public sealed record FiveNumbers(double Minimum, double LowerQuartile, double Median, double UpperQuartile, double Maximum)
{
    internal static FiveNumbers Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new FiveNumbers(At(sorted, 0), At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75), At(sorted, 1));
    }

    /// <summary>The value that a share of sorted numbers lies below, between neighbours linearly (Hyndman &amp; Fan 1996, type 7).</summary>
    internal static double At(double[] sorted, double share)
    {
        if (sorted.Length == 0)
            return double.NaN;
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    /// <summary>The middle of some numbers.</summary>
    internal static double MedianOf(IEnumerable<double> values) => At([.. values.Order()], 0.5);
}
