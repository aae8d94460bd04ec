using System.Numerics.Tensors;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Randomness;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Causal;

/// <summary>An interval that holds for several effects at once with the stated confidence.</summary>
/// <param name="Term">Which effect.</param>
/// <param name="Estimate">The effect.</param>
/// <param name="StandardError">The error that the interval is made of.</param>
/// <param name="Critical">How many errors it reaches to both sides.</param>
/// <param name="Method">wild-cluster-max-t, or multiplier-max-t.</param>
public sealed record SimultaneousInterval(string Term, double Estimate, double StandardError, double Critical, string Method)
{
    internal const string Unbounded = "with so few clusters the bootstrap bounds it nowhere";

    /// <summary>Lower end.</summary>
    public double Lower => Estimate - Critical * StandardError;

    /// <summary>Upper end.</summary>
    public double Upper => Estimate + Critical * StandardError;
}

/// <summary>Makes intervals for several effects at once from the largest of their |t| in each bootstrap sample.</summary>
/// <remarks>
/// Few clusters: a wild cluster bootstrap of the last stages, all with the same weights per draw, each around its own estimate and
/// with an error of its own (Roodman, MacKinnon, Nielsen &amp; Webb 2019; Montiel Olea &amp; Plagborg-Møller 2019, <i>J. Appl. Econometrics</i> 34,
/// 1–17, for the largest t). Many clusters or rows: the Gaussian multiplier bootstrap (Belloni, Chernozhukov, Chetverikov &amp; Wei 2018,
/// <i>Annals of Statistics</i> 46, 3643–3675), which given the data is a draw from the scores' correlations.
/// </remarks>
internal static class SimultaneousIntervals
{
    private const int FewClusters = 50;
    private const int Draws = 9_999;
    private const ulong Stream = 0x5151_0000_0000_0000;

    /// <summary>Whether clusters are few enough for the wild bootstrap.</summary>
    public static bool AreFew(int clusters) => clusters <= FewClusters;

    /// <summary>Few clusters: the coefficients of one regression or of several.</summary>
    public static IReadOnlyList<SimultaneousInterval> Wild(IReadOnlyList<(LeastSquaresFit Fit, string Term)> effects, Column clusters, double confidence, ulong seed, int threads)
    {
        var members = ClusterRows.Of(effects[0].Fit, clusters);
        var vectors = WildClusterBootstrap.Vectors(new WildBootstrapOptions { Draws = Draws, Seed = seed }, members.Count);
        var largest = new double[vectors.Count];
        var errors = new List<double>();
        foreach (var (fit, term) in effects)
        {
            var coefficient = fit.Coefficients[term];
            var scores = WildClusterBootstrap.Scores(fit, coefficient, members, clusters.Name);
            var factor = ClusterRobust.Factor(CovarianceType.CR1S, members.Count, fit.N, fit.Rank);
            errors.Add(Math.Sqrt(scores.Variance * factor));
            var squared = BootstrapDraws.Make(scores, vectors, threads).SquaredStatistics(0);
            for (var draw = 0; draw < largest.Length; draw++)
                largest[draw] = Math.Max(largest[draw], Math.Sqrt(squared[draw] / factor));
        }

        var critical = Quantile(largest, confidence);
        return effects.Select((effect, at) => new SimultaneousInterval(effect.Term, effect.Fit.Coefficients[effect.Term].Estimate, errors[at], critical, "wild-cluster-max-t")).ToList();
    }

    /// <summary>Many clusters or rows.</summary>
    /// <param name="effects">Name, estimate and error of each.</param>
    /// <param name="influence">Per effect its influence per row.</param>
    /// <param name="clusters">Per row its cluster; null for independent rows.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <param name="seed">Decides the draws.</param>
    public static IReadOnlyList<SimultaneousInterval> Multiplier(
        IReadOnlyList<(string Term, double Estimate, double StandardError)> effects, IReadOnlyList<double[]> influence, int[]? clusters, double confidence, ulong seed)
    {
        var sums = influence.Select(values => clusters is null ? values : Sums(values, clusters)).ToList();
        var factor = Cholesky(sums);
        var random = new RandomSequence(seed, Stream);
        var largest = new double[Draws];
        var normal = new double[effects.Count];
        for (var draw = 0; draw < Draws; draw++)
        {
            for (var i = 0; i < normal.Length; i++)
                normal[i] = random.Normal();
            for (var i = 0; i < normal.Length; i++)
                largest[draw] = Math.Max(largest[draw], Math.Abs(TensorPrimitives.Dot<double>(factor[i].AsSpan(0, i + 1), normal.AsSpan(0, i + 1))));
        }

        var critical = Quantile(largest, confidence);
        return effects.Select(effect => new SimultaneousInterval(effect.Term, effect.Estimate, effect.StandardError, critical, "multiplier-max-t")).ToList();
    }

    private static double[] Sums(double[] values, int[] clusters)
    {
        var sums = new double[clusters.Max() + 1];
        for (var row = 0; row < values.Length; row++)
            sums[clusters[row]] += values[row];
        return sums;
    }

    // Of the correlations; effects that are combinations of earlier ones add nothing.
    private static double[][] Cholesky(IReadOnlyList<double[]> scores)
    {
        var lengths = scores.Select(score => TensorPrimitives.Norm<double>(score)).ToList();
        var rows = new double[scores.Count][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new double[i + 1];
            for (var j = 0; j <= i; j++)
            {
                var correlation = TensorPrimitives.Dot<double>(scores[i], scores[j]) / (lengths[i] * lengths[j]);
                var rest = correlation - TensorPrimitives.Dot<double>(rows[i].AsSpan(0, j), rows[j].AsSpan(0, j));
                rows[i][j] = i == j ? Math.Sqrt(Math.Max(0, rest)) : rows[j][j] > 1e-10 ? rest / rows[j][j] : 0;
            }
        }

        return rows;
    }

    private static double Quantile(double[] values, double confidence)
    {
        Array.Sort(values);
        return values[Math.Min(values.Length - 1, (int)Math.Ceiling(confidence * values.Length) - 1)];
    }
}
