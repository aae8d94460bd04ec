using System.Text.Json;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.Learning;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Causal.Dose;

/// <summary>Years in a small class of Project STAR against R: <c>lm</c> on residuals, clubSandwich, <c>ns</c>.</summary>
public sealed class DoseReferenceTests
{
    // Sums of three thousand products, and predictions read back from 15 digits.
    private const double Tolerance = 1e-10;

    // clubSandwich's degrees of freedom go through eigenvalues, ours through sums: they differ by rounding.
    private const double DegreesTolerance = 1e-8;

    private static readonly ReferenceCase Case = ReferenceCase.Load("30_dose");

    [TestCase(CausalCovariance.CR0)]
    [TestCase(CausalCovariance.CR1)]
    [TestCase(CausalCovariance.CR2)]
    [TestCase(CausalCovariance.CR3)]
    [TestCase(CausalCovariance.Iid)]
    public void Estimate_GivenPredictions_EqualsR(CausalCovariance type)
    {
        var fit = DoseResponse.Estimate(Data(given: true), new DoseOptions { Covariance = type });
        var expected = Case.Results("categories");
        var errors = type == CausalCovariance.Iid ? expected.GetProperty("iid") : expected.GetProperty("cluster").GetProperty(type.ToString()).GetProperty("se");
        string[] labels = ["1", "2", "3+"];
        for (var at = 0; at < labels.Length; at++)
        {
            Relative.AreEqual(expected.GetProperty("estimate")[at].GetDouble(), fit[labels[at]].Estimate, Tolerance, labels[at]);
            Relative.AreEqual(errors[at].GetDouble(), fit[labels[at]].StandardError, Tolerance, labels[at] + " error");
            if (type is CausalCovariance.CR2 or CausalCovariance.CR3)
                Relative.AreEqual(expected.GetProperty("cluster").GetProperty(type.ToString()).GetProperty("df")[at].GetDouble(), fit[labels[at]].DegreesOfFreedom, DegreesTolerance, labels[at] + " df");
            Relative.AreEqual(expected.GetProperty("meanDose")[at + 1].GetDouble(), fit.Support[at + 1].MeanDose, Tolerance, labels[at] + " dose");
        }

        if (type == CausalCovariance.CR2)
            Trend(expected, fit);
        if (type == CausalCovariance.Iid)
            Relative.AreEqual(expected.GetProperty("waldIid").GetDouble(), fit.Tests[0].Statistic, 1e-9, "Wald: solved twice");
    }

    private static void Trend(JsonElement expected, DoseFit fit)
    {
        var trend = expected.GetProperty("trend");
        Relative.AreEqual(trend.GetProperty("estimate").GetDouble(), fit.Trend.Estimate, Tolerance, "trend");
        Relative.AreEqual(trend.GetProperty("se").GetDouble(), fit.Trend.StandardError, Tolerance, "trend error");
        Relative.AreEqual(trend.GetProperty("df").GetDouble(), fit.Trend.DegreesOfFreedom, DegreesTolerance, "trend df");
        Relative.AreEqual(expected.GetProperty("waldCR2").GetDouble(), fit.Tests[0].Statistic, 1e-9, "Wald: solved twice");
        Assert.That(fit.Tests[1].Statistic, Is.EqualTo(fit.Trend.Statistic * fit.Trend.Statistic));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Curve_ByLinearPredictions_EqualsRsNaturalSplines(bool given)
    {
        // R's functions span what ours do, and linear predictions of a function are linear in it.
        var expected = Case.Results("curve");
        var cr2 = Curve(CausalCovariance.CR2);
        var iid = Curve(CausalCovariance.Iid);
        Assert.That(cr2.Spline.Knots, Is.EqualTo(expected.GetProperty("knots").EnumerateArray().Select(knot => knot.GetDouble())).Within(1e-12));
        for (var at = 0; at < cr2.Points.Count; at++)
        {
            Assert.That(cr2.Points[at].Dose, Is.EqualTo(expected.GetProperty("grid")[at].GetDouble()));
            // A basis so near dependence loses some digits: R's own two ways of evaluating ns differ by as much.
            Relative.AreEqual(expected.GetProperty("estimate")[at].GetDouble(), cr2.Points[at].Estimate, 1e-8, $"{at}");
            Relative.AreEqual(expected.GetProperty("seCR2")[at].GetDouble(), cr2.Points[at].StandardError, 1e-8, $"{at} CR2");
            Relative.AreEqual(expected.GetProperty("seIid")[at].GetDouble(), iid.Points[at].StandardError, 1e-8, $"{at} iid");
            if (at > 0)
                Relative.AreEqual(expected.GetProperty("dfCR2")[at].GetDouble(), cr2.Points[at].DegreesOfFreedom, 1e-7, $"{at} df");
        }

        DoseCurve Curve(CausalCovariance type) => DoseResponse.Estimate(Data(given), new DoseOptions { Covariance = type, OutcomeLearner = given ? null : new OrdinaryLeastSquares() }).Curve!;
    }

    [Test]
    public void Estimate_ByOurOwnLinearAndLogisticRegression_EqualsR()
    {
        var fit = DoseResponse.Estimate(Data(given: false), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares() });
        var expected = Case.Results("categories");
        for (var at = 0; at < 3; at++)
        {
            Relative.AreEqual(expected.GetProperty("estimate")[at].GetDouble(), fit.Effects[at].Estimate, 1e-9, $"{at}");
            Relative.AreEqual(expected.GetProperty("cluster").GetProperty("CR2").GetProperty("se")[at].GetDouble(), fit.Effects[at].StandardError, 1e-9, $"{at} error");
        }
    }

    private static CausalData Data(bool given) => CausalData.Prepare(
        new CausalRoles("y", ["dose"])
        {
            Covariates = "base + girl + free + white_asian",
            Clusters = ["sch"],
            FoldColumn = "fold",
            Nuisance = given
                ? new Dictionary<string, string> { ["l"] = "l", ["m:1"] = "m1", ["m:2"] = "m2", ["m:3+"] = "m3", ["b:1"] = "b1", ["b:2"] = "b2", ["b:3"] = "b3" }
                : [],
        },
        TestData.Load("30_dose", "star_dose.csv"));
}
