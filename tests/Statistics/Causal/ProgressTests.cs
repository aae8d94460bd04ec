using System.Collections.Concurrent;
using LobResearch.Statistics.Causal;

namespace LobResearch.Statistics.Tests.Causal;

public sealed class ProgressTests
{
    [Test]
    public void Estimate_Progress_IsToldOfEachFunctionOfEachFoldAndChangesNothing()
    {
        var told = new Told();
        var options = new PartiallyLinearOptions { OutcomeLearner = GeneratedCauses.Ols, Splits = 2, Benchmarks = ["x1"] };
        var fit = PartiallyLinear.Estimate(new GeneratedCauses(1, 200).Data(), options with { Progress = told });
        // l and m in five folds, twice, with x1 and without.
        Assert.That(told.All, Has.Count.EqualTo(2 * 5 * 2 * 2));
        Assert.That(told.All.Count(own => own.Done == own.Of), Is.EqualTo(4));
        Assert.That(told.All.Select(own => own.Task).Distinct(), Is.EquivalentTo(new[] { "the effect, split 1 of 2", "the effect, split 2 of 2", "the effect without x1, split 1 of 2", "the effect without x1, split 2 of 2" }));
        Assert.That(fit.Parameters, Is.EqualTo(PartiallyLinear.Estimate(new GeneratedCauses(1, 200).Data(), options).Parameters));
    }

    private sealed class Told : IProgress<CausalProgress>
    {
        public ConcurrentBag<CausalProgress> All { get; } = [];

        public void Report(CausalProgress value) => All.Add(value);
    }
}
