using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Tests.Learning;

public sealed class ForestTests
{
    // ranger 0.14.1 with 300 trees and nodes of 10 on the same folds: its predictions are in the case.
    [TestCase("SmokeBan", "l_rf1", "m_rf1")]
    [TestCase("Star", "l_rf", "m_rf")]
    public void Fit_ReferenceFolds_PredictsNoWorseThanRanger(string name, string ofOutcome, string ofExposure)
    {
        var data = name == "Star" ? LearningCase.Star : LearningCase.SmokeBan;
        Assert.Multiple(() =>
        {
            Assert.That(Loss(data, data.Outcome, LearningTask.Mean), Is.LessThanOrEqualTo(InnerFolds.Loss(data.Outcome, data.Column(ofOutcome))));
            Assert.That(Loss(data, data.Exposure, LearningTask.Probability), Is.LessThanOrEqualTo(InnerFolds.Loss(data.Exposure, data.Column(ofExposure))));
        });
    }

    [Test]
    public void Fit_RowsPerLeafOne_ReproducesAStepThatOneTreeSees()
    {
        var x = Enumerable.Range(0, 40).Select(row => (double)row).ToArray();
        var outcome = Array.ConvertAll(x, value => value < 20 ? 1.0 : 3.0);
        var forest = new Forest(new ForestSettings { RowsPerLeaf = [1], FeatureShares = [1] }).Fit(new FeatureMatrix(["x"], [x], 40), outcome, LearningTask.Mean, 1);
        Assert.That(forest.Predict(new FeatureMatrix(["x"], [[-5, 3, 33, 90]], 4)), Is.EqualTo(new[] { 1.0, 1, 3, 3 }).Within(1e-12));
    }

    // Bounds lie halfway between neighbouring training values: 1.5 and 3.
    [Test]
    public void Fit_FewValues_SplitsHalfwayBetweenThem()
    {
        var x = Enumerable.Range(0, 60).Select(row => row % 3 == 0 ? 1.0 : row % 3 == 1 ? 2 : 4).ToArray();
        var forest = new Forest(new ForestSettings { RowsPerLeaf = [1], FeatureShares = [1] }).Fit(new FeatureMatrix(["x"], [x], 60), Array.ConvertAll(x, value => 10 * value), LearningTask.Mean, 1);
        Assert.That(forest.Predict(new FeatureMatrix(["x"], [[0, 1.5, 1.6, 3, 3.1, 9]], 6)), Is.EqualTo(new[] { 10.0, 10, 20, 20, 40, 40 }).Within(1e-12));
    }

    private static double Loss(LearningCase data, double[] outcome, LearningTask task) =>
        InnerFolds.Loss(outcome, InnerFolds.Predict(new Forest(), data.Features, outcome, task, data.Folds, 1));
}
