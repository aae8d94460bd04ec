using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Mixed;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Mixed;

/// <summary>What a fit gives beside its estimates, and what it says of bad input.</summary>
public sealed class MixedModelTests
{
    private static readonly ColumnSet Sleep = TestData.Load("02_sleepstudy", categorical: "Subject");
    private static readonly ColumnSet Exam = TestData.Load("03_exam", categorical: "school");
    private static readonly MixedModelFit Slopes = MixedModel.Fit(Formula.Parse("Reaction ~ Days + (Days | Subject)"), Sleep);
    private static readonly MixedModelFit SlopesByMl = Slopes.Refit(Criterion.Ml);
    private static readonly MixedModelFit School = MixedModel.Fit(
        Formula.Parse("normexam ~ standLRT + sex + schgend + (standLRT | school)"), Exam,
        new() { Design = new() { Levels = new Dictionary<string, IReadOnlyList<string>> { ["schgend"] = ["mixed", "boys", "girls"] } } });

    [Test]
    public void Fitted_Sleepstudy_EqualsLme4()
    {
        var expected = ReferenceCase.Load("02_sleepstudy").Results("fitted_first10");
        for (var row = 0; row < 10; row++)
        {
            Relative.AreEqual(expected.GetProperty("fitted")[row].GetDouble(), Slopes.Fitted[row], 1e-9, "fitted");
            // A residual is a difference of numbers fifty times as large.
            Relative.AreEqual(expected.GetProperty("resid")[row].GetDouble(), Slopes.Residuals[row], 1e-7, "residual");
            Relative.AreEqual(expected.GetProperty("population")[row].GetDouble(), Slopes.FixedPart[row], 1e-9, "fixed part");
        }
    }

    [Test]
    public void Predict_KnownAndNewGroups_AddsEffectsOfKnownOnesOnly()
    {
        var data = new ColumnSet(
        [
            new NumericColumn("Days", [0, 9, 9, double.NaN]),
            CategoricalColumn.FromText("Subject", ["308", "308", "new", "308"]),
        ]);
        var with = Slopes.Predict(data);
        var without = Slopes.Predict(data, withRandomEffects: false);
        Assert.Multiple(() =>
        {
            Assert.That(with[0], Is.EqualTo(Slopes.Fitted[0]).Within(1e-9));
            Assert.That(with[1], Is.EqualTo(Slopes.Fitted[9]).Within(1e-9));
            Assert.That(without[1], Is.EqualTo(Slopes.FixedPart[9]).Within(1e-9));
            Assert.That(with[2], Is.EqualTo(without[2]));
            Assert.That(with[3], Is.NaN);
        });
    }

    [Test]
    public void Predict_OwnRowsWithCategories_EqualsFitted()
    {
        var predicted = School.Predict(Exam);
        for (var row = 0; row < School.N; row++)
            Assert.That(predicted[row], Is.EqualTo(School.Fitted[row]).Within(1e-10));
    }

    [Test]
    public void ProfileIntervals_Sleepstudy_EqualLme4()
    {
        // lme4 interpolates its profile by a spline, which is good to 1e-3.
        var expected = ReferenceCase.Load("02_sleepstudy").Results("rs_ml_profile_ci");
        foreach (var interval in ProfileIntervals.Of(SlopesByMl))
        {
            Relative.AreEqual(expected.GetProperty(interval.Name).GetProperty("lower").GetDouble(), interval.Lower, 1e-3, interval.Name);
            Relative.AreEqual(expected.GetProperty(interval.Name).GetProperty("upper").GetDouble(), interval.Upper, 1e-3, interval.Name);
        }
    }

    [Test]
    public void ProfileIntervals_ZeroVariance_BeginAtZero()
    {
        var fit = MixedModel.Fit(Formula.Parse("y ~ x + (1 | school)"), TestData.Load("21_mixed", "zero.csv"));
        var school = ProfileIntervals.Of(fit).Single(interval => interval.Component == "sd");
        Assert.That(school.Lower, Is.Zero);
        Assert.That(school.Upper, Is.GreaterThan(0.05).And.LessThan(1));
    }

    [Test]
    public void WaldIntervals_NormalDistribution_EqualLme4()
    {
        var expected = ReferenceCase.Load("02_sleepstudy").Results("rs_reml_wald_ci");
        foreach (var coefficient in Slopes.Inference(DegreesOfFreedomMethod.Normal).Coefficients.Coefficients)
        {
            Relative.AreEqual(expected.GetProperty(coefficient.Term).GetProperty("lower").GetDouble(), coefficient.Lower, 1e-7, coefficient.Term);
            Relative.AreEqual(expected.GetProperty(coefficient.Term).GetProperty("upper").GetDouble(), coefficient.Upper, 1e-7, coefficient.Term);
        }
    }

    [Test]
    public void Bootstrap_SameSeed_GivesTheSameIntervalsNearTheProfile()
    {
        var first = ParametricBootstrap.Intervals(SlopesByMl, 400, seed: 7);
        foreach (var threads in new[] { 1, 2, 7 })
            Assert.That(ParametricBootstrap.Intervals(SlopesByMl, 400, seed: 7, threads), Is.EqualTo(first), $"{threads} threads");
        Assert.That(ParametricBootstrap.Intervals(SlopesByMl, 400, seed: 8), Is.Not.EqualTo(first));
        var days = first.Single(interval => interval.Term == "Days" && interval.Component == "fixed");
        // 400 draws place an end within about a tenth of the interval's width.
        Assert.That(days.Lower, Is.EqualTo(7.36).Within(0.6));
        Assert.That(days.Upper, Is.EqualTo(13.58).Within(0.6));
    }

    [TestCase("lrt_ri_vs_rs_ml", "normexam ~ standLRT + sex + schgend + (1 | school)")]
    [TestCase("lrt_schgend_ml", "normexam ~ standLRT + sex + (standLRT | school)")]
    public void LikelihoodRatio_FitsByReml_AreFittedAgainByMl(string analysis, string smaller)
    {
        var expected = ReferenceCase.Load("03_exam").Results(analysis);
        var test = LikelihoodRatio.Test(School.Refit(Criterion.Ml), MixedModel.Fit(Formula.Parse(smaller), Exam));
        Relative.AreEqual(expected.GetProperty("chisq").GetDouble(), test.ChiSquare, 1e-6, "chi-square");
        Assert.That(test.DegreesOfFreedom, Is.EqualTo(expected.GetProperty("df").GetInt32()));
        Assert.That(test.P, Is.EqualTo(expected.GetProperty("p").GetDouble()).Within(1e-8));
    }

    [TestCase("emmeans_schgend_satterthwaite", DegreesOfFreedomMethod.Satterthwaite)]
    [TestCase("emmeans_schgend_kenward_roger", DegreesOfFreedomMethod.KenwardRoger)]
    public void MarginalMeans_Exam_EqualEmmeans(string analysis, DegreesOfFreedomMethod method)
    {
        var expected = ReferenceCase.Load("03_exam").Results(analysis);
        var means = MarginalMeans.Of(School, "schgend", method);
        foreach (var row in expected.GetProperty("means").EnumerateArray())
        {
            var own = means.Means.Single(mean => mean.Term == row.GetProperty("schgend").GetString());
            Relative.AreEqual(row.GetProperty("emmean").GetDouble(), own.Estimate, 1e-6, own.Term);
            Relative.AreEqual(row.GetProperty("SE").GetDouble(), own.StandardError, 1e-5, own.Term + " se");
            Relative.AreEqual(row.GetProperty("df").GetDouble(), own.DegreesOfFreedom, 1e-3, own.Term + " df");
            Relative.AreEqual(row.GetProperty("lower.CL").GetDouble(), own.Lower, 1e-3, own.Term + " lower");
        }

        foreach (var row in expected.GetProperty("pairwise").EnumerateArray())
        {
            var own = means.Differences.Single(difference => difference.Term == row.GetProperty("contrast").GetString());
            Relative.AreEqual(row.GetProperty("estimate").GetDouble(), own.Estimate, 1e-5, own.Term);
            Relative.AreEqual(row.GetProperty("SE").GetDouble(), own.StandardError, 1e-5, own.Term + " se");
            Relative.AreEqual(row.GetProperty("df").GetDouble(), own.DegreesOfFreedom, 1e-3, own.Term + " df");
            Assert.That(own.P, Is.EqualTo(row.GetProperty("p.value").GetDouble()).Within(1e-4));
        }
    }

    [TestCase("satterthwaite", DegreesOfFreedomMethod.Satterthwaite)]
    [TestCase("kenward_roger", DegreesOfFreedomMethod.KenwardRoger)]
    public void Test_SeveralRows_EqualsLmerTest(string name, DegreesOfFreedomMethod method)
    {
        var expected = ReferenceCase.Load("03_exam").Results("joint_F_schgend").GetProperty(name);
        var test = School.Inference(method).Test("schgend", [[0, 0, 0, 1, 0], [0, 0, 0, 0, 1]]);
        Relative.AreEqual(expected.GetProperty("F value").GetDouble(), test.Statistic, 1e-6, "F");
        Relative.AreEqual(expected.GetProperty("DenDF").GetDouble(), test.DenominatorDegreesOfFreedom, 1e-5, "df");
        Assert.That(test.P, Is.EqualTo(expected.GetProperty("Pr(>F)").GetDouble()).Within(1e-7));
    }

    [Test]
    public void IntraclassCorrelation_Exam_EqualsThePublishedOne()
    {
        var fit = MixedModel.Fit(Formula.Parse("normexam ~ 1 + (1 | school)"), Exam);
        var expected = ReferenceCase.Load("03_exam").Results("icc_design_effect").GetProperty("icc").GetDouble();
        Relative.AreEqual(expected, ExplainedVariance.IntraclassCorrelation(fit, "school"), 1e-6, "icc");
        var fault = Assert.Throws<StatisticsException>(() => ExplainedVariance.IntraclassCorrelation(Slopes, "Subject"))!;
        Assert.That(fault.Message, Does.Contain("Days"));
        var at = ExplainedVariance.IntraclassCorrelation(Slopes, "Subject", new Dictionary<string, double> { ["Days"] = 0 });
        Assert.That(at, Is.EqualTo(612.0899 / (612.0899 + 654.9410)).Within(1e-6));
    }

    [Test]
    public void ExplainedVariance_SlopesOfSleepstudy_EqualsJohnsonsFormula()
    {
        // Mean of z'Σz over days 0 … 9 by hand: Σ11 + 2·4.5·Σ12 + 28.5·Σ22.
        var random = 612.089938920403 + 9 * 9.60433290136305 + 28.5 * 35.0716605500632;
        var explained = ExplainedVariance.Of(Slopes);
        Relative.AreEqual(random, explained.Random.Single().Variance, 1e-6, "random");
        // Days 0 … 9, eighteen times: sample variance 8.25 · 180/179.
        Relative.AreEqual(10.4672859595957 * 10.4672859595957 * 8.25 * 180 / 179, explained.Fixed, 1e-9, "fixed");
        Relative.AreEqual(explained.Fixed / (explained.Fixed + random + 654.941027003978), explained.Marginal, 1e-6, "marginal");
    }

    [Test]
    public void ZeroVariance_ExposureBetweenSchools_SaysSoAndCapsDegreesOfFreedom()
    {
        var fit = MixedModel.Fit(Formula.Parse("y ~ x + t + (1 | school)"), TestData.Load("21_mixed", "zero.csv"));
        var table = fit.Coefficients;
        Assert.Multiple(() =>
        {
            Assert.That(fit.VarianceComponents[0].StandardDeviations[0], Is.Zero);
            Assert.That(fit.Iterations, Is.LessThan(30));
            Assert.That(fit.Warnings, Has.Some.Contains("variance of (Intercept) between groups of school is estimated as zero").And.Some.Contains("Try the model without"));
            // Eight schools, two terms at their level: the intercept and t.
            Assert.That(table["t"].DegreesOfFreedom, Is.EqualTo(6));
            Assert.That(table["x"].DegreesOfFreedom, Is.EqualTo(93).Within(1e-6));
            Assert.That(table.Warnings, Has.Some.Contains("at most 6"));
            Assert.That(fit.Inference(DegreesOfFreedomMethod.KenwardRoger).Coefficients["t"].DegreesOfFreedom, Is.LessThanOrEqualTo(6));
        });
    }

    [Test]
    public void PerfectCorrelation_SaysSoAndProposesSimplerModels()
    {
        // Ten groups whose slopes are twice their intercepts, with little noise around.
        double[] noise = [0.03, -0.02, 0.01, -0.03, 0.02, -0.01];
        var g = Enumerable.Range(0, 60).Select(row => row / 6).ToArray();
        var x = Enumerable.Range(0, 60).Select(row => row % 6 - 2.5).ToArray();
        var data = new ColumnSet(
        [
            new NumericColumn("x", x),
            new NumericColumn("y", [.. Enumerable.Range(0, 60).Select(row => 1 + (g[row] % 5 - 2) * (1 + 2 * x[row]) + noise[(row * 7 + g[row]) % 6] * 30)]),
            CategoricalColumn.FromText("g", [.. g.Select(group => $"g{group}")]),
        ]);
        var fit = MixedModel.Fit(Formula.Parse("y ~ x + (x | g)"), data);
        Assert.That(Math.Abs(fit.VarianceComponents[0].Correlations![0, 1]), Is.GreaterThan(0.9));
        if (fit.IsSingular)
            Assert.That(fit.Warnings, Has.Some.Contains("perfectly correlated").And.Some.Contains("(1 + x || g)"));
    }

    [Test]
    public void RankDeficient_ColumnsFromTheRight_AreDroppedAndListed()
    {
        var fit = MixedModel.Fit(Formula.Parse("Reaction ~ Days + I(2 * Days + 1) + (1 | Subject)"), Sleep);
        Assert.That(fit.Dropped, Is.EqualTo(new[] { "I(2 * Days + 1)" }).Or.EqualTo(new[] { "I((2 * Days) + 1)" }));
        Assert.That(fit.Terms, Is.EqualTo(new[] { "(Intercept)", "Days" }));
        Assert.That(fit.Warnings, Has.Some.Contains("dropped"));
    }

    [Test]
    public void Fit_OutcomeAndColumnsInOtherUnits_IsTheSameModel()
    {
        var days = ((NumericColumn)Sleep["Days"]).Values.ToArray();
        var reaction = ((NumericColumn)Sleep["Reaction"]).Values.ToArray();
        var data = new ColumnSet(
        [
            new NumericColumn("Days", Array.ConvertAll(days, value => 1e-4 * value)),
            new NumericColumn("Reaction", Array.ConvertAll(reaction, value => 1e6 + 1e3 * value)),
            Sleep["Subject"],
        ]);
        var fit = MixedModel.Fit(Formula.Parse("Reaction ~ Days + (Days | Subject)"), data);
        Relative.AreEqual(1e7 * Slopes.Beta[1], fit.Beta[1], 1e-7, "slope");
        Relative.AreEqual(1e7 * Slopes.VarianceComponents[0].StandardDeviations[1], fit.VarianceComponents[0].StandardDeviations[1], 1e-6, "sd of slopes");
        Relative.AreEqual(Slopes.Coefficients["Days"].DegreesOfFreedom, fit.Coefficients["Days"].DegreesOfFreedom, 1e-6, "df");
    }

    [Test]
    public void KenwardRoger_FitByMl_IsRefused() => Assert.That(
        () => SlopesByMl.Inference(DegreesOfFreedomMethod.KenwardRoger),
        Throws.TypeOf<StatisticsException>().With.Message.Contains("--reml"));

    [TestCase("y ~ x + (1 | g)", "constant", "is 3 on every used row")]
    [TestCase("y ~ z + (1 | g)", null, "no column 'z'")]
    [TestCase("y ~ x + (1 | h)", null, "no column 'h'")]
    [TestCase("y ~ x + (1 | one)", null, "'one' has one level (a)")]
    [TestCase("y ~ x + (1 | row)", null, "as many levels as there are rows")]
    [TestCase("y ~ x + (level | g)", null, "level is constant within each group")]
    [TestCase("y ~ x + factor(row) + (1 | g)", null, "13 fixed effects and 12 rows")]
    [TestCase("y ~ x", null, "no random term")]
    [TestCase("y ~ x + (1 | g)", "infinite", "not a finite number in data row 3")]
    [TestCase("y ~ x + (1 | g)", "copy", "explain the outcome without any residual")]
    [TestCase("y ~ x + (1 | g)", "missing", "No row has all of")]
    [TestCase("y ~ x + (1 + x | g) + (0 + x | g)", null, "stands twice")]
    public void Fit_BadInput_IsOneClearMessage(string formula, string? change, string expected)
    {
        double[] x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13];
        double[] y = [2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11];
        y = change switch
        {
            "constant" => Array.ConvertAll(y, _ => 3.0),
            "infinite" => [2, 1, double.PositiveInfinity, .. y[3..]],
            "copy" => Array.ConvertAll(x, value => 2 * value + 1),
            "missing" => Array.ConvertAll(y, _ => double.NaN),
            _ => y,
        };
        var data = new ColumnSet(
        [
            new NumericColumn("x", x),
            new NumericColumn("y", y),
            CategoricalColumn.FromText("g", ["a", "a", "a", "b", "b", "b", "c", "c", "c", "d", "d", "d"]),
            CategoricalColumn.FromText("one", Enumerable.Repeat("a", 12).ToList()),
            new NumericColumn("row", [.. Enumerable.Range(0, 12).Select(row => (double)row)]),
            new NumericColumn("level", [1, 1, 1, 4, 4, 4, 2, 2, 2, 5, 5, 5]),
        ]);
        var fault = Assert.Throws<StatisticsException>(() => MixedModel.Fit(Formula.Parse(formula), data))!;
        Assert.That(fault.Message, Does.Contain(expected));
    }
}
