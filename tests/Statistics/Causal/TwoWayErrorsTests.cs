using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Tests.Causal;

/// <summary>Two crossed clusterings: a difference of matrices that need not be one of an error.</summary>
public sealed class TwoWayErrorsTests
{
    // Cameron, Gelbach & Miller (2011), section 2.3: with few clusters V_a + V_b − V_ab may be indefinite.
    [Test]
    public void Estimate_FewCrossedClusters_NeverGivesANegativeF()
    {
        var warned = 0;
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var sample = new GeneratedCauses(seed, 120, 6);
            sample.With(new NumericColumn("year", [.. Enumerable.Range(0, 120).Select(row => (double)(row / 6 % 6))]));
            sample.With(new NumericColumn("grp", [.. sample.X2.Select(x => Math.Clamp(Math.Floor(2 + x), 0, 3))]));
            var fit = PartiallyLinear.Estimate(sample.Data(roles => roles with { Clusters = ["school", "year"], Groups = "grp" }), new PartiallyLinearOptions { OutcomeLearner = GeneratedCauses.Ols });
            Assert.That(fit.Tests[0].Reason is not null || fit.Tests[0].Statistic >= 0, Is.True, $"seed {seed}: F {fit.Tests[0].Statistic}");
            Assert.That(fit.Parameters.Select(parameter => parameter.Estimate.StandardError), Has.All.Positive, $"seed {seed}");
            warned += fit.Warnings.Any(warning => warning.Contains("isn't positive definite", StringComparison.Ordinal)) ? 1 : 0;
        }

        Assert.That(warned, Is.InRange(1, 39), "some samples have such a matrix and some haven't");
    }
}
