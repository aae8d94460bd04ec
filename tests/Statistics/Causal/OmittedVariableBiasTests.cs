using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Tests.Causal;

/// <summary>Sensitivity of least squares: Cinelli and Hazlett's formulas, evaluated in R 4.2.2 on lm's numbers (STAR kindergarten).</summary>
public sealed class OmittedVariableBiasTests
{
    // R printed fifteen digits; free explains 7e-7 of the exposure, a difference of two sums of squares that agree in six digits.
    private const double Tolerance = 1e-9;
    private const double OfDifference = 1e-7;

    private static readonly LeastSquaresFit Fit = LeastSquares.Fit(Formula.Parse("y ~ d + free + black + female + exp"), TestData.Load("12_dml", "stark.csv"));

    [Test]
    public void Of_ClassicalErrors_EqualsR()
    {
        var result = OmittedVariableBias.Of(Fit, Fit.Coefficients, "d", ["free"]);
        Relative.AreEqual(0.0796798331556613, result.RobustnessValue, Tolerance, "robustness value");
        Relative.AreEqual(0.0498681051955551, result.RobustnessValueOfInterval, Tolerance, "of the interval");
        Relative.AreEqual(0.00685128726596569, result.PartialR2, Tolerance, "partial R²");
        var free = result.Benchmarks[0];
        Relative.AreEqual(7.25302021445761e-07, free.Exposure, OfDifference, "exposure");
        Relative.AreEqual(0.0354563223321793, free.Outcome, OfDifference, "outcome");
        Relative.AreEqual(7.78677373139379, free.Lower, OfDifference, "lower");
        Relative.AreEqual(7.81690062657306, free.Upper, OfDifference, "upper");
        Relative.AreEqual(4.84375654294426, free.IntervalLower, OfDifference, "interval");
        Assert.That(free.Changes, Is.False);
    }

    [Test]
    public void Of_RobustErrors_KeepsTheRobustnessValueAndTakesTheirInterval()
    {
        var robust = Fit.Robust(TestData.Load("12_dml", "stark.csv")["sch"], CovarianceType.CR2);
        var result = OmittedVariableBias.Of(Fit, robust, "d");
        Relative.AreEqual(0.0796798331556613, result.RobustnessValue, Tolerance, "never the robust t");
        Assert.That(result.RobustnessValueOfInterval, Is.Positive.And.LessThan(0.0498), "CR2's interval is wider");
    }

    [TestCase("nothere")]
    [TestCase("d")]
    public void Of_NoCovariate_SaysSo(string covariate) =>
        Assert.That(() => OmittedVariableBias.Of(Fit, Fit.Coefficients, "d", [covariate]), Throws.TypeOf<StatisticsException>());

    // Age and its square go together so closely that a cause as strong again would explain more than all of age.
    [Test]
    public void Of_CovariateThatExplainsMostOfTheExposure_BoundsNothing()
    {
        var data = TestData.Load("12_dml", "smokeban.csv");
        var fit = LeastSquares.Fit(Formula.Parse("y ~ age + age2"), data);
        var result = OmittedVariableBias.Of(fit, fit.Coefficients, "age", ["age2"]);
        Assert.That(result.Benchmarks[0].Lower, Is.EqualTo(double.NegativeInfinity));
        Assert.That(result.Benchmarks[0].Changes, Is.EqualTo(result.Lower > 0 || result.Upper < 0), "nothing is ruled out, so whatever was decided is undone");
    }
}
