using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Tests.Learning;

public sealed class CrossValidatedLearnersTests
{
    // Karush–Kuhn–Tucker: no vector reaches further against the shortest point than the point itself. Sufficient, as the problem is convex.
    [TestCase(1UL)]
    [TestCase(2UL)]
    [TestCase(3UL)]
    public void Weights_RandomErrors_MeetTheConditionsOfTheShortestSum(ulong seed)
    {
        var random = new RandomSequence(seed);
        var shared = Enumerable.Range(0, 200).Select(_ => random.Normal()).ToArray();
        var errors = Enumerable.Range(0, 7).Select(k => shared.Select(own => own + (0.3 + 0.2 * k) * random.Normal() + 0.1 * k).ToArray()).ToArray();
        errors[6] = errors[2];
        var weights = NearestPoint.Weights(errors);
        var point = Enumerable.Range(0, 200).Select(row => Enumerable.Range(0, 7).Sum(k => weights[k] * errors[k][row])).ToArray();
        var length = point.Sum(value => value * value);
        Assert.Multiple(() =>
        {
            Assert.That(weights, Has.All.GreaterThanOrEqualTo(0));
            Assert.That(weights.Sum(), Is.EqualTo(1).Within(1e-12));
            for (var k = 0; k < 7; k++)
                Assert.That(point.Zip(errors[k], (a, b) => a * b).Sum(), weights[k] > 0 ? Is.EqualTo(length).Within(1e-9 * length) : Is.GreaterThan(length * (1 - 1e-9)), $"learner {k}");
        });
    }

    [Test]
    public void Stacked_LinearOutcome_WeighsOlsAboveTheMean()
    {
        var (features, outcome) = LearnersTests.Some(LearningTask.Mean, 300);
        var stack = (StackedPredictor)new Stacked([new MeanLearner(), new OrdinaryLeastSquares(), new Ridge()]).Fit(features, outcome, LearningTask.Mean, 3);
        Assert.Multiple(() =>
        {
            Assert.That(stack.Weights.Sum(), Is.EqualTo(1).Within(1e-12));
            Assert.That(stack.Weights[0], Is.LessThan(0.1));
            Assert.That(stack.Losses[1], Is.LessThan(stack.Losses[0]));
        });
    }

    [Test]
    public void Tuned_OneCandidatePredictsBest_PicksIt()
    {
        var (features, outcome) = LearnersTests.Some(LearningTask.Mean, 300);
        var tuned = new Tuned("tuned", [new MeanLearner(), new OrdinaryLeastSquares(), new MeanLearner()]);
        var predictor = (TunedPredictor)tuned.Fit(features, outcome, LearningTask.Mean, 3);
        Assert.That(predictor.Chosen, Is.EqualTo(1));
        Assert.That(predictor.Predict(features), Is.EqualTo(new OrdinaryLeastSquares().Fit(features, outcome, LearningTask.Mean, 3).Predict(features)));
    }

    [Test]
    public void InnerFolds_Clusters_StayWhole()
    {
        var groups = Enumerable.Range(0, 103).Select(row => row % 11).ToArray();
        var features = new FeatureMatrix([], [], 103, groups);
        var folds = InnerFolds.Of(features, 5, 8);
        Assert.That(groups.Zip(folds).Distinct().Count(), Is.EqualTo(11));
        Assert.That(folds.Distinct().Order(), Is.EqualTo(Enumerable.Range(0, 5)));
    }

    [Test]
    public void InnerFolds_OneCluster_SaysSo() =>
        Assert.That(() => InnerFolds.Of(new FeatureMatrix([], [], 5, [7, 7, 7, 7, 7]), 5, 1), Throws.TypeOf<StatisticsException>().With.Message.Contains("1 cluster"));

    // The gradient of the objective on standardised features vanishes at its minimum; the objective is strictly convex.
    [TestCase(LearningTask.Mean, 0.01)]
    [TestCase(LearningTask.Mean, 1)]
    [TestCase(LearningTask.Probability, 0.01)]
    [TestCase(LearningTask.Probability, 1)]
    public void Ridge_AnyPenalty_IsAtTheMinimum(LearningTask task, double penalty)
    {
        var (features, outcome) = LearnersTests.Some(task, 200);
        var ridge = (TunedPredictor)new Ridge(new RidgeSettings { Penalties = [penalty] }).Fit(features, outcome, task, 1);
        var coefficients = ((LinearPredictor)ridge.Fitted).Coefficients;
        var predicted = ridge.Predict(features);
        var residuals = outcome.Zip(predicted, (actual, own) => actual - own).ToArray();
        var scale = outcome.Max(Math.Abs);
        Assert.That(residuals.Average(), Is.EqualTo(0).Within(1e-10 * scale));
        for (var feature = 0; feature < 4; feature++)
        {
            var column = features.Column(feature).ToArray();
            var (mean, sd) = (column.Average(), Math.Sqrt(column.Average(value => value * value) - column.Average() * column.Average()));
            var gradient = residuals.Zip(column, (residual, value) => residual * (value - mean) / sd).Average() - penalty * coefficients[feature + 1] * sd;
            Assert.That(gradient, Is.EqualTo(0).Within(1e-9 * scale));
        }
    }
}
