using LobResearch.Statistics.Distributions;

namespace LobResearch.Statistics.EffectSizes;

/// <summary>Hedges' g between groups of whole schools, in standard deviations of all persons.</summary>
/// <remarks>
/// Hedges (2007), Effect sizes in cluster-randomized designs, <i>J. Educational and Behavioral Statistics</i> 32, 341–370: d_T for
/// clusters of any size and its variance, with the correction J for its effective degrees of freedom. The interval is t with
/// M − 2 degrees of freedom, M the number of schools, where the paper takes the normal: with few schools that is too narrow.
/// </remarks>
public static class ClusteredDifference
{
    /// <summary>Name of the intervals.</summary>
    public const string IntervalMethod = "Hedges (2007), t";

    /// <summary>g of the first group against the second.</summary>
    /// <param name="first">Outcomes of one group.</param>
    /// <param name="firstSchools">Each outcome's school, as any number.</param>
    /// <param name="second">Outcomes of the other.</param>
    /// <param name="secondSchools">Each outcome's school; none of the first group's.</param>
    /// <param name="icc">Share of the variance between schools; null: estimated from both groups' schools, at least 0.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <exception cref="StatisticsException">Fewer than two schools in a group, a school in both, or no variation.</exception>
    public static EffectSize HedgesG(
        ReadOnlySpan<double> first, ReadOnlySpan<int> firstSchools, ReadOnlySpan<double> second, ReadOnlySpan<int> secondSchools, double? icc = null, double confidence = 0.95)
    {
        var (one, other) = (SampleSummary.Of(first, "The first group"), SampleSummary.Of(second, "The second group"));
        var (treated, control) = (Sizes.Of(firstSchools, first.Length, "The first group"), Sizes.Of(secondSchools, second.Length, "The second group"));
        if (firstSchools.ContainsAny(secondSchools.ToArray()))
            throw new StatisticsException("A school has persons in both groups; this effect size compares groups of whole schools.");
        if (icc is not null and not (>= 0 and < 1))
            throw new StatisticsException("A share of variance lies between 0 and 1.");
        if (confidence is not (> 0 and < 1))
            throw new StatisticsException("A confidence level lies between 0 and 1, such as 0.95.");
        var df = one.N + other.N - 2.0;
        var variance = ((one.N - 1) * one.Variance + (other.N - 1) * other.Variance) / df;
        if (!(variance > 0))
            throw new StatisticsException("The values do not vary, so no difference can be put in standard deviations.");
        var rho = icc ?? EstimatedIcc(first, firstSchools, second, secondSchools);
        var total = (double)(one.N + other.N);
        var (a, b) = (treated.A + control.A, treated.B + control.B);
        // Hedges (2007), clusters of unequal size: what ρ takes from the pooled variance, and its effective degrees of freedom.
        var left = df - rho * (df - b);
        var spread = df * (1 - rho) * (1 - rho) + a * rho * rho + 2 * b * rho * (1 - rho);
        var d = (one.Mean - other.Mean) / Math.Sqrt(variance) * Math.Sqrt(left / df);
        var size = control.N * treated.Squares / (treated.N * total) + treated.N * control.Squares / (control.N * total);
        var error = total / (treated.N * control.N) * (1 + (size - 1) * rho) + d * d * spread / (2 * df * left);
        var j = StandardisedDifference.Correction(left * left / spread);
        var (g, se) = (j * d, j * Math.Sqrt(error));
        var half = StudentT.TwoSidedQuantile(confidence, treated.Schools + control.Schools - 2) * se;
        return new EffectSize("g (clustered)", g, se, g - half, g + half, confidence, IntervalMethod);
    }

    // One-way within groups: mean squares between the schools of a group, M − 2 degrees of freedom, and within schools.
    private static double EstimatedIcc(ReadOnlySpan<double> first, ReadOnlySpan<int> firstSchools, ReadOnlySpan<double> second, ReadOnlySpan<int> secondSchools)
    {
        var (one, other) = (IntraclassCorrelation.OneWay(first, firstSchools), IntraclassCorrelation.OneWay(second, secondSchools));
        var (df1, df2) = (one.BetweenDf + other.BetweenDf, one.WithinDf + other.WithinDf);
        var between = (one.BetweenDf * one.MeanSquareBetween + other.BetweenDf * other.MeanSquareBetween) / df1;
        var within = (one.WithinDf * one.MeanSquareWithin + other.WithinDf * other.MeanSquareWithin) / df2;
        var size = (one.BetweenDf * one.N0 + other.BetweenDf * other.N0) / df1;
        return Math.Max(0, (between - within) / (between + (size - 1) * within));
    }

    private readonly record struct Sizes(double N, int Schools, double Squares, double Cubes)
    {
        public double A => (N * N * Squares + Squares * Squares - 2 * N * Cubes) / (N * N);

        // n_U (m − 1), n_U = (N² − Σn²) / (N (m − 1))
        public double B => (N * N - Squares) / N;

        public static Sizes Of(ReadOnlySpan<int> schools, int n, string name)
        {
            if (schools.Length != n)
                throw new StatisticsException($"{name} has another number of schools than of outcomes; each outcome has its school.");
            var sizes = schools.ToArray().GroupBy(school => school).Select(group => (double)group.Count()).ToList();
            if (sizes.Count < 2)
                throw new StatisticsException($"{name} is one school: how schools differ can't be told from how the groups do.");
            return new Sizes(n, sizes.Count, sizes.Sum(size => size * size), sizes.Sum(size => size * size * size));
        }
    }
}
