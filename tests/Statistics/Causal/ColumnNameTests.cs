using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Beside;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Tests.Causal;

/// <summary>Names that mean something to a formula, or inside: an estimate doesn't hang on them.</summary>
public sealed class ColumnNameTests
{
    private static readonly string[] Odd = ["d`1", "residual outcome", "(Intercept)", "y", "x0", "overlap weight", "first"];

    [TestCaseSource(nameof(Odd))]
    public void Estimate_OddNameOfTheExposure_GivesTheSameNumbers(string name)
    {
        var (own, other) = (Estimate("d", "out"), Estimate(name, "out"));
        Assert.That(other.Fit[name] with { Term = "d" }, Is.EqualTo(own.Fit["d"]));
        Assert.That(other.Fit.Parameters.Select(parameter => parameter.Estimate.Estimate), Is.EqualTo(own.Fit.Parameters.Select(parameter => parameter.Estimate.Estimate)));
        Assert.That(other.Fit.Bootstrap[0] with { Term = "d" }, Is.EqualTo(own.Fit.Bootstrap[0]));
        Assert.That(other.Beside.Rows.Select(row => row.Effect?.Estimate), Is.EqualTo(own.Beside.Rows.Select(row => row.Effect?.Estimate)));
        Assert.That(other.Beside.Rows.Where(row => row.Exposure == name && row.Effect is not null).Select(row => row.Effect!.Term), Has.All.EqualTo(name));
    }

    [TestCase("y`1")]
    [TestCase("x0")]
    public void Estimate_OddNameOfTheOutcome_GivesTheSameNumbers(string name)
    {
        var (own, other) = (Estimate("d", "out"), Estimate("d", name));
        Assert.That(other.Fit["d"], Is.EqualTo(own.Fit["d"]));
    }

    [TestCaseSource(nameof(Odd))]
    public void DoseResponse_OddName_GivesTheSameNumbers(string name)
    {
        var (own, other) = (Dose("dose"), Dose(name));
        Assert.That(other.Effects.Select(effect => effect.Estimate), Is.EqualTo(own.Effects.Select(effect => effect.Estimate)));
        Assert.That(other.Bootstrap.Select(test => test.Term), Is.EqualTo(own.Bootstrap.Select(test => test.Term.Replace("dose", name, StringComparison.Ordinal))));
        Assert.That(other.Trend.Estimate, Is.EqualTo(own.Trend.Estimate));
    }

    [Test]
    public void Estimate_ExposureIsCalledLikeALevelOfACovariate_StandsBesideIt()
    {
        var sample = Sample("kind[b]", "out").With(CategoricalColumn.FromText("kind", [.. Enumerable.Range(0, 300).Select(row => row % 3 == 0 ? "b" : "a")]));
        var roles = new CausalRoles("out", ["kind[b]", "e"]) { Covariates = "kind + x1" };
        var fit = PartiallyLinear.Estimate(CausalData.Prepare(roles, sample.Columns), new PartiallyLinearOptions { OutcomeLearner = GeneratedCauses.Ols });
        Assert.That(fit["kind[b]"].StandardError, Is.Positive);
        Assert.That(Comparators.Estimate(fit.Data, sample.Columns, null)["ancova"].Effect!.Estimate, Is.EqualTo(fit["kind[b]"].Estimate).Within(0.3), "both are of the exposure");
    }

    private static (CausalFit Fit, ComparatorTable Beside) Estimate(string exposure, string outcome)
    {
        var sample = Sample(exposure, outcome).With(CategoricalColumn.FromText("grp", [.. Enumerable.Range(0, 300).Select(row => row % 20 < 9 ? "a`" : "first")]));
        var roles = new CausalRoles(outcome, [exposure, "e"]) { Covariates = "x1 + x2", Clusters = ["school"], Groups = "grp" };
        var data = CausalData.Prepare(roles, sample.Columns);
        var options = new PartiallyLinearOptions { OutcomeLearner = GeneratedCauses.Ols, Bootstrap = new WildBootstrapOptions { Draws = 199 } };
        return (PartiallyLinear.Estimate(data, options), Comparators.Estimate(data, sample.Columns, null));
    }

    private static DoseFit Dose(string name)
    {
        var sample = new GeneratedCauses(6, 400);
        sample.With(new NumericColumn("out", sample.Y)).Without("y").With(new NumericColumn(name, [.. sample.E.Select(e => Math.Clamp(Math.Floor(e + 1), 0, 3))]));
        var data = CausalData.Prepare(new CausalRoles("out", [name]) { Covariates = "x1 + x2", Clusters = ["school"] }, sample.Columns);
        return DoseResponse.Estimate(data, new DoseOptions { OutcomeLearner = GeneratedCauses.Ols, Bootstrap = new WildBootstrapOptions { Draws = 199 } });
    }

    private static GeneratedCauses Sample(string exposure, string outcome)
    {
        var sample = new GeneratedCauses(6, 300);
        return sample.Without("y").Without("d").With(new NumericColumn(exposure, sample.D)).With(new NumericColumn(outcome, sample.Y));
    }
}
