using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Simulation.Confounding;

/// <summary>What a sample with confounded exposure is like.</summary>
public sealed record ConfoundingOptions
{
    /// <summary>Rows, n.</summary>
    public int Rows { get; init; } = 2_000;

    /// <summary>Covariates, p; the first three matter.</summary>
    public int Covariates { get; init; } = 20;

    /// <summary>The effect of exposure, the same for everybody.</summary>
    public double Effect { get; init; } = 0.5;

    /// <summary>Clusters of equal size; 0 for independent rows.</summary>
    public int Clusters { get; init; }

    /// <summary>Share of the outcome's residual variance that lies between clusters.</summary>
    public double Icc { get; init; } = 0.05;

    /// <summary>Whether whole clusters are exposed, half of them by lot; else rows choose, and all differ within clusters.</summary>
    public bool ExposedByCluster { get; init; }

    /// <summary>Whether straight lines describe all, so that linear learners suffice and errors alone are judged.</summary>
    public bool Straight { get; init; }

    /// <summary>How much the covariates decide of exposure; 0 for none.</summary>
    public double Selection { get; init; } = 1;

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 20261101;

    /// <summary>The designs of the published table: 2,000 rows and 20 covariates with curves, or clusters of 50 rows and 6 with straight lines.</summary>
    /// <param name="clusters">Number of clusters; 0 for independent rows.</param>
    /// <param name="byCluster">Whether whole clusters are exposed.</param>
    public static ConfoundingOptions Of(int clusters, bool byCluster) => clusters == 0
        ? new ConfoundingOptions()
        : new ConfoundingOptions { Clusters = clusters, ExposedByCluster = byCluster, Rows = 50 * clusters, Covariates = 6, Straight = true };
}

/// <summary>
/// Rows whose covariates drive both exposure and outcome, by curves that a straight line misses.
/// </summary>
/// <remarks>
/// x ~ N(0, 1), neighbours correlated 0.3; h = ½ sin(2 x₁) + ¼(x₂² − 1), or 0.7 x₁ where straight lines do; P(d = 1) = logit⁻¹(selection · h);
/// y = effect · d + h + ½ x₃ + √icc u + √(1 − icc) e.
/// </remarks>
public static class ConfoundedSample
{
    private const double Neighbours = 0.3;

    /// <summary>A sample: <c>y</c>, <c>d</c>, <c>x1</c> …, and <c>school</c> with clusters.</summary>
    /// <param name="options">What it is like.</param>
    /// <param name="replication">Which of the seed's samples.</param>
    public static ColumnSet Generate(ConfoundingOptions options, int replication)
    {
        var random = new RandomSequence(options.Seed, (ulong)replication);
        var (n, p) = (options.Rows, options.Covariates);
        var x = Enumerable.Range(0, p).Select(_ => new double[n]).ToArray();
        var (y, d, school) = (new double[n], new double[n], new double[n]);
        var effects = Enumerable.Range(0, Math.Max(1, options.Clusters)).Select(_ => random.Normal()).ToArray();
        var exposed = Enumerable.Range(0, effects.Length).Select(cluster => cluster < effects.Length / 2).ToArray();
        random.Shuffle(exposed.AsSpan());
        for (var row = 0; row < n; row++)
        {
            var cluster = options.Clusters == 0 ? 0 : row % options.Clusters;
            school[row] = cluster + 1;
            for (var j = 0; j < p; j++)
                x[j][row] = j == 0 ? random.Normal() : Neighbours * x[j - 1][row] + Math.Sqrt(1 - Neighbours * Neighbours) * random.Normal();
            var h = options.Straight ? 0.7 * x[0][row] : 0.5 * Math.Sin(2 * x[0][row]) + 0.25 * (x[1][row] * x[1][row] - 1);
            var chosen = random.Chance(1 / (1 + Math.Exp(-options.Selection * h)));
            d[row] = (options.ExposedByCluster ? exposed[cluster] : chosen) ? 1 : 0;
            var icc = options.Clusters == 0 ? 0 : options.Icc;
            y[row] = options.Effect * d[row] + h + 0.5 * x[2][row] + Math.Sqrt(icc) * effects[cluster] + Math.Sqrt(1 - icc) * random.Normal();
        }

        var columns = new List<Column> { new NumericColumn("y", y), new NumericColumn("d", d) };
        columns.AddRange(x.Select((values, j) => new NumericColumn(string.Create(CultureInfo.InvariantCulture, $"x{j + 1}"), values)));
        if (options.Clusters > 0)
            columns.Add(new NumericColumn("school", school));
        return new ColumnSet(columns);
    }

    /// <summary>All covariates as the right side of a formula.</summary>
    public static string Formula(ConfoundingOptions options) =>
        string.Join(" + ", Enumerable.Range(1, options.Covariates).Select(j => string.Create(CultureInfo.InvariantCulture, $"x{j}")));
}
