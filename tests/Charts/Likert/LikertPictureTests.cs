using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Likert;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Tests.Likert;

/// <summary>What the picture of answers shows, and what it keeps to itself.</summary>
internal sealed class LikertPictureTests
{
    [Test]
    public async Task Draw_TellsSharesOfThoseWhoAnswered()
    {
        var chart = await Release.Of(Content(Item("A", "praten", [20, 30, 100, 50], 50), Item("B", "zoeken", [80, 60, 40, 20], 50)));
        Assert.That(chart.Title, Is.EqualTo("Het vaakst hoog geantwoord is bij ‘praten’ (75 %), het minst bij ‘zoeken’ (30 %)"));
        Assert.That(chart.AltText, Does.Contain("praten: helemaal niet 10 %, een beetje 15 %, grotendeels 50 %, helemaal wel 25 %; zonder antwoord 20 %"));
        Assert.That(chart.Data[1], Is.EqualTo(new[] { "Steun", "A", "praten", "helemaal niet", "20", "200", "" }));
    }

    [Test]
    public async Task Draw_AFewGaveAnAnswer_FundersSeeTheHalfTogether()
    {
        var chart = await Release.Of(Content(Item("A", "praten", [4, 46, 100, 50], 50)), Audience.Funder);
        Assert.That(chart.AltText, Does.Contain("helemaal niet / een beetje 25 %, grotendeels 50 %"));
        var single = chart.Data.Where(row => row[3] is "helemaal niet" or "een beetje").ToList();
        Assert.That(single.Select(row => (row[4], row[6])), Is.EqualTo(new[] { ("", "afgeschermd"), ("", "afgeschermd") }), "one would give the other away");
        Assert.That(chart.Data.Single(row => row[3] == "1–2")[4], Is.EqualTo("50"));
    }

    [Test]
    public async Task Draw_AFewDidNotAnswer_FundersCannotWorkThemOut()
    {
        var chart = await Release.Of(Content(Item("A", "praten", [20, 30, 100, 97], 3)), Audience.Funder);
        Assert.That(chart.Data.Single(row => row[3] == "zonder antwoord")[4], Is.Empty);
        Assert.That(chart.Data.Select(row => row[5]), Has.None.EqualTo("247"), "250 were asked");
        Assert.That(chart.AltText, Does.Contain("zonder antwoord afgeschermd"));
    }

    [Test]
    public async Task Draw_OnlyAFewAltogether_SaysSo()
    {
        var chart = await Release.Of(Content(Item("A", "praten", [1, 2, 3, 1], 243)), Audience.Funder);
        Assert.That(chart.Title, Is.EqualTo("Wat er geantwoord is, kan hier niet getoond worden"));
        Assert.That(Release.Words(chart), Has.Some.EqualTo("afgeschermd"));
    }

    [Test]
    public void Tables_AnswersAddUpToThoseWhoWereAsked()
    {
        var table = Content(Item("A", "praten", [20, 30, 100, 50], 50)).Tables.Single();
        var sizes = table.Cells.ToDictionary(cell => cell.Key, cell => cell.Persons);
        Assert.That(table.Sums, Has.Count.EqualTo(4));
        foreach (var sum in table.Sums)
            Assert.That(sum.Parts.Sum(part => sizes[part]), Is.EqualTo(sizes[sum.Total]), sum.Total.ToString());
    }

    private static LikertContent Content(params LikertItem[] items) => new(
        Release.Study, Release.Study.NewestForm("parent")!, Release.Study.Waves[0], new CountedCell(new CellKey("parent T0 answered", "T0", ""), 250, 8), items, [], Language.Dutch);

    private static LikertItem Item(string id, string label, int[] counts, int missing)
    {
        CountedCell Cell(string column, int persons) => new(new CellKey($"parent T0 item {id}", "T0", column), persons, Math.Min(8, persons));
        return new LikertItem(
            "Steun", id, label, ["helemaal niet", "een beetje", "grotendeels", "helemaal wel"], [.. counts.Select((count, place) => Cell($"answer {place + 1}", count))],
            Cell("lower", counts[0] + counts[1]), null, Cell("higher", counts[2] + counts[3]), Cell("answered", counts.Sum()) with { IsShown = false }, Cell("missing", missing));
    }
}
