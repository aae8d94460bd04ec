using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;
using LobResearch.Charts.Trajectories;

namespace LobResearch.Charts.Tests.Trajectories;

/// <summary>Means of schools over the waves.</summary>
internal sealed class TrajectoriesPictureTests
{
    // R: t.test(c(2.5, 2.9, 3.0)): mean 2.8, interval 2.142759 to 3.457241.
    [Test]
    public void Of_Schools_HaveOneVoteEach()
    {
        var point = TrajectoryPoint.Of("t", "with", Means("T0", (40, 2.5), (400, 2.9), (4, 3.0)), isEachDrawn: false);
        var (lower, upper) = point.Mean.Interval();
        Assert.That((point.Mean.Value, lower, upper), Is.EqualTo((2.8, 2.142759, 3.457241)).Using<double>((one, other) => Math.Abs(one - other) < 1e-6));
        Assert.That((point.Cell.Persons, point.Cell.Schools, point.Schools.Count), Is.EqualTo((444, 3, 0)));
    }

    [Test]
    public void Of_OneSchool_HasNoInterval() =>
        Assert.That(TrajectoryPoint.Of("t", "with", Means("T0", (40, 2.5)), isEachDrawn: true).Mean.HasError, Is.False);

    [TestCase(0.4, 1)]
    [TestCase(0.01, 0)]
    [TestCase(-0.4, -1)]
    public void Difference_AtTheLastWave_IsZeroWhereItsIntervalHoldsZero(double difference, int sign) =>
        Assert.That(Panel(difference).Difference.Sign(), Is.EqualTo(sign));

    [Test]
    public async Task Draw_TellsOfNoEffect()
    {
        var chart = await Release.Of(Content(Panel(0.4)));
        Assert.That(chart.Title, Is.EqualTo("Steun bij de loopbaan ligt bij T1 hoger op scholen met aanbod van C Contact"));
        Assert.That(string.Join(' ', Release.Words(chart)), Does.Contain("geen effect"));
        Assert.That(chart.Data.Skip(1).Count(row => row[2].Length > 0), Is.EqualTo(2 * 6), "every school at every wave");
        Assert.That((await Release.Of(Content(Panel(0.01)))).Title, Is.EqualTo("Steun bij de loopbaan: scholen met en zonder aanbod zijn bij T1 niet te onderscheiden"));
    }

    [Test]
    public async Task Draw_OneSchoolWithTheOffer_IsNotForFunders()
    {
        var panel = new TrajectoryPanel("C Contact", "C", Line("with", false, [(40, 2.7654)], [(38, 2.8765)]), Line("without", false, [(50, 2.5), (60, 2.6), (50, 2.7)], [(50, 2.5), (60, 2.6), (50, 2.7)]));
        var chart = await Release.Of(Content(panel) with { Audience = Audience.Funder }, Audience.Funder);
        Assert.That(Release.All(chart), Does.Not.Contain("2,77").And.Not.Contain("2.7654").And.Not.Contain("2.8765"));
        Assert.That(chart.Data.Skip(1).Where(row => row[1] == "offered").Select(row => row[^1]), Is.All.EqualTo("afgeschermd"));
    }

    private static TrajectoriesContent Content(TrajectoryPanel panel)
    {
        var form = Release.Study.NewestForm("parent")!;
        return new TrajectoriesContent(Release.Study, form, form.Scales[0], [.. Release.Study.Waves.Take(2)], [panel], [], Audience.Thesis, Language.Dutch);
    }

    private static TrajectoryPanel Panel(double difference) => new(
        "C Contact", "C", Line("with", true, [(40, 2.7), (50, 2.8), (40, 2.9)], [(40, 2.7 + difference), (50, 2.8 + difference), (40, 2.9 + difference)]),
        Line("without", true, [(40, 2.7), (50, 2.8), (40, 2.9)], [(40, 2.7), (50, 2.8), (40, 2.9)]));

    private static Trajectory Line(string row, bool isEachDrawn, params (int Persons, double Mean)[][] waves) =>
        new([.. waves.Select((means, wave) => TrajectoryPoint.Of($"parent T{wave} scored SUP", row, [.. Means($"T{wave}", means).Select(mean => mean with { School = row + mean.School })], isEachDrawn))]);

    private static IReadOnlyList<SchoolAtWave> Means(string wave, params (int Persons, double Mean)[] means) =>
        [.. means.Select((mean, place) => new SchoolAtWave("ABC"[place].ToString(), wave, mean.Persons, mean.Mean))];
}
