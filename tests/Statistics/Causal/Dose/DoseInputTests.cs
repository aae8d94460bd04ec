using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Tests.Causal.Dose;

/// <summary>Doses and categories that can't be used, and those that are put together.</summary>
public sealed class DoseInputTests
{
    [TestCase("0", "one more category")]
    [TestCase("1,2+", "first category is 0")]
    [TestCase("0,2+", "no place for the dose 1")]
    [TestCase("0,1,2,3", "no place for the dose 4")]
    [TestCase("0,2,1,3+", "ascending order")]
    [TestCase("0,1,1,2+", "ascending order")]
    [TestCase("0,1+,2+", "ascending order")]
    [TestCase("0,-1,2+", "none below 0")]
    [TestCase("0,few", "can't be read")]
    [TestCase("0,1,", "can't be read")]
    [TestCase("0,1-,2+", "can't be read")]
    public void Estimate_WrongCategories_SaysWhatIsExpected(string categories, string message) =>
        Refused(new GeneratedDose(1, 12, 40, dose => dose, 1), new DoseOptions { Categories = categories }, message);

    [Test]
    public void Estimate_NegativeDose_IsRefused() => Refused(Changed(dose => dose == 3 ? -9 : dose), new DoseOptions(), "is -9 in some row");

    [Test]
    public void Estimate_NobodyWithoutDose_IsRefused() => Refused(Changed(dose => dose + 1), new DoseOptions(), "No row has dose 0");

    [Test]
    public void Estimate_ConstantDose_IsRefused() => Refused(Changed(_ => 0), new DoseOptions(), "the same on all used rows");

    [Test]
    public void Estimate_DoseOfFractionsWithoutCategories_IsRefused() => Refused(Changed(dose => dose / 2), new DoseOptions(), "state its categories");

    [Test]
    public void Estimate_DoseInOneClusterOnly_IsRefused()
    {
        var generated = new GeneratedDose(1, 12, 40, dose => dose, 1);
        generated.Dose = [.. generated.Dose.Select((dose, row) => generated.School[row] == 4 ? dose : 0)];
        Refused(generated, new DoseOptions(), "rows of 1 cluster");
    }

    [Test]
    public void Estimate_HardlyAnybodyWithoutDose_IsRefused() => Refused(Changed((dose, row) => row < 3 ? 0 : dose + 1), new DoseOptions(), "which has only 3 rows");

    [Test]
    public void Estimate_ErrorsByClusterWithoutClusters_IsRefused() => Assert.That(
        () => DoseResponse.Estimate(new GeneratedDose(1, 12, 40, dose => dose, 1).Data(clustered: false), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares(), Covariance = CausalCovariance.CR2 }),
        Throws.TypeOf<StatisticsException>().With.Message.Contains("CR2 errors need a column of clusters"));

    [Test]
    public void Estimate_AsManyCategoriesAsClusters_HasNoTestOfAllTogether()
    {
        var fit = DoseResponse.Estimate(new GeneratedDose(1, 3, 160, dose => dose, 1).Data(), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares() });
        Assert.That(fit.Tests[0].Reason, Does.Contain("3 coefficients can't be tested together with 3 clusters"));
        Assert.That(fit.Tests[1].Reason, Is.Null, "the trend is one contrast");
    }

    [TestCase(2, "3, 4 or 5")]
    [TestCase(6, "3, 4 or 5")]
    public void Estimate_WrongKnots_IsRefused(int knots, string message) => Refused(new GeneratedDose(1, 12, 40, dose => dose, 1), new DoseOptions { Knots = knots }, message);

    [Test]
    public void Estimate_WrongGrid_IsRefused()
    {
        Refused(new GeneratedDose(1, 12, 40, dose => dose, 1), new DoseOptions { Grid = [0, 2, 1] }, "ascend");
        Refused(new GeneratedDose(1, 12, 40, dose => dose, 1), new DoseOptions { Grid = [-1, 2] }, "0 or more");
        Refused(new GeneratedDose(1, 12, 40, dose => dose, 1), new DoseOptions { Window = 0 }, "above 0");
    }

    [Test]
    public void Estimate_ThinCategory_IsMergedOpenlyOrRefused()
    {
        var generated = Changed((dose, row) => row is 10 or 100 or 200 ? 2 : dose == 2 ? 1 : dose);
        var fit = DoseResponse.Estimate(generated.Data(), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares() });
        Assert.That(fit.Support.Select(own => own.Category.Label), Is.EqualTo(new[] { "0", "1-2", "3+" }));
        Assert.That(fit.Warnings, Has.Some.Contains("only 3 rows in category 2; 1 and 2 were put together as 1-2"));
        Refused(generated, new DoseOptions { Thin = ThinCategory.Refuse }, "category 2 of 'dose' has only 3 rows");
    }

    [Test]
    public void Estimate_EmptyOpenCategory_IsMergedWithTheOneBelow()
    {
        var fit = DoseResponse.Estimate(Changed(dose => Math.Min(dose, 2)).Data(), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares() });
        Assert.That(fit.Support.Select(own => own.Category.Label), Is.EqualTo(new[] { "0", "1", "2+" }));
        Assert.That(fit.Warnings, Has.Some.Contains("only 0 rows in category 3+"));
    }

    [Test]
    public void Estimate_ThinFirstCategory_IsMergedUpwardsNeverWithNone()
    {
        var fit = DoseResponse.Estimate(Changed((dose, row) => dose == 1 ? row % 2 == 0 ? 2 : 0 : dose).Data(), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares() });
        Assert.That(fit.Support.Select(own => own.Category.Label), Is.EqualTo(new[] { "0", "1-2", "3+" }));
    }

    [Test]
    public void Estimate_ContinuousDoseWithCutPoints_CountsEachOnce()
    {
        var fit = DoseResponse.Estimate(Changed(dose => dose / 2).Data(), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares(), Categories = "0,0-1,1-1.5,1.5+" });
        Assert.That(fit.Support.Sum(own => own.Rows), Is.EqualTo(fit.Data.N));
        Assert.That(fit.Support[1].MeanDose, Is.InRange(0.5, 1), "1 belongs to the first that holds it");
        Assert.That(fit.Support[2].MeanDose, Is.EqualTo(1.5));
    }

    [Test]
    public void Curve_WhereDoseHasNoSupport_IsNullWithAReason()
    {
        var generated = Changed((dose, row) => row is 5 or 400 ? 9 : dose);
        var fit = DoseResponse.Estimate(generated.Data(), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares(), Grid = [0, 1, 4, 7, 9, 20] });
        Assert.That(fit.Curve!.Points.Select(point => point.Supported), Is.EqualTo(new[] { true, true, true, false, false, false }));
        Assert.That(fit.Curve.Points[4].Reason, Does.Contain("2 rows with a dose from 8.5 to 9.5"));
        Assert.That(double.IsNaN(fit.Curve.Points[5].BandUpper));
        Assert.That(fit.Warnings, Has.Some.Contains("the curve isn't given at 7, 9, 20"));
    }

    [Test]
    public void Curve_DoseOfTwoClusters_HasNoSupportThere()
    {
        var generated = new GeneratedDose(1, 12, 40, dose => dose, 1);
        generated.Dose = [.. generated.Dose.Select((dose, row) => generated.School[row] <= 2 && row % 3 == 0 ? 8 : dose)];
        var fit = DoseResponse.Estimate(generated.Data(), new DoseOptions { OutcomeLearner = new OrdinaryLeastSquares(), Grid = [0, 2, 8] });
        Assert.That(fit.Curve!.Points[2].Supported, Is.False);
        Assert.That(fit.Curve.Points[2].Reason, Does.Contain("rows of 2 clusters"));
    }

    private static GeneratedDose Changed(Func<double, double> change) => Changed((dose, _) => change(dose));

    private static GeneratedDose Changed(Func<double, int, double> change)
    {
        var generated = new GeneratedDose(1, 12, 40, dose => dose, 1);
        generated.Dose = [.. generated.Dose.Select(change)];
        return generated;
    }

    private static void Refused(GeneratedDose generated, DoseOptions options, string message) => Assert.That(
        () => DoseResponse.Estimate(generated.Data(), options with { OutcomeLearner = new OrdinaryLeastSquares() }), Throws.TypeOf<StatisticsException>().With.Message.Contains(message));
}
