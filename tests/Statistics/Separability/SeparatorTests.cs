using LobResearch.Statistics.Separability;

namespace LobResearch.Statistics.Tests.Separability;

/// <summary>Designs whose verdict can be read off by hand.</summary>
public sealed class SeparatorTests
{
    private const int Size = 10;

    // C in school 1, I in 2 and 4, O in 3, S in 4; 5 to 8 offer nothing: as in the brochure.
    private static readonly string[][] Aliased = [["C"], ["I"], ["O"], ["I", "S"], [], [], [], []];

    private static readonly string[][] Crossed =
        [.. Enumerable.Range(0, 16).Select(school => new[] { "C", "I", "O", "S" }.Where((_, place) => (school >> place & 1) == 1).ToArray())];

    [Test]
    public void Judge_OffersOfSingleSchools_CannotBeToldFromTheSchool()
    {
        var table = Offers(Aliased);
        Assert.That(table.Exposures.Select(row => row.Separation), Is.All.EqualTo(Separation.NotFromCluster));
        Assert.That(table["C"].RestsOn, Is.EqualTo(new[] { "school 1" }));
        Assert.That(table["O"].RestsOn, Is.EqualTo(new[] { "school 3" }));
        // Without school 2, I is offered in school 4 alone, where S is too; without school 4 there is no S, and I stands on school 2.
        Assert.That(table["I"].RestsOn, Is.EqualTo(new[] { "school 2" }));
        Assert.That(table["S"].RestsOn, Is.EqualTo(new[] { "school 2", "school 4" }), "without school 2, I and S are one");
    }

    [Test]
    public void Judge_CrossedOffers_AreAllSeparable()
    {
        var table = Offers(Crossed);
        Assert.That(table.Exposures.Select(row => row.Separation), Is.All.EqualTo(Separation.Separable));
        Assert.That(table.Rank, Is.EqualTo(4));
        Assert.That(table.ConditionNumber, Is.EqualTo(1).Within(1e-10), "the offers are orthogonal");
        Assert.That(table["C"].VarianceInflation, Is.EqualTo(1).Within(1e-10));
        Assert.That(table["C"].BetweenShare, Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Judge_OffersUnderSchoolEffects_LeaveNothing()
    {
        var table = Offers(Crossed, absorb: true);
        Assert.That(table.Exposures.Select(row => row.Separation), Is.All.EqualTo(Separation.NotFromCluster));
        Assert.That(table.Rank, Is.EqualTo(0));
        Assert.That(table["O"].VarianceInflation, Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void Judge_ParticipationInOneSchool_IsAnEffectInThatSchoolOnly()
    {
        var table = Participation(Aliased);
        Assert.That(table["C"].Separation, Is.EqualTo(Separation.InOneCluster));
        Assert.That(table["C"].RestsOn, Is.EqualTo(new[] { "school 1" }));
        Assert.That(table["S"].Separation, Is.Not.EqualTo(Separation.Separable));
        Assert.That(Participation(Crossed).Exposures.Select(row => row.Separation), Is.All.EqualTo(Separation.Separable));
    }

    // School 2 has an activity with I, school 4 one with I and S: what S adds is the difference of two schools' activities.
    [Test]
    public void Judge_AnActivityOfTwoComponents_IsNoEffectOfEither()
    {
        var (clusters, names) = Schools(8, 60);
        var random = new Random(3);
        var comes = clusters.Select(_ => random.NextDouble() < 0.4 ? 1.0 : 0).ToArray();
        var i = clusters.Select((school, row) => school is 1 or 3 ? comes[row] : 0).ToArray();
        var s = clusters.Select((school, row) => school == 3 ? comes[row] : 0).ToArray();
        var table = Separator.Judge(["I", "S"], [i, s], [], clusters, names, true);
        Assert.That(table["S"].Separation, Is.EqualTo(Separation.NotFromCluster));
        Assert.That(table["S"].RestsOn, Is.EqualTo(new[] { "school 2", "school 4" }));
        Assert.That(table["I"].Separation, Is.EqualTo(Separation.InOneCluster));
        Assert.That(table["I"].RestsOn, Is.EqualTo(new[] { "school 2" }));
    }

    [Test]
    public void Judge_TwoExposuresThatAreOne_NameEachOther()
    {
        var (clusters, names) = Schools(4);
        var d = Enumerable.Range(0, 4 * Size).Select(row => (double)(row % 2)).ToArray();
        var table = Separator.Judge(["a", "b"], [d, Array.ConvertAll(d, value => 3 * value - 1)], [], clusters, names, true);
        Assert.That(table.Exposures.Select(row => row.Separation), Is.All.EqualTo(Separation.NotFromOthers));
        Assert.That(table["a"].AliasedWith, Is.EqualTo(new[] { "b" }));
        Assert.That(table["b"].AliasedWith, Is.EqualTo(new[] { "a" }));
        Assert.That(table.ConditionNumber, Is.EqualTo(double.PositiveInfinity));
    }

    [TestCase(0.0)]
    [TestCase(1.0)]
    public void Judge_EverybodyAlike_HasNoVariation(double everybody)
    {
        var (clusters, names) = Schools(4);
        var table = Separator.Judge(["a"], [Enumerable.Repeat(everybody, 4 * Size).ToArray()], [], clusters, names, false);
        Assert.That(table["a"].Separation, Is.EqualTo(Separation.NoVariation));
    }

    // One family moved: one exposed row in another school carries no effect.
    [Test]
    public void Judge_OneRowElsewhere_StillRestsOnTheSchool()
    {
        var (clusters, names) = Schools(8, 200);
        var d = clusters.Select((cluster, row) => cluster == 0 || row == 1500 ? 1.0 : 0).ToArray();
        Assert.That(Separator.Judge(["a"], [d], [], clusters, names, false)["a"].RestsOn, Is.EqualTo(new[] { "school 1" }));
    }

    // By ordinary least squares of the exposure on the rest: VIF = 1 / (1 − R²).
    [Test]
    public void Judge_VarianceInflation_IsThatOfARegression()
    {
        var random = new Random(7);
        var (clusters, names) = Schools(6, 30);
        var x = clusters.Select(_ => random.NextDouble()).ToArray();
        var d = x.Select(value => value + 0.5 * random.NextDouble()).ToArray();
        var table = Separator.Judge(["d"], [d], [x], clusters, names, false);
        double mx = x.Average(), md = d.Average();
        var r2 = Math.Pow(x.Zip(d, (a, b) => (a - mx) * (b - md)).Sum(), 2) / (x.Sum(a => (a - mx) * (a - mx)) * d.Sum(b => (b - md) * (b - md)));
        Assert.That(table["d"].VarianceInflation, Is.EqualTo(1 / (1 - r2)).Within(1e-10).Percent);
    }

    private static SeparabilityTable Offers(string[][] design, bool absorb = false)
    {
        var (clusters, names) = Schools(design.Length);
        string[] all = ["C", "I", "O", "S"];
        return Separator.Judge(all, [.. all.Select(component => clusters.Select(school => design[school].Contains(component) ? 1.0 : 0).ToArray())], [], clusters, names, absorb);
    }

    // Every other parent comes to one activity, every third to another.
    private static SeparabilityTable Participation(string[][] design)
    {
        var (clusters, names) = Schools(design.Length, 60);
        string[] all = ["C", "I", "O", "S"];
        var random = new Random(3);
        return Separator.Judge(
            all, [.. all.Select(component => clusters.Select(school => design[school].Contains(component) && random.NextDouble() < 0.4 ? 1.0 : 0).ToArray())], [], clusters, names, true);
    }

    private static (int[] Clusters, string[] Names) Schools(int count, int size = Size) =>
        ([.. Enumerable.Range(0, count * size).Select(row => row / size)], [.. Enumerable.Range(1, count).Select(school => $"school {school}")]);
}
