using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Tests.Causal;

/// <summary>A group whose own rows give no error: in one cluster, or one row.</summary>
public sealed class GroupEffectsTests
{
    // Scores of one cluster add up to 0, so its error would be 0 whatever the truth.
    [TestCase(CausalCovariance.CR0)]
    [TestCase(CausalCovariance.CR1)]
    [TestCase(CausalCovariance.CR2)]
    [TestCase(CausalCovariance.CR3)]
    public void PartiallyLinear_GroupInOneCluster_HasNoError(CausalCovariance covariance)
    {
        var fit = PartiallyLinear.Estimate(Data("c in s03"), new PartiallyLinearOptions { OutcomeLearner = GeneratedCauses.Ols, Covariance = covariance });
        Undefined(fit, "c", "in one cluster of school alone");
        Assert.That(Effect(fit, "effect", "b").StandardError, Is.Positive);
        Assert.That(Effect(fit, "contrast", "b − a").StandardError, Is.Positive);
    }

    [Test]
    public void Interactive_GroupInOneCluster_HasNoError()
    {
        var fit = Interactive.Estimate(Data("c in s03"), new InteractiveOptions { OutcomeLearner = GeneratedCauses.Ols });
        Undefined(fit, "c", "in one cluster of school alone");
    }

    [Test]
    public void PartiallyLinear_FirstGroupInOneCluster_LeavesNoContrast()
    {
        var fit = PartiallyLinear.Estimate(Data("a in s03"), new PartiallyLinearOptions { OutcomeLearner = GeneratedCauses.Ols });
        var contrasts = fit.Parameters.Where(parameter => parameter.Block == "contrast").Select(parameter => parameter.Estimate).ToList();
        Assert.That(contrasts.Select(contrast => contrast.P), Has.All.NaN);
        Assert.That(contrasts.Select(contrast => contrast.Reason), Has.All.Contains("group a"));
        Assert.That(Effect(fit, "effect", "b").StandardError, Is.Positive);
    }

    [Test]
    public void PartiallyLinear_GroupOfOneRow_HasNoError()
    {
        var sample = new GeneratedCauses(4, 200);
        var groups = sample.D.Select((d, row) => row == 7 ? "c" : row % 2 == 0 ? "a" : "b").ToArray();
        var fit = PartiallyLinear.Estimate(
            sample.With(CategoricalColumn.FromText("grp", groups)).Data(roles => roles with { Groups = "grp" }), new PartiallyLinearOptions { OutcomeLearner = GeneratedCauses.Ols });
        Undefined(fit, "c", "one row");
    }

    private static void Undefined(CausalFit fit, string group, string why)
    {
        var (effect, contrast) = (Effect(fit, "effect", group), Effect(fit, "contrast", $"{group} − a"));
        Assert.Multiple(() =>
        {
            Assert.That(double.IsFinite(effect.Estimate), Is.True, "a point estimate there is");
            Assert.That(new[] { effect.StandardError, effect.P, effect.Lower, contrast.StandardError, contrast.P, contrast.Upper }, Has.All.NaN);
            Assert.That(effect.Reason, Does.Contain(why));
            Assert.That(contrast.Reason, Does.Contain(why));
            Assert.That(fit.Tests[0].P, Is.NaN);
            Assert.That(fit.Tests[0].Reason, Does.Contain(why));
            Assert.That(fit.ToString(), Does.Contain("not defined"));
        });
    }

    private static LobResearch.Statistics.Results.Coefficient Effect(CausalFit fit, string block, string group) => fit.Parameters.Single(parameter => parameter.Block == block && parameter.Group == group).Estimate;

    private static CausalData Data(string alone)
    {
        var sample = new GeneratedCauses(3, 300);
        var groups = sample.School.Select((school, row) => school == alone[5..] ? alone[..1] : row / 10 % 2 == 0 ? "b" : alone[0] == 'a' ? "c" : "a").ToArray();
        return sample.With(CategoricalColumn.FromText("grp", groups)).Data(roles => roles with { Groups = "grp", Clusters = ["school"] });
    }
}
