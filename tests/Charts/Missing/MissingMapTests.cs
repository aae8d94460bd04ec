using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Missing;
using LobResearch.Charts.Theme;
using LobResearch.Study.Codebook;

namespace LobResearch.Charts.Tests.Missing;

/// <summary>What the map of missing answers shows, and what it keeps to itself.</summary>
internal sealed class MissingMapTests
{
    [Test]
    public void Draw_TellsSharesAndTheLargest()
    {
        var map = Draw(Content());
        Assert.That(map.Title, Is.EqualTo("Het meest ontbreekt ‘praten’: bij 25 % van de vragenlijsten"));
        Assert.That(map.AltText, Does.Contain("praten: T0 25 %, T1 2 %").And.Contain("zoeken: T0 0 %"));
        Assert.That(map.Data, Has.Count.EqualTo(1 + 3), "a wave in which nobody was asked has no row");
        Assert.That(map.Data[1], Is.EqualTo(new[] { "Steun", "A", "praten", "T0", "50", "200", "DontKnow", "" }));
    }

    [Test]
    public void Withhold_NumbersOfAFew_AreNowhere()
    {
        var content = Content();
        var few = content.Groups[0].Rows[0].Cells[1]!.Missing.Key;
        var map = Draw(content.Withhold(new WithheldCells([few, content.Groups[0].Rows[0].Cells[0]!.Missing.Key])));
        Assert.That(map.Title, Is.EqualTo("Het meest ontbreekt ‘zoeken’: bij 0 % van de vragenlijsten"), "the title tells of what is left");
        Assert.That(map.AltText, Does.Contain("T0 afgeschermd, T1 afgeschermd"));
        Assert.That(map.Data[1][4..], Is.EqualTo(new[] { "", "", "", "afgeschermd" }));
    }

    [Test]
    public void Tables_ThoseWhoAnsweredAndThoseWhoDidnt_AddUp()
    {
        var table = Content().Tables.Single();
        var sizes = table.Cells.ToDictionary(cell => cell.Key, cell => cell.Persons);
        Assert.That(table.Sums, Is.Not.Empty);
        foreach (var sum in table.Sums)
            Assert.That(sum.Parts.Sum(part => sizes[part]), Is.EqualTo(sizes[sum.Total]));
    }

    private static MissingMap Draw(MissingMapContent content) => new(new Released<MissingMapContent>(content, Audience.Thesis, false, 0));

    private static MissingMapContent Content() => new(
        rows => MissingMapContent.Told(rows, Language.Dutch), "Een test.", "Bron: een test.", ["T0", "T1"],
        [new MissingGroup("Steun", [new MissingRow("praten", "A", [Cell("A", "T0", 50, 200), Cell("A", "T1", 3, 150)]), new MissingRow("zoeken", "B", [Cell("B", "T0", 0, 200), null])])], Language.Dutch);

    private static MissingCell Cell(string item, string wave, int missing, int all) => new(
        new CountedCell(new CellKey($"parent {wave} item {item}", wave, "missing"), missing, 4), new CountedCell(new CellKey($"parent {wave} answered", wave, ""), all, 8), missing > 0 ? MissingClass.DontKnow : null);
}
