using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Mixed;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Mixed;

/// <summary>Generated data for what the published cases don't have: crossed groups, three levels, a variance of zero, weights.</summary>
public sealed class GeneratedMixedModelTests
{
    private static readonly ReferenceCase Case = ReferenceCase.Load("21_mixed");

    [TestCase("crossed", "crossed", "y ~ x + arm + (1 | pupil) + (1 | rater)")]
    [TestCase("crossed", "crossed_slope", "y ~ x * arm + (1 | pupil) + (1 + x | rater)")]
    [TestCase("crossed", "crossed_uncorrelated", "y ~ x + (1 | pupil) + (1 + x || rater)")]
    [TestCase("crossed", "crossed_no_intercept", "y ~ 0 + arm + x + (1 | pupil) + (1 | rater)")]
    [TestCase("nested", "nested3", "y ~ wave + exposed + (1 | school/class/pupil)")]
    [TestCase("nested", "nested3_slope", "y ~ wave + exposed + (1 | school) + (1 | school:class) + (1 + wave || school:class:pupil)")]
    [TestCase("ones", "ones", "y ~ x + (1 | g)")]
    [TestCase("zero", "zero", "y ~ x + (1 | school)")]
    [TestCase("crossed", "weights", "y ~ x + arm + (1 | pupil) + (1 | rater)", "w")]
    [TestCase("crossed", "weights_ml", "y ~ x + (1 + x | rater)", "w")]
    [TestCase("crossed", "rank_deficient", "y ~ x + I(2 * x + 1) + arm + (1 | rater)")]
    public void Fit_GeneratedData_EqualsLme4(string data, string analysis, string formula, string? weights = null)
    {
        var expected = Case.Results(analysis);
        var fit = MixedModel.Fit(
            Formula.Parse(formula), TestData.Load("21_mixed", data + ".csv"),
            new() { Criterion = expected.GetProperty("REML").GetBoolean() ? Criterion.Reml : Criterion.Ml, Weights = weights });
        var differences = new Differences();
        Lme4Comparison.Compare(expected, fit, differences);
        TestContext.Out.WriteLine($"{analysis}: {differences}; {fit.Iterations} iterations; singular {fit.IsSingular}");
        Assert.Multiple(differences.Check);
        Assert.That(fit.IsSingular, Is.EqualTo(expected.GetProperty("singular").GetBoolean()));
    }

    [Test]
    public void ProfileIntervals_SlopesByRater_EqualLme4()
    {
        var expected = Case.Results("profile");
        var fit = MixedModel.Fit(Formula.Parse("y ~ x + (1 + x | rater)"), TestData.Load("21_mixed", "crossed.csv"), new() { Criterion = Criterion.Ml });
        foreach (var interval in ProfileIntervals.Of(fit))
        {
            // Near zero a relative difference says little: the interval's width is the scale then.
            var ends = expected.GetProperty(interval.Name);
            var width = 1e-3 * (ends.GetProperty("upper").GetDouble() - ends.GetProperty("lower").GetDouble());
            Assert.That(interval.Lower, Is.EqualTo(ends.GetProperty("lower").GetDouble()).Within(width), interval.Name);
            Assert.That(interval.Upper, Is.EqualTo(ends.GetProperty("upper").GetDouble()).Within(width), interval.Name);
        }
    }
}
