using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Tests.Causal;

namespace LobResearch.Statistics.Tests.Learning;

/// <summary>A stack whose members may refuse.</summary>
public sealed class StackedTests
{
    [TestCase(0)]
    [TestCase(240)]
    public void Fit_MemberRefuses_IsLeftOutAndNamed(int from)
    {
        var (features, outcome) = LearnersTests.Some(LearningTask.Mean, 300);
        var stack = (StackedPredictor)new Stacked([new MeanLearner(), new Refusing(from), new OrdinaryLeastSquares()]).Fit(features, outcome, LearningTask.Mean, 3);
        Assert.Multiple(() =>
        {
            Assert.That(stack.Members, Is.EqualTo(new[] { "mean", "ols" }));
            Assert.That(stack.Weights.Sum(), Is.EqualTo(1).Within(1e-12));
            Assert.That(stack.LeftOut.Single().Member, Is.EqualTo("refusing"));
            Assert.That(stack.LeftOut.Single().Reason, Does.Contain("won't"));
        });
    }

    [Test]
    public void Fit_AllMembersRefuse_SaysWhy()
    {
        var (features, outcome) = LearnersTests.Some(LearningTask.Mean, 50);
        Assert.That(() => new Stacked([new Refusing(0), new Refusing(0)]).Fit(features, outcome, LearningTask.Mean, 3), Throws.TypeOf<StatisticsException>().With.Message.Contains("won't"));
    }

    [Test]
    public void Estimate_MemberRefuses_Warns()
    {
        var data = new GeneratedCauses(2, 200).Data();
        ILearner stack = new Stacked([new Refusing(0), new OrdinaryLeastSquares()]);
        foreach (var fit in new[] { PartiallyLinear.Estimate(data, new PartiallyLinearOptions { OutcomeLearner = stack }), Interactive.Estimate(data, new InteractiveOptions { OutcomeLearner = stack }) })
            Assert.That(fit.Warnings, Has.Some.Contains("without refusing in 5 of 5 folds"));
    }

    [TestCase(12)]
    [TestCase(30)]
    [TestCase(60)]
    public void PartiallyLinear_FewRowsAndTheUsualLearner_GivesAnEffect(int n)
    {
        var fit = PartiallyLinear.Estimate(new GeneratedCauses(5, n).Data(), new PartiallyLinearOptions { OutcomeLearner = Learners.Named(Learners.Usual) });
        Assert.That(fit["d"].StandardError, Is.Positive);
    }

    [TestCase(80)]
    [TestCase(100)]
    public void Interactive_FewRowsAndTheUsualLearner_GivesAnEffect(int n)
    {
        var fit = Interactive.Estimate(new GeneratedCauses(5, n).Data(), new InteractiveOptions { OutcomeLearner = Learners.Named(Learners.Usual) });
        Assert.That(fit["d"].StandardError, Is.Positive);
    }

    /// <summary>Refuses rows from some number on: 0 for always, else only all rows together.</summary>
    private sealed class Refusing(int from) : ILearner
    {
        public string Name => "refusing";

        public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed) => outcome.Length > from
            ? throw new StatisticsException("It won't.")
            : new OrdinaryLeastSquares().Fit(features, outcome, task, seed);
    }
}
