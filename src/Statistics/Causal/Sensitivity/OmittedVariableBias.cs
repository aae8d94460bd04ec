using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal.Sensitivity;

/// <summary>Sensitivity of a linear model's coefficient to a cause left out.</summary>
/// <remarks>
/// Cinelli &amp; Hazlett (2020), <i>J. R. Stat. Soc. B</i> 82, 39–67: the robustness value from the classical t and the residual degrees
/// of freedom (section 4.3), whatever errors are printed; bounds at a covariate's strength (section 4.4, equations 15 and 17). That of the
/// interval asks what brings its nearer end to 0, and the printed interval may be a robust one.
/// </remarks>
public static class OmittedVariableBias
{
    /// <summary>Judges a coefficient.</summary>
    /// <param name="fit">The model.</param>
    /// <param name="table">Its coefficients with the printed errors: its own, or robust ones.</param>
    /// <param name="term">The exposure's coefficient.</param>
    /// <param name="benchmarks">Covariates of the model, all columns of one together.</param>
    /// <exception cref="StatisticsException">No such coefficient or covariate.</exception>
    public static SensitivityResult Of(LeastSquaresFit fit, CoefficientTable table, string term, IReadOnlyList<string>? benchmarks = null)
    {
        var (classical, printed) = (fit.Coefficients[term], table[term]);
        var (df, sd) = (fit.ResidualDegreesOfFreedom, StandardDeviation(fit.Frame.Response));
        var columns = (benchmarks ?? []).Select(covariate => (covariate, ColumnsOf(fit, term, covariate))).ToList();
        var eValue = EValue.Of(printed.Estimate, printed.Lower, printed.Upper, sd);
        if (!double.IsFinite(classical.StandardError) || classical.StandardError == 0 || !double.IsFinite(printed.StandardError))
            return new SensitivityResult(term, "ols", printed.Estimate, printed.Lower, printed.Upper, double.NaN, double.NaN, double.NaN, [], eValue, printed.Reason ?? classical.Reason ?? CausalSensitivity.NoResidual);
        var scale = classical.StandardError * Math.Sqrt(df);
        var undecided = printed.Lower <= 0 && printed.Upper >= 0;
        var nearest = Math.Abs(printed.Lower) < Math.Abs(printed.Upper) ? printed.Lower : printed.Upper;
        var squared = classical.Statistic * classical.Statistic;
        return new SensitivityResult(
            term, "ols", printed.Estimate, printed.Lower, printed.Upper, squared / (squared + df),
            RobustnessValues.Of(printed.Estimate, scale), undecided ? 0 : RobustnessValues.Of(nearest, scale),
            [.. columns.Select(own => Benchmark(fit, own.covariate, own.Item2, term, scale, printed))], eValue, null);
    }

    // Columns of the design that the covariate has part in, without those that were dropped.
    private static int[] ColumnsOf(LeastSquaresFit fit, string term, string covariate)
    {
        var kept = fit.Qr.Order[..fit.Rank].ToHashSet();
        var found = Enumerable.Range(0, fit.Design.Names.Count).Where(column => fit.Design.TermOf[column] >= 0
            && fit.Frame.Formula.Terms[fit.Design.TermOf[column]].Variables.Any(variable => variable.Columns.Contains(covariate, StringComparer.Ordinal))).ToArray();
        if (found.Length == 0)
            throw new StatisticsException($"'{covariate}' is not among the model's covariates, so nothing can be as strong as it.");
        if (found.Any(column => fit.Design.Names[column] == term))
            throw new StatisticsException($"'{covariate}' is part of '{term}' itself; name another covariate.");
        return [.. found.Where(kept.Contains)];
    }

    private static SensitivityBenchmark Benchmark(LeastSquaresFit fit, string covariate, int[] columns, string term, double scale, Coefficient printed)
    {
        var exposure = fit.Design.Names.ToList().IndexOf(term);
        var others = fit.Qr.Order[..fit.Rank].Where(column => column != exposure && !columns.Contains(column)).Order().ToArray();
        var roots = fit.Weights.IsEmpty ? null : Array.ConvertAll(fit.Weights.ToArray(), Math.Sqrt);
        var (y, d) = (Weighted(fit.Outcome, roots), Weighted(fit.Design.Columns[exposure], roots));
        var ofExposure = Share(Rest(fit, d, others, roots), Rest(fit, d, [.. others, .. columns], roots));
        var ofOutcome = Share(Rest(fit, y, [.. others, exposure], roots), Rest(fit, y, [.. others, exposure, .. columns], roots));
        var r2Exposure = ofExposure / (1 - ofExposure);
        var through = ofExposure * ofExposure / ((1 - ofExposure) * (1 - ofExposure));
        var r2Outcome = Math.Min(1, Math.Pow(1 + Math.Sqrt(through), 2) / (1 - through) * ofOutcome / (1 - ofOutcome));
        // A covariate that explains more than half of the exposure: a cause as strong again would explain more than all.
        if (!(r2Exposure < 1 && through < 1))
            return new SensitivityBenchmark(covariate, 1, 1, double.NegativeInfinity, double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, Changes(printed, double.NegativeInfinity, double.PositiveInfinity));
        var df = fit.ResidualDegreesOfFreedom;
        var bias = scale * Math.Sqrt(r2Outcome * r2Exposure / (1 - r2Exposure));
        var reach = StudentT.TwoSidedQuantile(fit.Confidence, printed.DegreesOfFreedom) * printed.StandardError
            * Math.Sqrt((1 - r2Outcome) / (1 - r2Exposure) * df / (df - 1));
        var (lower, upper) = (printed.Estimate - bias, printed.Estimate + bias);
        return new SensitivityBenchmark(covariate, r2Exposure, r2Outcome, lower, upper, lower - reach, upper + reach, Changes(printed, lower - reach, upper + reach));
    }

    private static bool Changes(Coefficient printed, double lower, double upper) => !(printed.Lower <= 0 && printed.Upper >= 0) && lower <= 0 && upper >= 0;

    private static double Share(double without, double with) => without > 0 ? Math.Clamp(1 - with / without, 0, 1 - 1e-12) : 0;

    private static double Rest(LeastSquaresFit fit, double[] target, int[] columns, double[]? roots)
    {
        var qr = PivotedQr.Of([.. columns.Select(column => Weighted(fit.Design.Columns[column], roots))], fit.N);
        return Math.Max(0, target.Sum(value => value * value) - qr.ProjectOnQ(target).Sum(value => value * value));
    }

    private static double[] Weighted(double[] values, double[]? roots) => roots is null ? values : LeastSquares.Scaled(values, roots);

    private static double StandardDeviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
