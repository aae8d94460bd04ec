using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Mixed;

/// <summary>Intervals from refits to outcomes that the fitted model generates.</summary>
/// <remarks>
/// Percentile intervals of Davison &amp; Hinkley (1997), section 5.2.1. Draw r takes its random numbers from stream r of a
/// counter-based generator, so the result does not depend on the number of threads.
/// </remarks>
public static class ParametricBootstrap
{
    /// <summary>Intervals at the fit's confidence level, in the order of <see cref="ProfileIntervals"/>.</summary>
    /// <param name="fit">The model.</param>
    /// <param name="draws">Number of refits, at least 100.</param>
    /// <param name="seed">Start of the random streams.</param>
    /// <param name="threads">How many threads; 0 for as many as there are processors. It changes no number.</param>
    /// <param name="cancellationToken">Stops between refits.</param>
    /// <exception cref="StatisticsException">Too few draws.</exception>
    public static IReadOnlyList<ParameterInterval> Intervals(MixedModelFit fit, int draws = 1000, ulong seed = 1, int threads = 0, CancellationToken cancellationToken = default)
    {
        if (draws < 100)
            throw new StatisticsException($"{draws} bootstrap draws are too few for an interval; take at least 100, better 1000.");
        var estimates = Parameters(fit);
        var results = new double[draws][];
        Parallel.For(0, draws, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? -1 : threads, CancellationToken = cancellationToken }, draw => results[draw] = Refit(fit, new RandomSequence(seed, (ulong)draw)));
        var tail = (1 - fit.Options.Confidence) / 2;
        return [.. estimates.Select((estimate, index) =>
        {
            var sorted = results.Select(own => own[index]).Where(double.IsFinite).Order().ToArray();
            return estimate with { Lower = Quantile(sorted, tail), Upper = Quantile(sorted, 1 - tail) };
        })];
    }

    /// <summary>One outcome that the fitted model generates, per used row.</summary>
    /// <param name="fit">The model.</param>
    /// <param name="draw">Which one.</param>
    /// <param name="seed">Start of the random streams.</param>
    public static double[] Simulate(MixedModelFit fit, int draw, ulong seed = 1) => Simulate(fit, new RandomSequence(seed, (ulong)draw));

    private static double[] Simulate(MixedModelFit fit, RandomSequence random)
    {
        var outcome = fit.FixedPart.ToArray();
        var lambda = fit.Data.Unscaled(fit.Lambda);
        for (var row = 0; row < outcome.Length; row++)
            outcome[row] += fit.Sigma * random.Normal() / (fit.Data.Roots?[row] ?? 1);
        for (var f = 0; f < fit.Data.Factors.Count; f++)
        {
            var factor = fit.Data.Factors[f];
            var q = factor.Size;
            var effects = new double[factor.Levels.Count * q];
            for (var level = 0; level < factor.Levels.Count; level++)
            {
                for (var k = 0; k < q; k++)
                {
                    var value = fit.Sigma * random.Normal();
                    for (var i = 0; i < q; i++)
                        effects[level * q + i] += lambda[f][i * q + k] * value;
                }
            }

            for (var i = 0; i < q; i++)
            {
                for (var row = 0; row < outcome.Length; row++)
                    outcome[row] += factor.Columns[i][row] * effects[factor.Codes[row] * q + i];
            }
        }

        return outcome;
    }

    private static double[] Refit(MixedModelFit fit, RandomSequence random)
    {
        var (rest, gamma) = fit.Data.Split(Simulate(fit, random));
        var products = fit.Criteria.Products.WithOutcome(fit.Data.Codes, fit.Data.Random, fit.Data.Q, rest);
        // Not from zero: a variance that is estimated as zero may not be so in another sample.
        var start = fit.Theta.Select((value, k) => fit.Data.Layout.Elements[k].IsDiagonal ? Math.Max(value, 0.05) : value).ToArray();
        var refit = MixedModel.Fit(fit.Data, fit.Criteria.With(products), gamma, fit.Options, start);
        return [.. Parameters(refit).Select(parameter => parameter.Estimate)];
    }

    private static IEnumerable<ParameterInterval> Parameters(MixedModelFit fit)
    {
        foreach (var component in fit.VarianceComponents)
        {
            if (component.Correlations is null)
                continue;
            for (var i = 0; i < component.Terms.Count; i++)
            {
                yield return Parameter("sd", component.Group, component.Terms[i], component.StandardDeviations[i]);
                for (var j = 0; j < i; j++)
                    yield return Parameter("correlation", component.Group, $"{component.Terms[i]}.{component.Terms[j]}", component.Correlations[i, j]);
            }
        }

        yield return Parameter("sigma", null, null, fit.Sigma);
        for (var i = 0; i < fit.Terms.Count; i++)
            yield return Parameter("fixed", null, fit.Terms[i], fit.Beta[i]);
    }

    private static ParameterInterval Parameter(string component, string? group, string? term, double estimate) =>
        new(component, group, term, estimate, double.NaN, double.NaN, "bootstrap-percentile");

    // The (n + 1)p-th in order, between neighbours on a straight line.
    private static double Quantile(double[] sorted, double p)
    {
        if (sorted.Length == 0)
            return double.NaN;
        var place = Math.Clamp((sorted.Length + 1) * p - 1, 0, sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
