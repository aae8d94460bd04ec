using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Distributions;

namespace LobResearch.Statistics.Tests.Causal;

/// <summary>Intervals that hold for several exposures at once.</summary>
public sealed class SimultaneousTests
{
    private static readonly PartiallyLinearOptions Options = new() { OutcomeLearner = GeneratedCauses.Ols };

    [TestCase(true)]
    [TestCase(false)]
    public void Estimate_SeveralSplits_LiesAroundTheMedianEffects(bool clustered)
    {
        var fit = PartiallyLinear.Estimate(Data(new GeneratedCauses(4, 400, 20), clustered ? ["school"] : []), Options with { Splits = 5 });
        foreach (var interval in fit.Simultaneous)
        {
            Assert.That(interval.Estimate, Is.EqualTo(fit[interval.Term].Estimate), interval.Term);
            Assert.That(interval.Lower, Is.LessThan(fit[interval.Term].Lower), interval.Term);
        }

        Assert.That(fit.Simultaneous.Select(interval => interval.Term), Is.EqualTo(new[] { "d", "e" }));
    }

    // The same tail probability for both, in t with each one's own degrees of freedom.
    [Test]
    public void Estimate_ManyClusters_CarriesTheCriticalValueToT()
    {
        var fit = PartiallyLinear.Estimate(Data(new GeneratedCauses(4, 600, 60), ["school"]), Options);
        var tails = fit.Simultaneous.Select(interval => StudentT.TwoSidedP(interval.Critical, fit[interval.Term].DegreesOfFreedom)).ToList();
        Assert.That(fit["d"].DegreesOfFreedom, Is.LessThan(60));
        // Quantile and tail are each good to some 1e-10.
        Assert.That(tails[1], Is.EqualTo(tails[0]).Within(1e-8));
        Assert.That(fit.Simultaneous[0].Critical, Is.Not.EqualTo(fit.Simultaneous[1].Critical));
        Assert.That(fit.Simultaneous[0].Method, Is.EqualTo("multiplier-max-t"));
    }

    [Test]
    public void Estimate_TwoClusteringsOneOfThemSmall_TakesTheWildBootstrap()
    {
        var sample = new GeneratedCauses(4, 960, 80);
        sample.With(new NumericColumn("year", [.. Enumerable.Range(0, 960).Select(row => (double)(row / 80))]));
        var fit = PartiallyLinear.Estimate(Data(sample, ["school", "year"]), Options);
        Assert.That(fit.Simultaneous.Select(interval => interval.Method), Has.All.EqualTo("wild-cluster-max-t"));
        Assert.That(fit.Simultaneous[0].StandardError, Is.EqualTo(fit["d"].StandardError), "the two-way error that is printed");
    }

    [Test]
    public void Estimate_IvTypeWithFewClusters_SaysWhyThereAreNone()
    {
        var fit = PartiallyLinear.Estimate(Data(new GeneratedCauses(4, 400, 20), ["school"]), Options with { Score = PartiallyLinearScore.IvType });
        Assert.That(fit.Simultaneous, Is.Empty);
        Assert.That(fit.Warnings, Has.Some.Contains("20 clusters of school they need the wild cluster bootstrap"));
    }

    private static CausalData Data(GeneratedCauses sample, string[] clusters) => CausalData.Prepare(GeneratedCauses.Roles("d", "e") with { Clusters = clusters }, sample.Columns);
}
