using LobResearch.Statistics.Distributions;
using LobResearch.Statistics.EffectSizes;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Tests.EffectSizes;

/// <summary>Two one-sided tests, against R's pt and qt.</summary>
public sealed class EquivalenceTests
{
    // R: b <- 0.04; se <- 0.03; df <- 7.5; max(pt((b + .1)/se, df, lower = FALSE), pt((b - .1)/se, df)); b + c(-1, 1) * qt(.95, df) * se
    [Test]
    public void Of_FractionalDegrees_EqualsR()
    {
        var found = Equivalence.Of(WithT(0.04, 0.03, 7.5), 0.1, 0.95);
        Assert.That(found.P, Is.EqualTo(0.0414484976490831).Within(1e-10), "incomplete beta to 1e-10");
        Assert.That(found.Lower, Is.EqualTo(-0.0162724243763386).Within(1e-10));
        Assert.That(found.Upper, Is.EqualTo(0.0962724243763386).Within(1e-10));
        Assert.That(found.Finding, Is.EqualTo(EquivalenceFinding.Negligible));
    }

    [TestCase(0.04, 0.03, EquivalenceFinding.Negligible)]
    [TestCase(0.04, 0.01, EquivalenceFinding.NegligibleDifference)]
    [TestCase(0.20, 0.05, EquivalenceFinding.Difference)]
    [TestCase(-0.20, 0.05, EquivalenceFinding.Difference)]
    [TestCase(0.04, 0.10, EquivalenceFinding.Inconclusive)]
    public void Of_AnInterval_SaysWhatItHolds(double estimate, double error, EquivalenceFinding expected)
    {
        var found = Equivalence.Of(WithT(estimate, error, 7.5), 0.1, 0.95);
        Assert.That(found.Finding, Is.EqualTo(expected));
        // The interval of 90 % lies within the bounds if and only if both tests reject at 5 %.
        Assert.That(found.Lower > -0.1 && found.Upper < 0.1, Is.EqualTo(found.P < 0.05));
    }

    [Test]
    public void Of_NoBound_IsRefused() => Assert.That(() => Equivalence.Of(WithT(0, 1, 5), 0, 0.95), Throws.InstanceOf<StatisticsException>());

    private static Coefficient WithT(double estimate, double error, double df)
    {
        var half = StudentT.TwoSidedQuantile(0.95, df) * error;
        return new Coefficient("d", estimate, error, df, estimate - half, estimate + half, "t", null);
    }
}
