using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Tests.Causal;

/// <summary>Exposures of which nothing is left: refused by name, never estimated from rounding.</summary>
public sealed class IdentificationTests
{
    [TestCase("sum")]
    [TestCase("twice")]
    public void Prepare_ExposureIsACombinationOfOthers_NamesThem(string how)
    {
        var sample = new GeneratedCauses(1, 300);
        sample.With(new NumericColumn("sum", [.. sample.D.Zip(sample.E, (d, e) => d + e)])).With(new NumericColumn("twice", [.. sample.D.Select(d => 2 * d)]));
        string[] exposures = how == "sum" ? ["d", "e", "sum"] : ["d", "twice"];
        Assert.That(
            () => CausalData.Prepare(GeneratedCauses.Roles(exposures), sample.Columns),
            Throws.TypeOf<StatisticsException>().With.Message.Contains("'d'").And.Message.Contains(string.Join(", ", exposures[1..])));
    }

    // Groups by what the exposure did, or folds by how it went: each part of its own column.
    [TestCase("y", "groups")]
    [TestCase("e", "groups")]
    [TestCase("y", "folds")]
    [TestCase("e", "folds")]
    [TestCase("y", "prediction l")]
    [TestCase("e", "prediction m")]
    [TestCase("y", "cluster")]
    public void Prepare_ColumnPlaysTwoParts_SaysWhich(string column, string part)
    {
        var roles = GeneratedCauses.Roles("e");
        roles = part switch
        {
            "groups" => roles with { Groups = column },
            "folds" => roles with { FoldColumn = column },
            "cluster" => roles with { Clusters = [column] },
            _ => roles with { Nuisance = new Dictionary<string, string> { [part[^1..]] = column } },
        };
        Assert.That(
            () => CausalData.Prepare(roles, new GeneratedCauses(1, 100).Columns),
            Throws.TypeOf<StatisticsException>().With.Message.Contains($"'{column}' is named both as {(column == "y" ? "outcome" : "exposure")} and as {part}"));
    }

    [TestCase(PartiallyLinearScore.PartiallingOut)]
    [TestCase(PartiallyLinearScore.IvType)]
    public void PartiallyLinear_GivenPredictionsEqualTheExposure_SaysNothingIsLeft(PartiallyLinearScore score)
    {
        var sample = new GeneratedCauses(1, 300);
        sample.With(new NumericColumn("m", [.. sample.E.Select((e, row) => e + (row % 2 == 0 ? 1e-12 : -1e-12))])).With(new NumericColumn("l", sample.X1));
        var data = CausalData.Prepare(GeneratedCauses.Roles("e") with { Nuisance = new Dictionary<string, string> { ["l"] = "l", ["g"] = "l", ["m"] = "m" } }, sample.Columns);
        Assert.That(() => PartiallyLinear.Estimate(data, new PartiallyLinearOptions { Score = score }), Throws.TypeOf<StatisticsException>().With.Message.Contains("Nothing of 'e' is left"));
    }

    [Test]
    public void DoseResponse_CategoryStandsAmongTheCovariates_SaysNothingIsLeft()
    {
        var sample = new GeneratedCauses(1, 400);
        var dose = sample.E.Select(e => Math.Clamp(Math.Floor(e + 1), 0, 3)).ToArray();
        sample.With(new NumericColumn("dose", dose)).With(new NumericColumn("two", [.. dose.Select(own => own == 2 ? 1.0 : 0)]));
        var data = CausalData.Prepare(GeneratedCauses.Roles("dose") with { Covariates = "x1 + x2 + two" }, sample.Columns);
        Assert.That(() => DoseResponse.Estimate(data, new DoseOptions { OutcomeLearner = new Dose.LinearOnly() }), Throws.TypeOf<StatisticsException>().With.Message.Contains("dose[2]"));
    }

    // x1 tells f and e apart by a curve: linear columns can't say so beforehand, a learner that knows the curve leaves one column twice.
    [Test]
    public void PartiallyLinear_ExposuresAreOneOnceCovariatesAreTakenOut_LeavesTheJointEffectsUndefined()
    {
        var sample = new GeneratedCauses(1, 300);
        sample.With(new NumericColumn("f", [.. sample.E.Zip(sample.X1, (e, x) => e + x * x)]));
        var fit = PartiallyLinear.Estimate(CausalData.Prepare(GeneratedCauses.Roles("e", "f"), sample.Columns), new PartiallyLinearOptions { OutcomeLearner = new Curve() });
        var joint = fit.Parameters.Where(parameter => parameter.Component == "joint").ToList();
        Assert.That(joint.Select(parameter => parameter.Exposure), Is.EqualTo(new[] { "e", "f" }));
        Assert.That(joint.Select(parameter => parameter.Estimate.Estimate), Has.All.NaN);
        Assert.That(joint[0].Estimate.Reason, Does.Contain("can't be told apart"));
    }

    /// <summary>Least squares with the square of x1, of the covariates alone; the mean where another exposure is among the features.</summary>
    private sealed class Curve : ILearner
    {
        public string Name => "curve";

        public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed) => features.Count > 2
            ? new MeanLearner().Fit(features, outcome, LearningTask.Mean, seed)
            : new Squared(new OrdinaryLeastSquares().Fit(With(features), outcome, LearningTask.Mean, seed));

        private static FeatureMatrix With(FeatureMatrix features) => features.With("square", [.. features.Column(0).ToArray().Select(x => x * x)]);

        private sealed class Squared(IPredictor own) : IPredictor
        {
            public double[] Predict(FeatureMatrix features) => own.Predict(With(features));
        }
    }
}
