using LobResearch.Statistics.EffectSizes;

namespace LobResearch.Statistics.Tests.EffectSizes;

/// <summary>Means with their errors and differences of two, against R's t.test and a cluster-robust intercept.</summary>
public sealed class MeanEstimateTests
{
    // R: a <- c(2.1, 2.5, 3.4, 2.9, 3.0); b <- c(2.0, 2.2, 1.9, 2.6, 2.4, 2.1, 2.5); t.test(a, b); t.test(a)
    private static readonly double[] First = [2.1, 2.5, 3.4, 2.9, 3.0];
    private static readonly double[] Second = [2.0, 2.2, 1.9, 2.6, 2.4, 2.1, 2.5];

    [Test]
    public void Less_TwoSamples_EqualsRsWelchTest()
    {
        var difference = MeanEstimate.OfVotes(First).Less(MeanEstimate.OfVotes(Second));
        var (lower, upper) = difference.Interval();
        Assert.That(
            new[] { difference.StandardError, difference.DegreesOfFreedom, lower, upper },
            Is.EqualTo(new[] { 0.243581552645, 5.61869211542, -0.0688232546655, 1.1431089689512 }).Within(1e-9), "R's twelve printed digits; t quantile to 1e-10");
        Assert.That(difference.Sign(), Is.Zero);
        Assert.That(difference.Sign(0.80), Is.EqualTo(1));
    }

    [Test]
    public void OfVotes_EqualsRsOneSampleTest()
    {
        var (lower, upper) = MeanEstimate.OfVotes(First).Interval();
        Assert.That(new[] { lower, upper }, Is.EqualTo(new[] { 2.16290423543, 3.39709576457 }).Within(1e-9));
    }

    // R: residuals of lm(y ~ 1) summed per cluster; sqrt(sum(s^2) * 4/3) / 47, t with 3 degrees of freedom.
    [Test]
    public void OfClusters_EqualsTheClusterRobustIntercept()
    {
        var mean = MeanEstimate.OfClusters([(10, 2.5), (20, 2.8), (0, double.NaN), (5, 3.1), (12, 2.2)]);
        var (lower, upper) = mean.Interval();
        Assert.That(
            new[] { mean.Value, mean.StandardError, lower, upper },
            Is.EqualTo(new[] { 2.614893617021, 0.166078688823, 2.086357107391, 3.143430126652 }).Within(1e-9));
    }

    [Test]
    public void Of_TooFew_HasNoError()
    {
        MeanEstimate[] few = [MeanEstimate.Of(0, double.NaN, double.NaN), MeanEstimate.Of(1, 2, double.NaN), MeanEstimate.OfVotes([]), MeanEstimate.OfVotes([2]), MeanEstimate.OfClusters([]), MeanEstimate.OfClusters([(9, 2)])];
        Assert.That(few.Select(mean => mean.HasError), Is.All.False);
        Assert.That(few.Select(mean => mean.Interval().Upper), Is.All.NaN);
        Assert.That(few.Select(mean => MeanEstimate.OfVotes(First).Less(mean).Sign()), Is.All.Zero);
        Assert.That(few.Count(mean => double.IsNaN(mean.Value)), Is.EqualTo(3));
    }

    [Test]
    public void Less_OfAKnownValue_HasTheOthersError()
    {
        var difference = MeanEstimate.OfVotes(First).Less(MeanEstimate.Of(8, 2, 0));
        Assert.That((difference.StandardError, difference.DegreesOfFreedom), Is.EqualTo((0.222261107709, 4.0)).Using<double>((one, other) => Math.Abs(one - other) < 1e-9));
    }

    [Test]
    public void Less_OfTwoWithoutSpread_CantBeTold() =>
        Assert.That(MeanEstimate.Of(5, 3, 0).Less(MeanEstimate.Of(5, 2, 0)).Sign(), Is.Zero);
}
