using System.Security.Cryptography;
using System.Text;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Tests.Disclosure;

/// <summary>What each audience gets to see, and what is kept of it.</summary>
internal sealed class DisclosureGateTests
{
    private static readonly Dictionary<string, string> Pseudonyms = new() { ["zadkine"] = "School A", ["albeda"] = "School B" };

    [Test]
    public async Task ReleaseAsync_FunderAndASmallGroup_WithholdsItEverywhere()
    {
        var chart = await Gate(Audience.Funder).ReleaseAsync(TwoRows(1234, 9));
        AssertNothingOf("2.75", chart);
        AssertNothingOf("2,75", chart);
        Assert.That(chart.Data[2][2..7], Is.EqualTo(new[] { "", "", "", "", "" }), "neither numbers nor counts");
        Assert.That(chart.Data[2][7], Is.EqualTo("withheld"), "and not empty without a word");
        Assert.That(chart.Withheld, Is.EqualTo(1));
        Assert.That(Encoding.UTF8.GetString(chart.Svg.Span), Does.Contain("fewer than ten persons"));
    }

    [Test]
    public async Task ReleaseAsync_ThesisAndASmallGroup_ShowsItAndLogsIt()
    {
        var log = new MemoryReleaseLog();
        var chart = await Gate(Audience.Thesis, log).ReleaseAsync(TwoRows(1234, 9));
        Assert.That(chart.Data[2][2], Is.EqualTo("2.75"));
        var entry = log.Entries.Single();
        Assert.That(entry.Audience, Is.EqualTo(Audience.Thesis));
        Assert.That(entry.Cells.Select(cell => (cell.Persons, cell.IsShown)), Is.EqualTo(new[] { (1234, true), (9, true) }));
        Assert.That(entry.Hash, Is.EqualTo(SHA256.HashData(chart.Svg.Span)));
    }

    [TestCase(9, 1)]
    [TestCase(10, 0)]
    public async Task ReleaseAsync_Funder_DrawsTheLineAtTen(int persons, int withheld) =>
        Assert.That((await Gate(Audience.Funder).ReleaseAsync(TwoRows(1234, persons))).Withheld, Is.EqualTo(withheld));

    [Test]
    public async Task ReleaseAsync_FunderAndASmallComparedGroup_WithholdsTheComparison()
    {
        // 1234 persons in all, of whom seven took part: the number is theirs.
        var content = Content.Of(Language.English, Content.Row("one", 1, 0.5, 1.5, 1234, 8), Content.Row("two", 2.75, 2, 3, 1234, 8));
        var row = content.Groups[0].Rows[1];
        content = content with { Groups = [content.Groups[0] with { Rows = [content.Groups[0].Rows[0], row with { Cell = row.Cell with { SmallestPart = new ComparedPart(7, 4) } }] }] };
        AssertNothingOf("2.75", await Gate(Audience.Funder).ReleaseAsync(content));
    }

    [Test]
    public async Task ReleaseAsync_EstimatesThatDifferByAFewPersons_WithholdOne()
    {
        var content = Content.Of(Language.English, Row("all", 500), Row("exact", 495));
        var chart = await Gate(Audience.Funder).ReleaseAsync(content);
        Assert.That(chart.Withheld, Is.EqualTo(1), "500 − 495 persons are a group of five");
        Assert.That(await Withheld(Content.Of(Language.English, Row("all", 500), Row("exact", 480))), Is.Zero);

        static ForestRow Row(string name, int persons) => Content.Row(name, 1.5, 1, 2, persons, 8) with { Cell = new CountedCell(new CellKey("t", "C", name), persons, 4) };
    }

    [Test]
    public async Task ReleaseAsync_NumberOfOneSchool_IsNotForFunders()
    {
        var content = TwoRows(1234, 500);
        var row = content.Groups[0].Rows[1];
        content = content with { Groups = [content.Groups[0] with { Rows = [content.Groups[0].Rows[0], row with { Cell = row.Cell with { Schools = 1 } }] }] };
        AssertNothingOf("2.75", await Gate(Audience.Funder).ReleaseAsync(content));
    }

    [Test]
    public void ReleaseAsync_NothingLeft_IsRefusedWithAReason() =>
        Assert.That(() => Gate(Audience.Funder).ReleaseAsync(TwoRows(4, 9)), Throws.TypeOf<InputFault>().With.Message.Contains("fewer than ten persons"));

    [Test]
    public async Task ReleaseAsync_AFewPersonsMoreThanBefore_WithholdsTheNumber()
    {
        var log = new MemoryReleaseLog();
        await Gate(Audience.Funder, log).ReleaseAsync(TwoRows(1234, 500));
        var later = await Gate(Audience.Funder, log).ReleaseAsync(TwoRows(1250, 503));
        AssertNothingOf("2.75", later);
        Assert.That(later.Withheld, Is.EqualTo(1), "1250 is sixteen more, 503 three more");
    }

    [Test]
    public async Task ReleaseAsync_TheSameAgain_IsReleasedAgain()
    {
        var log = new MemoryReleaseLog();
        await Gate(Audience.Thesis, log).ReleaseAsync(TwoRows(1234, 500));
        Assert.That((await Gate(Audience.Funder, log).ReleaseAsync(TwoRows(1234, 500))).Withheld, Is.Zero);
        Assert.That((await Gate(Audience.School, log).ReleaseAsync(TwoRows(1234, 500))).Withheld, Is.Zero);
    }

    [Test]
    public async Task ReleaseAsync_ThesisWithAFewPersonsMoreThanBefore_SaysSo()
    {
        var log = new MemoryReleaseLog();
        await Gate(Audience.Funder, log).ReleaseAsync(TwoRows(1234, 500));
        var chart = await Gate(Audience.Thesis, log).ReleaseAsync(TwoRows(1250, 503));
        Assert.That(chart.Notes.Single(), Does.Contain("503 persons"));
    }

    [Test]
    public async Task ReleaseAsync_Funder_NamesNoSchool()
    {
        var content = TwoRows(1234, 500);
        var named = Content.Row("named", double.NaN, double.NaN, double.NaN, 700, 8) with { ReasonBySchools = names => $"stands on {string.Join(" and ", names.Of(["zadkine", "de hef"], Language.English))} alone" };
        content = content with { Groups = [content.Groups[0] with { Rows = [.. content.Groups[0].Rows, named] }] };
        var svg = Encoding.UTF8.GetString((await Gate(Audience.Funder).ReleaseAsync(content)).Svg.Span);
        Assert.That(svg, Does.Contain("stands on one school and another alone").And.Not.Contain("zadkine").And.Not.Contain("School A"));
    }

    [TestCase(StudyKind.Simulated, true)]
    [TestCase(StudyKind.Real, false)]
    public async Task ReleaseAsync_Banner_FollowsTheStudysMark(StudyKind kind, bool hasBanner)
    {
        var gate = new DisclosureGate(new MemoryReleaseLog(), kind, Audience.Thesis, null, Pseudonyms);
        Assert.That(Encoding.UTF8.GetString((await gate.ReleaseAsync(TwoRows(1234, 500))).Svg.Span).Contains("gesimuleerde gegevens / simulated data", StringComparison.Ordinal), Is.EqualTo(hasBanner));
    }

    private static async Task<int> Withheld(ForestPlotContent content) => (await Gate(Audience.Funder).ReleaseAsync(content)).Withheld;

    private static DisclosureGate Gate(Audience audience, MemoryReleaseLog? log = null) =>
        new(log ?? new MemoryReleaseLog(), StudyKind.Real, audience, audience == Audience.School ? "zadkine" : null, Pseudonyms);

    private static ForestPlotContent TwoRows(int one, int other) =>
        Content.Of(Language.English, Content.Row("one", 1, 0.5, 1.5, one, 8), Content.Row("two", 2.75, 2.5, 3, other, 8)) with { Run = "0123456789ab" };

    private static void AssertNothingOf(string number, ReleasedChart chart)
    {
        Assert.That(Encoding.UTF8.GetString(chart.Svg.Span), Does.Not.Contain(number));
        Assert.That(chart.AltText, Does.Not.Contain(number));
        Assert.That(chart.Title, Does.Not.Contain(number));
        Assert.That(chart.Data.SelectMany(row => row), Has.None.Contains(number));
    }
}
