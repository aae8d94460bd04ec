using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Tests.Causal.Dose;

public sealed class DoseResponseTests
{
    private static readonly double[] Steps = [0, 1, 2.5, 3, 3, 3];

    [Test]
    public void Estimate_NoiselessSteps_RecoversEachExactly()
    {
        var fit = DoseResponse.Estimate(new GeneratedDose(1, 12, 60, dose => Steps[(int)dose], 0).Data(), new DoseOptions { OutcomeLearner = new LinearOnly(), Basis = DoseBasis.None });
        Assert.That(fit.Effects.Select(effect => effect.Estimate), Is.EqualTo(new[] { 1, 2.5, 3.0 }).Within(1e-11), "rounding of 720 rows");
        Assert.That(fit.Curve, Is.Null);
    }

    [Test]
    public void Curve_NoiselessSpline_RecoversEachDoseExactly()
    {
        var generated = new GeneratedDose(2, 12, 60, _ => 0, 0);
        var spline = NaturalSpline.Of(generated.Dose, 4);
        double Effect(double dose) => spline.At(dose)[0] - 2 * spline.At(dose)[1] + 3 * spline.At(dose)[2];
        var fit = DoseResponse.Estimate(new GeneratedDose(2, 12, 60, Effect, 0).Data(), new DoseOptions { OutcomeLearner = new LinearOnly(), Grid = [0, 0.5, 1, 2.25, 3, 4, 5] });
        foreach (var point in fit.Curve!.Points)
            Assert.That(point.Estimate, Is.EqualTo(Effect(point.Dose)).Within(1e-10), $"at {point.Dose}: rounding, and the functions' near dependence");
    }

    [Test]
    public void Estimate_BinaryDose_EqualsThePartiallyLinearEffect()
    {
        var generated = new GeneratedDose(3, 10, 40, dose => dose, 1);
        generated.Dose = Array.ConvertAll(generated.Dose, dose => dose > 1 ? 1.0 : 0);
        var dml = PartiallyLinear.Estimate(generated.Data(), new PartiallyLinearOptions { OutcomeLearner = new FastForest() })["dose"];
        var fit = DoseResponse.Estimate(generated.Data(), new DoseOptions { OutcomeLearner = new FastForest(), Categories = "0,1" });
        Assert.That(fit["1"].Estimate, Is.EqualTo(dml.Estimate), "the same folds, seeds and regression");
        Assert.That(fit["1"].StandardError, Is.EqualTo(dml.StandardError));
        Assert.That(fit.Trend.Estimate, Is.EqualTo(dml.Estimate).Within(1e-12));
        // The curve's learners draw other numbers; without drawing it is the same straight line between two doses.
        var line = DoseResponse.Estimate(generated.Data(), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares(), Categories = "0,1" });
        Assert.That(line.Curve!.Points[1].Estimate, Is.EqualTo(line["1"].Estimate).Within(1e-12));
        Assert.That(line.Curve.Spline.Knots, Is.Empty);
    }

    [TestCase(true, 0)]
    [TestCase(true, 8)]
    [TestCase(false, 0)]
    public void Document_OtherOrderOfRowsAndThreads_IsTheSameBytes(bool clustered, int schools)
    {
        var generated = new GeneratedDose(4, schools == 0 ? 60 : schools, 12, dose => dose, 1, 0.3);
        var options = new DoseOptions { OutcomeLearner = schools == 0 ? new OrdinaryLeastSquares() : new FastForest(), Threads = 1, Splits = schools == 0 ? 2 : 1 };
        var one = DoseDocument.Of(DoseResponse.Estimate(generated.Data(clustered), options));
        var order = Enumerable.Range(0, generated.Y.Length).Reverse().ToArray();
        var other = DoseDocument.Of(DoseResponse.Estimate(generated.Data(clustered, order), options with { Threads = 4 }));
        Assert.That(other, Is.EqualTo(one));
    }

    [Test]
    public void Simultaneous_IsWiderThanEachAlone_AndBandHoldsAllDoses()
    {
        var fit = DoseResponse.Estimate(new GeneratedDose(5, 12, 40, dose => dose, 1, 0.5).Data(), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares() });
        Assert.That(fit.Simultaneous, Has.Count.EqualTo(3));
        Assert.That(fit.Simultaneous.Select(band => band.Method), Is.All.EqualTo("wild-cluster-max-t"));
        Assert.That(fit.Simultaneous[0].Critical, Is.GreaterThan(2.2), "t of 11 degrees of freedom for one effect alone");
        Assert.That(fit.Curve!.Points.Skip(1).Where(point => point.Supported).All(point => point.BandLower < point.Estimate && point.Estimate < point.BandUpper));
    }

    [Test]
    public void Splits_Several_GiveTheirMedian()
    {
        var data = new GeneratedDose(6, 40, 10, dose => dose, 1).Data();
        var fit = DoseResponse.Estimate(data, new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares(), Splits = 3, Folds = 4 });
        var second = fit.Splits.Where(split => split.Exposure == "dose[2]").Select(split => split.Estimate).Order().ToList();
        Assert.That(second, Has.Count.EqualTo(3));
        Assert.That(fit["2"].Estimate, Is.EqualTo(second[1]));
        Assert.That(fit.Simultaneous[1].Estimate, Is.EqualTo(second[1]));
    }

    [Test]
    public void ToFrameAndText_ShowEachCategory()
    {
        var fit = DoseResponse.Estimate(new GeneratedDose(7, 12, 40, dose => dose, 1).Data(), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares() });
        Assert.That(fit.ToFrame().RowKeys, Is.EqualTo(new[] { "1", "2", "3+" }));
        Assert.That(fit.ToString(), Does.Contain("3+").And.Contain("trend per unit of dose").And.Contain("natural cubic spline"));
        Assert.That(() => fit["9"], Throws.TypeOf<StatisticsException>().With.Message.Contains("1, 2, 3+"));
    }
}
