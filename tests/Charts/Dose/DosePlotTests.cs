using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Dose;
using LobResearch.Charts.Tests.Causal;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Study;

namespace LobResearch.Charts.Tests.Dose;

/// <summary>What the picture of a dose–response shows and says.</summary>
internal sealed class DosePlotTests
{
    [TestCase(Language.English, "Who attended more of C has higher scores than who attended nothing; I: at no dose distinguishable from no difference")]
    [TestCase(Language.Dutch, "Wie meer van C bijwoonde, heeft hogere scores dan wie niets bijwoonde; I: bij geen dosis te onderscheiden van geen verschil")]
    public async Task Title_BandAboveZeroAndAround_TellsBoth(Language language, string title)
    {
        var chart = await Release.Of(Content([Curve("C", 0.2, 0.05), Curve("I", 0.02, 0.1)], language));
        Assert.That(chart.Title, Is.EqualTo(title));
        Assert.That(chart.AltText, Does.Contain(title).And.Contain(language == Language.Dutch ? "n 60 bijgewoond, 200 niet; 8 scholen" : "n 60 attended, 200 not; 8 schools"));
        Assert.That(Release.Words(chart), Has.Some.Contains("Run 0123456789ab"));
    }

    // Doses 2.5 and more lack support but for 5: what stands there hangs on the curve's form alone.
    [Test]
    public async Task Data_SupportEndsAndComesBack_StopsWhereItEndsFirst()
    {
        var chart = await Release.Of(Content([Curve("C", 0.2, 0.05, supported: [1.5, 2, 5])]));
        Assert.That(chart.Data.Where(row => row[1] == "curve").Select(row => row[2]), Is.EqualTo(new[] { "0", "1.5", "2" }));
    }

    [Test]
    public async Task Data_FunderAndAThinDose_WithholdsItAndWhatWouldGiveItAway()
    {
        var chart = await Release.Of(Content([Curve("C", 0.2, 0.05, counts: [30, 21, 9])]), Audience.Funder);
        var persons = chart.Data.Where(row => row[1] == "persons").ToList();
        Assert.That(persons[2][7..], Is.EqualTo(new[] { "", "", "withheld" }));
        Assert.That(persons.Count(row => row[7].Length == 0), Is.GreaterThan(1), "or the total would give it away");
        Assert.That(chart.Data.Where(row => row[1] == "curve").Select(row => row[7]), Is.All.EqualTo("260"), "how many there are in all, the picture tells too");
    }

    [Test]
    public void Draw_FunderAndFewAttended_IsNoPicture() =>
        Assert.That(async () => await Release.Of(Content([Curve("C", 0.2468, 0.05, counts: [5, 2, 1])]), Audience.Funder), Throws.TypeOf<InputFault>().With.Message.Contains("Nothing of the chart dose"));

    // Pictures of both groups tell how many attended; here are those of them of whom it is known how often.
    [Test]
    public async Task Data_FunderAndFewOfUnknownDose_KeepsTheCurveAndWithholdsWhatWouldGiveThemAway()
    {
        var content = Content([Curve("C", 0.2, 0.05, counts: [60, 40, 20]) with { Unknown = new CountedGroup(3, 2) }]);
        var chart = await Release.Of(content, Audience.Funder);
        var (curve, persons) = (chart.Data.Where(row => row[1] == "curve").ToList(), chart.Data.Where(row => row[1] == "persons").ToList());
        Assert.That(curve.Select(row => (row[4].Length > 0, row[7], row[9])), Is.All.EqualTo((true, "", "withheld")));
        Assert.That(persons.Count(row => row[7].Length == 0), Is.EqualTo(1), "one bar");
        Assert.That(Release.Words(chart), Has.Some.Contains("of some it isn't known how often").And.Some.Contains("n 123 attended, 200 not"));
        Assert.That(Release.All(chart), Does.Not.Contain("of 3 it").And.Not.Contain("n 120").And.Not.Contain("320"));

        var own = await Release.Of(content);
        Assert.That(own.Data.Where(row => row[1] == "curve").Select(row => row[7]), Is.All.EqualTo("320"), "what the curve rests on");
        Assert.That(Release.Words(own), Has.Some.Contains("of 3 it isn't known how often"));
    }

    [Test]
    public void Tables_DoseOfSomeUnknown_CountsThemAmongThoseWhoAttended()
    {
        var groups = new ComparisonCells(ComparisonContent.Run, new CountedGroup(1000, 16));
        var (all, some) = (Content([Curve("C", 0.2, 0.05)]), Content([Curve("C", 0.2, 0.05) with { Unknown = new CountedGroup(40, 8) }]));
        Assert.That(Cells(all)[groups.Exposed("C")], Is.EqualTo(60));
        Assert.That(Cells(some)[groups.Exposed("C")], Is.EqualTo(100), "attended, whether it is known how much or not");
        Assert.That(some.Tables.SelectMany(table => table.Cells).Single(cell => cell.Persons == 40).IsShown, Is.False);
    }

    [Test]
    public async Task Draw_Twice_GivesTheSameBytes()
    {
        var (one, other) = (await Release.Of(Content([Curve("C", 0.2, 0.05)])), await Release.Of(Content([Curve("C", 0.2, 0.05)])));
        Assert.That(one.Svg.ToArray(), Is.EqualTo(other.Svg.ToArray()));
        Assert.That(one.ToPng().AsSpan().SequenceEqual(other.ToPng()), Is.True);
    }

    private static Dictionary<CellKey, int> Cells(DoseContent content) => content.Tables.SelectMany(table => table.Cells).DistinctBy(cell => cell.Key).ToDictionary(cell => cell.Key, cell => cell.Persons);

    private static DoseContent Content(IReadOnlyList<DoseComparison> curves, Language language = Language.English) => new(
        new ComparisonWords(ComparisonContent.Study, ComparisonContent.Run, language), new ComparisonCells(ComparisonContent.Run, new CountedGroup(1000, 16)), curves, "support (T2)", "Run 0123456789ab.", language);

    private static DoseComparison Curve(string component, double perUnit, double half, double[]? supported = null, int[]? counts = null)
    {
        counts ??= [30, 20, 10];
        double[] doses = supported is null ? [1, 2, 3] : [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5];
        supported ??= doses;
        List<DosePoint> points = [new(0, 0, 0, double.NaN, 0, 0, 0, 0, double.NaN, 200, 8, "the dose that others are compared with")];
        points.AddRange(doses.Select(dose => supported.Contains(dose)
            ? new DosePoint(dose, perUnit * dose, half / 2, 6, perUnit * dose - half, perUnit * dose + half, perUnit * dose - 1.2 * half, perUnit * dose + 1.2 * half, 2.4, 30, 8, null)
            : new DosePoint(dose, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, 2, 1, "no support")));
        return new DoseComparison(
            component, new CountedGroup(counts.Sum(), 8), new CountedGroup(200, 8), 8, supported.Length != doses.Length, points,
            [.. counts.Select((count, at) => new DoseBin(at + 0.5, at + 1.5, new CountedGroup(count, 5)))], new CountedGroup(0, 0));
    }
}
