using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal.Sensitivity;

/// <summary>Sensitivity of double machine learning to causes left out.</summary>
/// <remarks>
/// Chernozhukov et al. (2022). The interval of a bound scales the effect's own error by how much more the bound varies,
/// √(Σψ_bound²/Σψ²) over clusters, and has the effect's degrees of freedom; without confounding it is the effect's interval.
/// </remarks>
internal static class CausalSensitivity
{
    internal const string NeedsExposedOutcome = "that needs the predicted outcome of the exposed too (g1)";
    internal const string NoResidual = "there is no residual to compare with";
    internal const string NegativeVariance = "the weights' variance comes out negative, by too little overlap";

    /// <summary>Refuses covariates to compare with that aren't any, before anything is learned.</summary>
    /// <exception cref="StatisticsException">One is not among the covariates, or predictions are given.</exception>
    public static void Refuse(CausalData data, CausalOptions options)
    {
        if (options.Benchmarks.Count > 0 && data.Roles.Nuisance.Count > 0)
            throw new StatisticsException("A cause as strong as a covariate is judged by estimating without it, which given predictions don't allow. Name a learner instead.");
        foreach (var covariate in options.Benchmarks)
            data.FeaturesOf(covariate);
    }

    /// <summary>Gives a fit its sensitivity.</summary>
    /// <param name="fit">The estimate.</param>
    /// <param name="options">Which covariates to compare with.</param>
    /// <param name="estimate">Estimates anew without a covariate, from data without it.</param>
    public static CausalFit Attach(CausalFit fit, CausalOptions options, Func<string, CausalData, CausalFit> estimate)
    {
        var without = options.Benchmarks.Select(covariate => (covariate, estimate(covariate, fit.Data.Without(covariate)))).ToList();
        return fit with { Sensitivity = [.. Enumerable.Range(0, fit.Data.Roles.Exposures.Count).Select(exposure => Of(fit, exposure, without))] };
    }

    /// <summary>An exposure's sensitivity; repeated splits by the median of each number.</summary>
    /// <param name="fit">The estimate.</param>
    /// <param name="exposure">Index of the exposure.</param>
    /// <param name="without">Per named covariate the fit without it.</param>
    public static SensitivityResult Of(CausalFit fit, int exposure, IReadOnlyList<(string Covariate, CausalFit Fit)> without)
    {
        var name = fit.Data.Roles.Exposures[exposure];
        var effect = fit[name];
        var deviation = StandardDeviation(fit.Data.Outcome);
        var own = fit.Stages.Select(split => split[exposure]).ToList();
        var undefined = own.Exists(stage => stage.Elements is null) ? NeedsExposedOutcome
            : own.Exists(stage => double.IsNaN(stage.Elements!.Scale)) ? NegativeVariance
            : double.IsNaN(effect.StandardError) ? effect.Reason
            : null;
        var eValue = EValue.Of(effect.Estimate, effect.Lower, effect.Upper, deviation);
        if (undefined is not null)
            return new SensitivityResult(name, fit.Method, effect.Estimate, effect.Lower, effect.Upper, double.NaN, double.NaN, double.NaN, [], eValue, undefined);
        var bounds = own.Select(stage => new BoundAtStrength(stage, effect, Codes(fit, stage), fit.Confidence)).ToList();
        return new SensitivityResult(
            name, fit.Method, effect.Estimate, effect.Lower, effect.Upper,
            fit.Method == "dml" ? FiveNumbers.MedianOf(own.Select(PartialR2)) : double.NaN,
            FiveNumbers.MedianOf(bounds.Select(bound => bound.RobustnessValue)), FiveNumbers.MedianOf(bounds.Select(bound => bound.RobustnessValueOfInterval)),
            [.. without.Select(one => Benchmark(one.Covariate, bounds, own, [.. one.Fit.Stages.Select(split => split[exposure])], effect))], eValue, null)
        {
            ByLevel = fit.Method == "dml" && fit.Data.Clusters.Count == 1 && own[0].Fit is not null ? SensitivityLevels.Of(own[0], fit.Data.Exposure(exposure), fit.Data.Clusters[0]) : null,
        };
    }

    // Chernozhukov et al. (2022): the gains of a covariate stand in the place of the unmeasured cause's shares.
    private static SensitivityBenchmark Benchmark(
        string covariate, IReadOnlyList<BoundAtStrength> bounds, IReadOnlyList<LastStage> own, IReadOnlyList<LastStage> without, Coefficient effect)
    {
        // What the covariate adds to what the others tell of outcome and exposure; learners may even lose by one more.
        var outcome = FiveNumbers.MedianOf(own.Zip(without, (with, less) => Math.Clamp(less.Elements!.Sigma2 / with.Elements!.Sigma2 - 1, 0, 1)));
        var odds = FiveNumbers.MedianOf(own.Zip(without, (with, less) => less.Elements!.Nu2 > 0 ? Math.Max(0, with.Elements!.Nu2 / less.Elements.Nu2 - 1) : double.PositiveInfinity));
        var decided = !(effect.Lower <= 0 && effect.Upper >= 0);
        if (odds >= 1)
            return new SensitivityBenchmark(covariate, 1, outcome, double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, decided);
        // The gain is the share that such a cause explains of the longer model's weights; C_D² is the odds of that share.
        var strength = Math.Sqrt(outcome * odds / (1 - odds));
        var all = bounds.Select(bound => bound.At(strength)).ToList();
        var (lower, upper) = (FiveNumbers.MedianOf(all.Select(bound => bound.IntervalLower)), FiveNumbers.MedianOf(all.Select(bound => bound.IntervalUpper)));
        return new SensitivityBenchmark(
            covariate, odds, outcome, FiveNumbers.MedianOf(all.Select(bound => bound.Lower)), FiveNumbers.MedianOf(all.Select(bound => bound.Upper)), lower, upper,
            decided && lower <= 0 && upper >= 0);
    }

    private static double PartialR2(LastStage stage)
    {
        var total = stage.Elements!.Sigma2 + stage.Theta * stage.Theta / stage.Elements.Nu2;
        return 1 - stage.Elements.Sigma2 / total;
    }

    private static int[]? Codes(CausalFit fit, LastStage stage) =>
        fit.Covariance == CausalCovariance.Iid || fit.Data.Clusters.Count != 1 ? null : ClusterCodes.Of(Interactive.On(fit.Data.Clusters[0], stage.Rows));

    private static double StandardDeviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    /// <summary>The effect's bounds when a cause of some strength is left out.</summary>
    private sealed class BoundAtStrength
    {
        private readonly double _theta;
        private readonly double _scale;
        private readonly double _reach;
        private readonly double[] _influence;
        private readonly double[] _scaleInfluence;

        public BoundAtStrength(LastStage stage, Coefficient effect, int[]? clusters, double confidence)
        {
            (_theta, _scale) = (stage.Theta, stage.Elements!.Scale);
            (_influence, _scaleInfluence) = (Sums(stage.Influence(), clusters), Sums(stage.Elements.ScaleInfluence, clusters));
            _reach = StudentT.TwoSidedQuantile(confidence, effect.DegreesOfFreedom) * effect.StandardError;
        }

        public double RobustnessValue => RobustnessValues.Of(_theta, _scale);

        public double RobustnessValueOfInterval => RobustnessValues.Solve(value =>
        {
            var bound = At(value / Math.Sqrt(1 - value));
            return _theta > 0 ? bound.IntervalLower : -bound.IntervalUpper;
        });

        public (double Lower, double Upper, double IntervalLower, double IntervalUpper) At(double strength) => (
            _theta - strength * _scale, _theta + strength * _scale,
            _theta - strength * _scale - _reach * Ratio(-strength), _theta + strength * _scale + _reach * Ratio(strength));

        private double Ratio(double strength)
        {
            var (bound, own) = (0.0, 0.0);
            for (var i = 0; i < _influence.Length; i++)
            {
                bound += Math.Pow(_influence[i] + strength * _scaleInfluence[i], 2);
                own += _influence[i] * _influence[i];
            }

            return Math.Sqrt(bound / own);
        }

        private static double[] Sums(double[] values, int[]? clusters)
        {
            if (clusters is null)
                return values;
            var sums = new double[clusters.Max() + 1];
            for (var row = 0; row < values.Length; row++)
                sums[clusters[row]] += values[row];
            return sums;
        }
    }
}
