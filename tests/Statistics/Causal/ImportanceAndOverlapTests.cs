using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Learning;

namespace LobResearch.Statistics.Tests.Causal;

public sealed class ImportanceAndOverlapTests
{
    // With two clusterings a cell is learned from rows that share neither of its sides, for an effect and so for importance too.
    [Test]
    public void Importance_TwoClusterings_LearnsFromNeitherOfTheCellsSides()
    {
        var sample = new GeneratedCauses(3, 240, 12);
        sample.With(new NumericColumn("year", [.. Enumerable.Range(0, 240).Select(row => (double)(row / 12 % 10))]));
        var data = sample.Data(roles => roles with { Clusters = ["school", "year"] });
        var seen = new Watching();
        CausalImportance.Of(data, new PartiallyLinearOptions { OutcomeLearner = seen, Threads = 1 });
        // Three folds per side: a complement would be eight ninths of the rows, rows that share neither side are four ninths.
        Assert.That(seen.Rows, Is.Not.Empty);
        Assert.That(seen.Rows, Has.All.LessThan(240 * 6 / 9));
    }

    [Test]
    public void Overlap_RowsLeftOut_AreNotCountedAsEffective()
    {
        var sample = new GeneratedCauses(3, 400);
        sample.With(new NumericColumn("m", [.. sample.X1.Select(x => 1 / (1 + Math.Exp(-x)))])).With(new NumericColumn("g", sample.X1));
        var data = sample.Data(roles => roles with { Nuisance = new Dictionary<string, string> { ["g0"] = "g", ["g1"] = "g", ["m"] = "m" } });
        var overlap = Interactive.Estimate(data, new InteractiveOptions { Lower = 0.3, Upper = 0.7, Trimming = Trimming.Drop }).Overlap!;
        var kept = Enumerable.Range(0, 400).Where(row => 1 / (1 + Math.Exp(-sample.X1[row])) is >= 0.3 and <= 0.7).ToList();
        var weights = kept.Where(row => sample.D[row] == 1).Select(row => 1 + Math.Exp(-sample.X1[row])).ToList();
        Relative.AreEqual(Math.Pow(weights.Sum(), 2) / weights.Sum(weight => weight * weight), overlap.EffectiveExposed, 1e-12, "the same sum in another order");
        Assert.That(overlap.EffectiveOthers, Is.LessThanOrEqualTo(kept.Count(row => sample.D[row] == 0)));
        Assert.That(overlap.Counts.Sum(count => count.Exposed + count.Others), Is.EqualTo(400), "the picture is of all rows");
    }

    private sealed class Watching : ILearner
    {
        public List<int> Rows { get; } = [];

        public string Name => "watching";

        public IPredictor Fit(FeatureMatrix features, double[] outcome, LearningTask task, ulong seed)
        {
            Rows.Add(outcome.Length);
            return new OrdinaryLeastSquares().Fit(features, outcome, task, seed);
        }
    }
}
