using System.Globalization;
using LobResearch.Statistics;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Regression;

namespace LobResearch.Simulation.Confounding;

/// <summary>What an estimator gives over many samples of one kind.</summary>
/// <param name="Estimator">Its name.</param>
/// <param name="Replications">Samples that it answers.</param>
/// <param name="Failed">Samples that it doesn't answer.</param>
/// <param name="Bias">Mean estimate less the truth.</param>
/// <param name="Spread">Standard deviation of the estimates.</param>
/// <param name="Error">Mean of its standard errors.</param>
/// <param name="Coverage">Share of nominal 95 % intervals that hold the truth.</param>
public sealed record Recovery(string Estimator, int Replications, int Failed, double Bias, double Spread, double Error, double Coverage)
{
    /// <summary>Monte Carlo standard error of <see cref="Coverage"/>, were it 95 %.</summary>
    public double CoverageError => Math.Sqrt(0.95 * 0.05 / Replications);

    /// <summary>The row as a table shows it.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"| {Estimator} | {Replications} | {Failed} | {Bias:0.0000} | {Spread:0.0000} | {Error:0.0000} | {100 * Coverage:0.0} % |");
}

/// <summary>Tries estimators of an effect on samples whose effect is known.</summary>
public static class EffectRecovery
{
    /// <summary>Runs all replications; the same options give the same figures on any number of threads.</summary>
    /// <param name="options">What samples are like.</param>
    /// <param name="learner">The learner's name.</param>
    /// <param name="replications">How many.</param>
    public static IReadOnlyList<Recovery> Run(ConfoundingOptions options, string learner, int replications)
    {
        var found = new IReadOnlyList<(string Name, double Estimate, double Error, double Lower, double Upper)>[replications];
        Parallel.For(0, replications, replication => found[replication] = [.. One(options, learner, replication)]);
        return found.SelectMany(one => one.Select(estimate => estimate.Name)).Distinct().Select(name =>
        {
            var all = found.SelectMany(one => one.Where(estimate => estimate.Name == name)).ToList();
            var answered = all.Where(estimate => double.IsFinite(estimate.Lower) && double.IsFinite(estimate.Upper)).ToList();
            var mean = answered.Average(estimate => estimate.Estimate);
            return new Recovery(
                name, answered.Count, replications - answered.Count, mean - options.Effect,
                Math.Sqrt(answered.Sum(estimate => Math.Pow(estimate.Estimate - mean, 2)) / (answered.Count - 1)), answered.Average(estimate => estimate.Error),
                answered.Average(estimate => estimate.Lower <= options.Effect && estimate.Upper >= options.Effect ? 1.0 : 0.0));
        }).ToList();
    }

    private static IEnumerable<(string Name, double Estimate, double Error, double Lower, double Upper)> One(ConfoundingOptions options, string learner, int replication)
    {
        var sample = ConfoundedSample.Generate(options, replication);
        var naive = LeastSquares.Fit(Formula.Parse($"y ~ d + {ConfoundedSample.Formula(options)}"), sample).Coefficients["d"];
        yield return ("least squares with all covariates", naive.Estimate, naive.StandardError, naive.Lower, naive.Upper);
        var data = CausalData.Prepare(
            new CausalRoles("y", ["d"]) { Covariates = ConfoundedSample.Formula(options), Clusters = options.Clusters > 0 ? ["school"] : [] }, sample);
        var common = new PartiallyLinearOptions { OutcomeLearner = Learners.Named(learner), Threads = 1, Seed = (ulong)replication + 1 };
        if (options.Clusters == 0)
        {
            var partially = PartiallyLinear.Estimate(data, common)["d"];
            yield return ("partially linear", partially.Estimate, partially.StandardError, partially.Lower, partially.Upper);
            var average = Interactive.Estimate(data, new InteractiveOptions { OutcomeLearner = Learners.Named(learner), Threads = 1, Seed = common.Seed })["d"];
            yield return ("interactive", average.Estimate, average.StandardError, average.Lower, average.Upper);
            yield break;
        }

        var fit = PartiallyLinear.Estimate(data, common with { Bootstrap = new WildBootstrapOptions { Draws = 1_999, Seed = common.Seed, Threads = 1 } });
        yield return ("partially linear, CR2", fit["d"].Estimate, fit["d"].StandardError, fit["d"].Lower, fit["d"].Upper);
        var wild = fit.Bootstrap[0];
        yield return ("partially linear, wild bootstrap", wild.Estimate, wild.StandardError, wild.Lower.Value, wild.Upper.Value);
        foreach (var (name, type) in new[] { ("iid", CausalCovariance.Iid), ("CR1", CausalCovariance.CR1), ("CR3", CausalCovariance.CR3) })
        {
            var other = fit.WithErrors(type)["d"];
            yield return ($"partially linear, {name}", other.Estimate, other.StandardError, other.Lower, other.Upper);
        }
    }
}
