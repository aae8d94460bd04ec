using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Mixed;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Tests.Advice;

/// <summary>What advice takes from a mixed model.</summary>
public sealed class AdviceFactsTests
{
    [Test]
    public void Of_ZeroVarianceBetweenSchools_SaysSo()
    {
        var fit = MixedModel.Fit(Formula.Parse("y ~ x + t + (1 | school)"), TestData.Load("21_mixed", "zero.csv"));
        var facts = AdviceFacts.Of(fit, "t", "school");
        Assert.Multiple(() =>
        {
            Assert.That(facts.SchoolVarianceIsZero, Is.True);
            Assert.That(facts.MechanismDeclared, Is.False, "a fit tells nothing of it");
            Assert.That(facts.MixedModelDegreesOfFreedom, Is.EqualTo(6), "eight schools less two terms at their level");
            Assert.That(facts.KenwardRogerDegreesOfFreedom, Is.LessThanOrEqualTo(6));
            Assert.That(facts.MixedModelRobustDegreesOfFreedom, Is.EqualTo(fit.Robust(CovarianceType.CR2)["t"].DegreesOfFreedom));
        });
    }

    [Test]
    public void Of_NestedGroups_TakesEachMethodsDegreesOfFreedom()
    {
        var fit = MixedModel.Fit(Formula.Parse("y ~ wave + exposed + (1 | school/class/pupil)"), TestData.Load("21_mixed", "nested.csv"));
        var facts = AdviceFacts.Of(fit, "exposed", "school");
        Assert.Multiple(() =>
        {
            Assert.That(facts.SchoolVarianceIsZero, Is.EqualTo(fit.VarianceComponents.Single(component => component.Group == "school").StandardDeviations[0] == 0));
            Assert.That(facts.MixedModelDegreesOfFreedom, Is.EqualTo(fit.Coefficients["exposed"].DegreesOfFreedom));
            Assert.That(facts.KenwardRogerDegreesOfFreedom, Is.EqualTo(fit.Inference(DegreesOfFreedomMethod.KenwardRoger).Coefficients["exposed"].DegreesOfFreedom));
            Assert.That(facts.MixedModelRobustDegreesOfFreedom, Is.EqualTo(fit.Robust()["exposed"].DegreesOfFreedom));
        });
    }

    [Test]
    public void Of_CrossedGroupsByMl_LeavesOutWhatTheyDoNotHave()
    {
        var fit = MixedModel.Fit(Formula.Parse("y ~ x + (1 | pupil) + (1 | rater)"), TestData.Load("21_mixed", "crossed.csv"), new() { Criterion = Criterion.Ml });
        var facts = AdviceFacts.Of(fit, "x", "rater");
        Assert.That(facts.KenwardRogerDegreesOfFreedom, Is.Null, "Kenward–Roger takes REML");
        Assert.That(facts.MixedModelRobustDegreesOfFreedom, Is.Null, "crossed groups have no independent clusters");
        Assert.That(facts.SchoolVarianceIsZero, Is.False);
    }

    [TestCase("x", "school", "no random term of school")]
    [TestCase("nobody", "rater", "no coefficient 'nobody'")]
    public void Of_WhatIsNotThere_SaysWhatIs(string term, string cluster, string expected)
    {
        var fit = MixedModel.Fit(Formula.Parse("y ~ x + (1 | rater)"), TestData.Load("21_mixed", "crossed.csv"));
        Assert.That(Assert.Throws<StatisticsException>(() => AdviceFacts.Of(fit, term, cluster))!.Message, Does.Contain(expected));
    }
}
