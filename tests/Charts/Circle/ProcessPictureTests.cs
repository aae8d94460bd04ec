using LobResearch.Analysis.Circles;
using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Circle;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;
using LobResearch.Study;

namespace LobResearch.Charts.Tests.Circle;

/// <summary>What the picture of the leerkring shows, and to whom.</summary>
internal sealed class ProcessPictureTests
{
    [Test]
    public async Task Draw_CountsVerdictsOverTheStages()
    {
        var chart = await Release.Of(Content(Stage(1, 4, 40, 3, 1, 0), Stage(2, 4, 40, 2, 0, 1)));
        Assert.That(chart.Title, Is.EqualTo("Van 7 keer dat een groep een werkvorm beoordeelde, werkte die 5 keer goed"));
        Assert.That(chart.Data.Skip(1).Select(row => row[0]), Is.EqualTo(new[] { "1", "2", "3", "4", "5", "6" }), "every stage has its place");
        Assert.That(chart.Data[1], Is.EqualTo(new[] { "1", "1 Kennismaking", "4", "4", "40", "3", "1", "0", "0", "" }));
        Assert.That(Release.Words(chart), Has.Some.EqualTo("nog geen bijeenkomst").And.Some.EqualTo("deels erbuiten"));
    }

    [Test]
    public async Task Draw_SessionsWithoutAStage_StandApart()
    {
        var chart = await Release.Of(Content(Stage(1, 4, 40, 3, 1, 0), Stage(null, 2, 20, 1, 0, 0)));
        Assert.That(chart.Data[^1][..3], Is.EqualTo(new[] { "", "Stadium niet genoteerd", "2" }));
    }

    [Test]
    public async Task Draw_AStageOfOneSchool_IsNotForFunders()
    {
        var chart = await Release.Of(Content(Stage(1, 4, 40, 3, 1, 0), Stage(2, 1, 12, 0, 0, 7, schools: 1)), Audience.Funder);
        Assert.That(chart.Data[2], Is.EqualTo(new[] { "2", "2 Situatieanalyse", "", "", "", "", "", "", "", "afgeschermd" }));
        Assert.That(chart.Title, Does.Contain("Van 4 keer"));
    }

    [Test]
    public void Draw_OneGroupForFunders_IsRefused() =>
        Assert.That(() => Release.Of(Content(Stage(1, 1, 12, 1, 0, 0, schools: 1)) with { Circles = 1 }, Audience.Funder), Throws.TypeOf<InputFault>().With.Message.Contains("single leerkring"));

    private static ProcessContent Content(params StageOfCircles[] stages) =>
        ProcessContent.Of(Release.Study, new CircleProcess(4, new CountedGroup(40, 4), stages), Language.Dutch);

    private static StageOfCircles Stage(int? stage, int sessions, int members, int well, int divided, int not, int schools = 4) =>
        new(stage, sessions, Math.Min(4, sessions), new CountedGroup(members, schools), well, divided, not, 0);
}
