using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Tests.Learning;

public sealed class TrainingRowsTests
{
    private static IEnumerable<string> Each => Learners.Names;

    [TestCaseSource(nameof(Each))]
    public void Fit_NoRows_SaysSo(string name) =>
        Assert.That(() => Fit(name, [], []), Throws.TypeOf<StatisticsException>().With.Message.Contains("no rows").And.Message.Contains($"'{name}'"));

    [TestCaseSource(nameof(Each))]
    public void Fit_FeatureNotFinite_NamesColumnAndRow(string name) =>
        Assert.That(() => Fit(name, [1, double.NaN, 3], [0, 1, 0]), Throws.TypeOf<StatisticsException>().With.Message.Contains("'x' in row 2"));

    [TestCaseSource(nameof(Each))]
    public void Fit_OutcomeNotFinite_NamesRow(string name) =>
        Assert.That(() => Fit(name, [1, 2, 3], [0, 1, double.PositiveInfinity]), Throws.TypeOf<StatisticsException>().With.Message.Contains("row 3"));

    [TestCaseSource(nameof(Each))]
    public void Fit_ProbabilityOfTwo_SaysZeroOrOne(string name) =>
        Assert.That(() => Fit(name, [1, 2, 3], [0, 2, 1]), Throws.TypeOf<StatisticsException>().With.Message.Contains("row 2 is 2; 0 or 1 was expected"));

    [Test]
    public void Lbfgs_Mean_NamesWhatCan() =>
        Assert.That(() => new Lbfgs().Fit(new FeatureMatrix([], [], 1), [3], LearningTask.Mean, 1), Throws.TypeOf<StatisticsException>().With.Message.Contains("'ridge'"));

    private static void Fit(string name, double[] x, double[] outcome) =>
        Learners.Named(name).Fit(new FeatureMatrix(["x"], [x], x.Length), outcome, LearningTask.Probability, 1);
}
