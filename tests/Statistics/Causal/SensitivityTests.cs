using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Tests.Causal;

/// <summary>Sensitivity to causes left out, against the formulas written out anew.</summary>
public sealed class SensitivityTests
{
    // The same sums in another order.
    private const double Tolerance = 1e-10;

    [Test]
    public void PartiallyLinear_RobustnessValue_IsTheStrengthThatBringsTheEffectTo0()
    {
        var source = TestData.Load("12_dml", "smokeban.csv");
        var fit = PartiallyLinear.Estimate(Data(source, ("l", "l_rf1"), ("m", "m_rf1")), new PartiallyLinearOptions());
        var (y, d) = (Residual(source, "y", "l_rf1"), Residual(source, "d", "m_rf1"));
        var theta = fit["d"].Estimate;
        var scale = Math.Sqrt(y.Zip(d, (outcome, exposure) => Math.Pow(outcome - theta * exposure, 2)).Average() / d.Average(exposure => exposure * exposure));
        var value = fit.Sensitivity[0].RobustnessValue;
        Relative.AreEqual(Math.Abs(theta), scale * value / Math.Sqrt(1 - value), Tolerance, "bias at the robustness value");
        Assert.That(fit.Sensitivity[0].RobustnessValueOfInterval, Is.LessThan(value).And.Positive);
        // t² / (t² + n) with the classical t of residual on residual, in which n stands for the degrees of freedom.
        var squared = theta * theta / (scale * scale);
        Relative.AreEqual(squared / (1 + squared), fit.Sensitivity[0].PartialR2, Tolerance, "partial R²");
    }

    [TestCase(Estimand.Ate)]
    [TestCase(Estimand.Att)]
    public void Interactive_RobustnessValue_IsTheStrengthThatBringsTheEffectTo0(Estimand estimand)
    {
        var source = TestData.Load("12_dml", "smokeban.csv");
        var fit = Interactive.Estimate(Data(source, ("g0", "g0_rf1"), ("g1", "g1_rf1"), ("m", "m_rf1")), new InteractiveOptions { Estimand = estimand });
        var (y, d, m, g0, g1) = (Values(source, "y"), Values(source, "d"), Values(source, "m_rf1"), Values(source, "g0_rf1"), Values(source, "g1_rf1"));
        var share = d.Average();
        var sigma2 = Enumerable.Range(0, y.Length).Average(row => Math.Pow(y[row] - (d[row] == 1 ? g1[row] : g0[row]), 2));
        // E(m(W, α)) twice less E(α²): for everybody α = d/m − (1 − d)/(1 − m); for the exposed α = d/p − m(1 − d)/(p(1 − m)).
        var nu2 = Enumerable.Range(0, y.Length).Average(row => estimand == Estimand.Ate
            ? 2 * (1 / m[row] + 1 / (1 - m[row])) - Math.Pow(d[row] / m[row] - (1 - d[row]) / (1 - m[row]), 2)
            : 2 * d[row] / share * (1 / share + m[row] / (share * (1 - m[row]))) - Math.Pow(d[row] / share - m[row] * (1 - d[row]) / (share * (1 - m[row])), 2));
        var value = fit.Sensitivity[0].RobustnessValue;
        Relative.AreEqual(Math.Abs(fit["d"].Estimate), Math.Sqrt(sigma2 * nu2) * value / Math.Sqrt(1 - value), Tolerance, "bias at the robustness value");
    }

    [Test]
    public void Sensitivity_IntervalHolds0_NeedsNoCause()
    {
        var source = TestData.Load("12_dml", "stark.csv");
        var fit = PartiallyLinear.Estimate(
            CausalData.Prepare(new CausalRoles("y", ["rural"]) { Covariates = "free + black", Clusters = ["sch"] }, source), new PartiallyLinearOptions { OutcomeLearner = Statistics.Learning.Learners.Named("ols") });
        Assert.That(fit["rural"].Lower, Is.Negative);
        Assert.That(fit["rural"].Upper, Is.Positive);
        Assert.That(fit.Sensitivity[0].RobustnessValueOfInterval, Is.Zero);
        Assert.That(fit.Sensitivity[0].ByLevel!.WithinReason, Does.Contain("does not vary within"));
    }

    // Chernozhukov et al. (2022), and DoubleML's gain statistics: C_Y² = σ²(short)/σ²(long) − 1, and with R²_D = ν²(long)/ν²(short) − 1
    // in the place of the unmeasured cause's share C_D² = R²_D / (1 − R²_D). σ² and ν² follow from the losses: θ = cov/E(d − m)².
    [Test]
    public void Benchmark_Covariate_MovesTheEffectByItsOwnStrength()
    {
        var sample = new GeneratedCauses(8, 600);
        var options = new PartiallyLinearOptions { OutcomeLearner = GeneratedCauses.Ols };
        var fit = PartiallyLinear.Estimate(sample.Data(), options with { Benchmarks = ["x1"] });
        var (sigma, nu) = Elements(fit);
        var (sigmaLess, nuLess) = Elements(PartiallyLinear.Estimate(sample.Data(roles => roles with { Covariates = "x2" }), options));
        var (outcome, exposure) = (Math.Min(1, sigmaLess / sigma - 1), nu / nuLess - 1);
        Assert.That(exposure, Is.InRange(0.1, 0.9), "the case tells the two definitions apart");
        var benchmark = fit.Sensitivity[0].Benchmarks[0];
        var reach = Math.Sqrt(sigma * nu * outcome * exposure / (1 - exposure));
        Assert.Multiple(() =>
        {
            // l's loss less θ² m's cancels a digit.
            Relative.AreEqual(exposure, benchmark.Exposure, 1e-9, "exposure");
            Relative.AreEqual(outcome, benchmark.Outcome, 1e-9, "outcome");
            Relative.AreEqual(fit["d"].Estimate + reach, benchmark.Upper, 1e-9, "upper");
            Relative.AreEqual(fit["d"].Estimate - reach, benchmark.Lower, 1e-9, "lower");
        });
    }

    [Test]
    public void Benchmark_CovariateExplainsMostOfTheExposure_BoundsNothing()
    {
        var sample = new GeneratedCauses(8, 600);
        sample.With(new NumericColumn("d", [.. sample.X1.Zip(sample.E, (x, e) => 3 * x + e)]));
        var fit = PartiallyLinear.Estimate(sample.Data(), new PartiallyLinearOptions { OutcomeLearner = GeneratedCauses.Ols, Benchmarks = ["x1"] });
        var benchmark = fit.Sensitivity[0].Benchmarks[0];
        Assert.Multiple(() =>
        {
            Assert.That(benchmark.Exposure, Is.EqualTo(1));
            Assert.That(benchmark.Lower, Is.EqualTo(double.NegativeInfinity));
            Assert.That(benchmark.IntervalUpper, Is.EqualTo(double.PositiveInfinity));
            Assert.That(fit.ToString(), Does.Contain("more than all").And.Not.Contain("between -"));
            Assert.That(CausalDocument.Of(fit), Does.Contain("it explains more than half of the exposure"));
        });
    }

    private static (double Sigma2, double Nu2) Elements(CausalFit fit)
    {
        var (outcome, exposure) = (fit.Nuisance[0].MeanSquaredError, fit.Nuisance[1].MeanSquaredError);
        return (outcome - Math.Pow(fit["d"].Estimate, 2) * exposure, 1 / exposure);
    }

    // VanderWeele & Ding (2017): a risk ratio of 3.9 has an E-value of 7.26, its limit of 1.8 one of 3.0.
    [Test]
    public void EValue_PublishedExample_IsTheirs()
    {
        var value = EValue.Of(Math.Log(3.9) / 0.91, Math.Log(1.8) / 0.91, Math.Log(8.7) / 0.91, 1);
        Assert.That(value.Estimate, Is.EqualTo(7.26).Within(0.005), "printed with two decimals");
        Assert.That(value.Interval, Is.EqualTo(3.0).Within(0.05), "printed with one decimal");
    }

    private static CausalData Data(ColumnSet source, params (string Name, string Column)[] nuisance) => CausalData.Prepare(
        new CausalRoles("y", ["d"]) { Nuisance = nuisance.ToDictionary(pair => pair.Name, pair => pair.Column) }, source);

    private static double[] Values(ColumnSet source, string name) => ((NumericColumn)source[name]).Values.ToArray();

    private static double[] Residual(ColumnSet source, string name, string predicted) => [.. Values(source, name).Zip(Values(source, predicted), (value, own) => value - own)];
}
