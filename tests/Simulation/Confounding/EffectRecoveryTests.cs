using LobResearch.Simulation.Confounding;

namespace LobResearch.Simulation.Tests.Confounding;

/// <summary>Whether double machine learning finds an effect that confounding hides. The long runs' table is in docs/methods/double-machine-learning.md.</summary>
public sealed class EffectRecoveryTests
{
    // Few samples: what is asked is that the bias is mostly gone, and the same again on any machine.
    [Test]
    public void Run_FewSamples_FindsWhatLeastSquaresMisses()
    {
        var found = EffectRecovery.Run(new ConfoundingOptions { Rows = 1_000, Covariates = 8 }, "lightgbm", 8);
        var naive = found[0];
        Assert.That(naive.Bias, Is.GreaterThan(5 * naive.Spread / Math.Sqrt(naive.Replications)), "the curves are missed visibly");
        foreach (var estimator in found.Skip(1))
            Assert.That(Math.Abs(estimator.Bias), Is.LessThan(0.35 * naive.Bias + 3 * estimator.Spread / Math.Sqrt(estimator.Replications)), estimator.ToString());
    }

    [TestCase(0, false)]
    [TestCase(8, false)]
    [TestCase(16, false)]
    [TestCase(8, true)]
    [TestCase(16, true)]
    [Category("Slow")]
    public void Run_ManySamples_IsTabulated(int clusters, bool byCluster)
    {
        var found = EffectRecovery.Run(ConfoundingOptions.Of(clusters, byCluster), clusters == 0 ? "lightgbm" : "ols", 500);
        TestContext.Out.WriteLine($"{clusters} clusters, exposure {(byCluster ? "between" : "within")}");
        foreach (var estimator in found)
            TestContext.Out.WriteLine(estimator);
        if (clusters > 0)
        {
            var iid = found.Single(estimator => estimator.Estimator.EndsWith("iid", StringComparison.Ordinal));
            foreach (var robust in found.Where(estimator => estimator.Estimator.EndsWith("CR2", StringComparison.Ordinal) || estimator.Estimator.EndsWith("CR3", StringComparison.Ordinal)))
                Assert.That(robust.Coverage, Is.GreaterThan(0.92 - 3 * robust.CoverageError), robust.ToString());
            if (byCluster)
                Assert.That(iid.Coverage, Is.LessThan(0.9), "independent rows are assumed wrongly");
            return;
        }

        var naive = found[0];
        foreach (var estimator in found.Skip(1))
        {
            Assert.That(Math.Abs(estimator.Bias), Is.LessThanOrEqualTo(0.2 * naive.Bias), estimator.ToString());
            Assert.That(Math.Abs(estimator.Bias), Is.LessThanOrEqualTo(0.25 * estimator.Spread), estimator.ToString());
            Assert.That(estimator.Coverage, Is.GreaterThan(0.95 - 3 * estimator.CoverageError), estimator.ToString());
        }
    }
}
