using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Beside;
using LobResearch.Statistics.Columns;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Causal.Beside;

public sealed class ComparatorsTests
{
    // Sums of four thousand products in another order than R's.
    private const double Tolerance = 1e-10;

    // clubSandwich's degrees of freedom go through eigenvalues and dummies, ours through sums and centred columns.
    private const double DegreesTolerance = 1e-8;

    private static readonly ReferenceCase Case = ReferenceCase.Load("30_dose");

    [TestCase("beside_grade3")]
    [TestCase("beside_kindergarten")]
    public void Estimate_ProjectStarClustered_EqualsR(string analysis)
    {
        var expected = Case.Results(analysis);
        var table = Of(analysis, clustered: true);
        foreach (var estimator in new[] { "unadjusted", "ancova", "change", "within", "overlap" })
        {
            if (!expected.TryGetProperty(estimator, out var r))
            {
                Assert.That(table[estimator].Reason, Does.Contain("no baseline is named"));
                continue;
            }

            var effect = table[estimator].Effect!;
            Assert.That(table[estimator].N, Is.EqualTo(r.GetProperty("n").GetInt32()));
            // The effect within schools of grade 3 is 0.007 on a scale of 600: its digits go with the scale's.
            Assert.That(effect.Estimate, Is.EqualTo(r.GetProperty("estimate").GetDouble()).Within(Tolerance * r.GetProperty("seCR2").GetDouble()), estimator);
            Relative.AreEqual(r.GetProperty("seCR2").GetDouble(), effect.StandardError, Tolerance, estimator + " error");
            Relative.AreEqual(r.GetProperty("dfCR2").GetDouble(), effect.DegreesOfFreedom, DegreesTolerance, estimator + " df");
            Assert.That(effect.P, Is.EqualTo(r.GetProperty("pCR2").GetDouble()).Within(1e-9), estimator + " p");
        }
    }

    [TestCase("beside_grade3")]
    [TestCase("beside_kindergarten")]
    public void Balance_ProjectStar_EqualsRAndIsExactAfterWeighting(string analysis)
    {
        var expected = Case.Results(analysis);
        var balance = Of(analysis, clustered: true).Balance.Single();
        foreach (var own in balance.Covariates)
        {
            // 1e-12 of a standard deviation: differences of means near 0.
            Assert.That(own.Before, Is.EqualTo(expected.GetProperty("smdBefore").GetProperty(own.Covariate).GetDouble()).Within(1e-12), own.Covariate);
            // Li, Morgan & Zaslavsky (2018), theorem 3; the logistic regression's steps end at 1e-11.
            Assert.That(own.After, Is.Zero.Within(1e-10), own.Covariate + " weighted");
        }

        Relative.AreEqual(expected.GetProperty("effective")[0].GetDouble(), balance.EffectiveExposed, Tolerance, "exposed");
        Relative.AreEqual(expected.GetProperty("effective")[1].GetDouble(), balance.EffectiveOthers, Tolerance, "others");
    }

    [TestCase("beside_grade3")]
    [TestCase("beside_kindergarten")]
    public void Estimate_WithoutClusters_HasHc0Errors(string analysis)
    {
        var expected = Case.Results(analysis).GetProperty("hc0");
        var table = Of(analysis, clustered: false);
        foreach (var error in expected.EnumerateObject())
            Relative.AreEqual(error.Value.GetDouble(), table[error.Name].Effect!.StandardError, Tolerance, error.Name);
        Assert.That(table["within"].Reason, Is.EqualTo("no clusters are named"));
    }

    [Test]
    public void Estimate_ExposureBetweenClusters_HasNoEffectWithin()
    {
        var columns = Generated(row => row / 10 % 2);
        var table = Comparators.Estimate(Data(columns, "d"), columns, null);
        Assert.That(table["within"].Effect, Is.Null);
        Assert.That(table["within"].Reason, Does.Contain("d is the same for all rows of each school"));
        Assert.That(table["overlap"].Effect, Is.Not.Null);
    }

    [Test]
    public void Estimate_ExposureOfManyValues_HasNoOverlapWeights()
    {
        var columns = Generated(row => row % 4);
        var table = Comparators.Estimate(Data(columns, "d"), columns, "before");
        Assert.That(table["overlap"].Reason, Does.Contain("for an exposure of 0 and 1, which d isn't"));
        Assert.That(table.Balance, Is.Empty);
        Assert.That(table["change"].Effect, Is.Not.Null);
    }

    [Test]
    public void Estimate_SeveralExposures_TakesEachInTurnWithTheOthersAsCovariates()
    {
        var columns = Generated(row => row % 4);
        var table = Comparators.Estimate(Data(columns, "d", "e"), columns, null);
        Assert.That(table.Rows.Count(row => row.Exposure == "e"), Is.EqualTo(5));
        Assert.That(table.Rows.First(row => row is { Exposure: "e", Estimator: "ancova" }).Model, Is.EqualTo("y ~ e + x + d"));
        Assert.That(table.Balance.Single().Covariates.Select(own => own.Covariate), Is.EqualTo(new[] { "x", "d" }));
        Assert.That(table.ToFrame().RowKeys.Count(), Is.EqualTo(10));
        Assert.That(table.ToString(), Does.Contain("e: overlap").And.Contain("balance of e"));
    }

    [Test]
    public void Estimate_SeparatedGroups_SaysSo()
    {
        var columns = Generated(row => row % 4, row => row % 40 < 20 ? 0 : 1);
        var data = CausalData.Prepare(new CausalRoles("y", ["s"]) { Covariates = "z", Clusters = ["school"] }, columns);
        Assert.That(Comparators.Estimate(data, columns, null).Warnings, Has.Some.Contains("tell the exposed of s and the others apart completely"));
    }

    [TestCase("y", "is the outcome or an exposure")]
    [TestCase("d", "is the outcome or an exposure")]
    [TestCase("school", "holds categories")]
    [TestCase("holes", "missing on a used row")]
    [TestCase("nothere", "no column 'nothere'")]
    public void Estimate_WrongBaseline_IsRefused(string baseline, string message)
    {
        var columns = Generated(row => row % 2);
        Assert.That(() => Comparators.Estimate(Data(columns, "d"), columns, baseline), Throws.TypeOf<StatisticsException>().With.Message.Contains(message));
    }

    private static CausalData Data(ColumnSet columns, params string[] exposures) =>
        CausalData.Prepare(new CausalRoles("y", exposures) { Covariates = "x", Clusters = ["school"] }, columns);

    private static ColumnSet Generated(Func<int, double> exposure, Func<int, double>? separated = null)
    {
        var rows = Enumerable.Range(0, 120).ToArray();
        double[] Of(Func<int, double> value) => Array.ConvertAll(rows, row => value(row));
        return new ColumnSet(
        [
            new NumericColumn("y", Of(row => row * 37 % 23 + exposure(row))), new NumericColumn("before", Of(row => row * 29 % 19)), new NumericColumn("x", Of(row => row * 17 % 13)),
            new NumericColumn("d", Of(exposure)), new NumericColumn("e", Of(row => row * 7 % 11 < 5 ? 1 : 0)), new NumericColumn("holes", Of(row => row == 3 ? double.NaN : row)),
            new NumericColumn("s", Of(separated ?? (row => row % 2))), new NumericColumn("z", Of(row => row % 40)),
            CategoricalColumn.FromText("school", Array.ConvertAll(rows, row => $"s{row / 10:00}")),
        ]);
    }

    private static ComparatorTable Of(string analysis, bool clustered)
    {
        var grade3 = analysis == "beside_grade3";
        var columns = grade3 ? TestData.Load("30_dose", "star_dose.csv") : TestData.Load("12_dml", "stark.csv");
        var data = CausalData.Prepare(
            new CausalRoles("y", [grade3 ? "small" : "d"]) { Covariates = grade3 ? "base + girl + free + white_asian" : "free + black + female + exp", Clusters = clustered ? ["sch"] : [] }, columns);
        return Comparators.Estimate(data, columns, grade3 ? "base" : null);
    }
}
