using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Tests.Learning;

public sealed class LearnersTests
{
    private static IEnumerable<TestCaseData> Each => Learners.Names.SelectMany(name => new[] { LearningTask.Mean, LearningTask.Probability }
        .Where(task => !(name == "lbfgs" && task == LearningTask.Mean)).Select(task => new TestCaseData(name, task)));

    [TestCaseSource(nameof(Each))]
    public void Fit_FourAtATimeAndOneByOne_GiveTheSameBytes(string name, LearningTask task)
    {
        var (features, outcome) = Some(task, 400);
        var alone = Enumerable.Range(0, 4).Select(seed => Learners.Named(name).Fit(features, outcome, task, (ulong)seed).Predict(features)).ToArray();
        var together = new double[8][];
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, fit =>
            together[fit] = Learners.Named(name).Fit(features, outcome, task, (ulong)(fit % 4)).Predict(features));
        for (var fit = 0; fit < 8; fit++)
            Assert.That(together[fit], Is.EqualTo(alone[fit % 4]), $"fit {fit}");
    }

    [TestCaseSource(nameof(Each))]
    public void Fit_NonlinearOutcome_PredictsBetterThanTheMean(string name, LearningTask task)
    {
        var (features, outcome) = Some(task, 600);
        var (train, test) = (Enumerable.Range(0, 400).ToArray(), Enumerable.Range(400, 200).ToArray());
        var predictor = Learners.Named(name).Fit(features.Take(train), outcome[..400], task, 5);
        var predicted = predictor.Predict(features.Take(test));
        var mean = outcome[..400].Average();
        var (own, none) = (0.0, 0.0);
        for (var i = 0; i < test.Length; i++)
        {
            own += Math.Pow(outcome[test[i]] - predicted[i], 2);
            none += Math.Pow(outcome[test[i]] - mean, 2);
        }

        Assert.That(own / none, name == "mean" ? Is.EqualTo(1).Within(1e-12) : Is.LessThan(0.97));
        if (task == LearningTask.Probability)
            Assert.That(predicted, Has.All.InRange(0, 1));
    }

    [TestCaseSource(nameof(Each))]
    public void Fit_ConstantOutcome_PredictsIt(string name, LearningTask task)
    {
        var (features, _) = Some(task, 30);
        var ones = Enumerable.Repeat(1.0, 30).ToArray();
        Assert.That(Learners.Named(name).Fit(features, ones, task, 1).Predict(features), Has.All.EqualTo(1.0));
    }

    // With fewer rows than two leaves need, trees have no splits: what remains is the share of ones.
    [TestCase("lightgbm")]
    [TestCase("fasttree")]
    [TestCase("fastforest")]
    [TestCase("gam")]
    public void Fit_TooFewRowsToSplit_PredictsTheShare(string name)
    {
        var (features, _) = Some(LearningTask.Probability, 15);
        var outcome = Enumerable.Range(0, 15).Select(row => row % 5 == 0 ? 1.0 : 0.0).ToArray();
        Assert.That(Learners.Named(name).Fit(features, outcome, LearningTask.Probability, 1).Predict(features), Has.All.EqualTo(0.2).Within(0.02));
    }

    // Small samples are where boosting finds no split, or no usable feature at all.
    [TestCaseSource(nameof(Each))]
    public void Fit_FewRows_PredictsWithinReason(string name, LearningTask task)
    {
        if (name == "tuned-lightgbm")
            return;
        foreach (var n in new[] { 2, 3, 5, 9, 12, 20, 28, 39, 40, 41, 48, 64 })
        {
            foreach (var features in new[] { Some(task, n).Features, Binary(n) })
            {
                var outcome = Some(task, n).Outcome;
                (outcome[0], outcome[1]) = task == LearningTask.Mean ? (outcome[0], outcome[1]) : (0, 1);
                try
                {
                    var predicted = Learners.Named(name).Fit(features, outcome, task, 1).Predict(features);
                    Assert.That(predicted, Has.All.Matches<double>(double.IsFinite), $"{n} rows, {features.Count} features");
                }
                catch (StatisticsException refused) when (name == "sdca")
                {
                    Assert.That(refused.Message, Does.Contain("'sdca'").And.Contain("another learner"), "its steps may run off with two or three rows");
                }
            }
        }
    }

    [Test]
    public void Fit_AsManyFeaturesAsBoostingCanUse_StillLearnsAboveTwoLeaves()
    {
        var (features, outcome) = Some(LearningTask.Mean, 200);
        Assert.That(Learners.Named("lightgbm").Fit(features, outcome, LearningTask.Mean, 1).Predict(features).Distinct().Count(), Is.GreaterThan(10));
    }

    // A rare indicator and a constant: of neither can a tree make two leaves.
    private static FeatureMatrix Binary(int n) => new(
        ["rare", "constant"], [[.. Enumerable.Range(0, n).Select(row => row == 1 ? 1.0 : 0)], [.. Enumerable.Repeat(2.0, n)]], n);

    [Test]
    public void Named_Unknown_ListsThoseThereAre() =>
        Assert.That(() => Learners.Named("neural"), Throws.TypeOf<StatisticsException>().With.Message.Contains("mean, ols").And.Message.Contains("'neural'"));

    internal static (FeatureMatrix Features, double[] Outcome) Some(LearningTask task, int n)
    {
        var random = new RandomSequence(42);
        var columns = new double[4][];
        for (var column = 0; column < 4; column++)
            columns[column] = Enumerable.Range(0, n).Select(_ => random.Normal()).ToArray();
        var outcome = new double[n];
        for (var row = 0; row < n; row++)
        {
            var mean = 1.2 * columns[0][row] + Math.Sin(2 * columns[1][row]) + columns[2][row];
            outcome[row] = task == LearningTask.Mean ? 500 + 40 * (mean + random.Normal()) : random.Chance(1 / (1 + Math.Exp(-1.5 * mean))) ? 1 : 0;
        }

        return (new FeatureMatrix(["a", "b", "c", "d"], columns, n), outcome);
    }
}
