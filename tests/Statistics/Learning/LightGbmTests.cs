using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Tests.Learning;

public sealed class LightGbmTests
{
    // The feature is the school's and says nothing; outcomes differ between schools. Whoever isn't told of schools learns them by heart.
    [Test]
    public void Fit_RowsInClusters_DoesNotLearnTheClusters()
    {
        const int clusters = 24, each = 40;
        var random = new RandomSequence(7);
        var (ofCluster, effects) = (new double[clusters], new double[clusters]);
        for (var cluster = 0; cluster < clusters; cluster++)
            (ofCluster[cluster], effects[cluster]) = (random.Normal(), random.Normal());
        var groups = Enumerable.Range(0, clusters * each).Select(row => row % clusters).ToArray();
        var outcome = Array.ConvertAll(groups, cluster => effects[cluster] + random.Normal());
        var column = Array.ConvertAll(groups, cluster => ofCluster[cluster]);
        var elsewhere = new FeatureMatrix(["x"], [Enumerable.Range(0, 500).Select(_ => random.Normal()).ToArray()], 500);
        double Spread(int[]? told) => Variance(new LightGbm().Fit(new FeatureMatrix(["x"], [column], groups.Length, told), outcome, LearningTask.Mean, 1).Predict(elsewhere));
        Assert.That(Spread(groups), Is.LessThan(Spread(null) / 3));
    }

    [Test]
    public void ForClusters_LeafHoldsFive_OrWhatRowsAloneNeed()
    {
        Assert.That(LightGbmSettings.ForClusters(1_000, 20).RowsPerLeaf, Is.EqualTo(250));
        Assert.That(LightGbmSettings.ForClusters(900, 300).RowsPerLeaf, Is.EqualTo(20), "persons with three waves");
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }
}
