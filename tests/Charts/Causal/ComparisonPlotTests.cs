using System.Xml.Linq;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Tests.Disclosure;
using LobResearch.Charts.Theme;
using LobResearch.Study.Design;
using SkiaSharp;

namespace LobResearch.Charts.Tests.Causal;

/// <summary>What pictures of a run's comparisons show and say.</summary>
internal sealed class ComparisonPlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [TestCase(Language.English, "Before weighting participants and other parents differ by more than 0.1 standard deviation in 4 of 6 comparisons, after weighting in none")]
    [TestCase(Language.Dutch, "Vóór weging verschillen deelnemers en andere ouders in 4 van 6 vergelijkingen meer dan 0,1 standaarddeviatie, na weging in geen")]
    public async Task Balance_Title_CountsDifferencesBeyondTheLine(Language language, string title)
    {
        var chart = await ReleaseAsync(ComparisonContent.Balance(language));
        Assert.That(chart.Title, Is.EqualTo(title));
        Assert.That(chart.AltText, Does.Contain(language == Language.Dutch ? "vóór 0,35, na 0,01" : "before 0.35, after 0.01"));
        Assert.That(Words(chart), Has.Some.Contains("Run 0123456789ab").And.Some.Contains("gesimuleerde gegevens").And.Some.Contains("n 267 / 435"));
        Assert.That(chart.Data[1][..5], Is.EqualTo(new[] { "C", "SUP_T0", "1", "0.35", "0.01" }));
    }

    [Test]
    public async Task Balance_FunderAndAFewExposed_WithholdsThatComponentEverywhere()
    {
        var few = ComparisonContent.Groups("C", [1, 2, 3, 1, 0, 0, 0, 0, 0, 0]) with { Covariates = [new("SUP_T0", 1, 0.7654, 0.4321)] };
        var chart = await ReleaseAsync(ComparisonContent.Balance(Language.English, few, ComparisonContent.Groups("I")), Audience.Funder);
        foreach (var told in new[] { chart.Title, chart.AltText, string.Join(' ', Words(chart)), string.Join(' ', chart.Data.SelectMany(row => row)) })
            Assert.That(told, Does.Not.Contain("0.77").And.Not.Contain("0.7654").And.Not.Contain("0.43"));
        Assert.That(chart.Title, Does.Contain("2 of 3"));
        Assert.That(chart.Data[1][^1], Is.EqualTo("withheld"));
    }

    [Test]
    public async Task Overlap_AllShown_TellsWhoHasComparableParents()
    {
        var chart = await ReleaseAsync(ComparisonContent.Overlap());
        // 702 persons, of whom 10 + 12 exposed and 60 + 10 others lie outside 0.1 to 0.9.
        Assert.That(chart.Title, Does.StartWith("For 87% of the parents"));
        Assert.That(chart.Data.Skip(1).Where(row => row[0] == "C" && row[1] == "exposed").Sum(row => int.Parse(row[4], System.Globalization.CultureInfo.InvariantCulture)), Is.EqualTo(267));
    }

    [Test]
    public async Task Overlap_FunderAndAThinBin_WithholdsItAndWhatWouldGiveItAway()
    {
        var thin = ComparisonContent.Groups("C", [13, 20, 30, 40, 50, 40, 30, 20, 15, 9]);
        var chart = await ReleaseAsync(ComparisonContent.Overlap(Language.English, thin), Audience.Funder);
        var exposed = chart.Data.Where(row => row[0] == "C" && row[1] == "exposed").ToList();
        Assert.That(exposed[^1][4..], Is.EqualTo(new[] { "", "withheld" }));
        Assert.That(exposed.Count(row => row[4].Length == 0), Is.GreaterThan(1), "or the total would give it away");
        Assert.That(chart.Title, Does.Not.Contain("%").And.Contain("median"));
    }

    [Test]
    public async Task Sensitivity_Title_TellsOnlyOfWhatCanChange()
    {
        var chart = await ReleaseAsync(ComparisonContent.Sensitivity());
        Assert.That(chart.Title, Does.Contain("% for C; I: not distinguishable from no difference even without one"));
        Assert.That(chart.Data.Skip(1).Select(row => row[1]), Is.EqualTo(new[] { "", "SUP_T0", "education", "", "SUP_T0", "education" }));
        var none = await ReleaseAsync(ComparisonContent.Sensitivity(Language.Dutch, ComparisonContent.Cause("I", 0.1, 0.2)));
        Assert.That(none.Title, Is.EqualTo("Ook zonder niet-gemeten oorzaak is geen van deze verschillen te onderscheiden van geen verschil"));
    }

    [Test]
    public async Task Draw_Twice_GivesTheSameBytesAndStaysOnThePage()
    {
        foreach (var draw in new Func<Task<ReleasedChart>>[] { () => ReleaseAsync(ComparisonContent.Balance()), () => ReleaseAsync(ComparisonContent.Overlap()), () => ReleaseAsync(ComparisonContent.Sensitivity()) })
        {
            var (one, other) = (await draw(), await draw());
            Assert.That(one.Svg.ToArray(), Is.EqualTo(other.Svg.ToArray()), one.Chart);
            Assert.That(one.ToPng().AsSpan().SequenceEqual(other.ToPng()), Is.True, one.Chart);
            using var picture = SKBitmap.Decode(one.ToPng());
            for (var y = 0; y < picture.Height; y++)
                Assert.That((picture.GetPixel(4, y), picture.GetPixel(picture.Width - 4, y)), Is.EqualTo((picture.GetPixel(0, 0), picture.GetPixel(0, 0))), one.Chart);
            Assert.That(one.Title, Does.Not.Match(@"(?i)\b(works|doesn't work|proves)\b"));
        }
    }

    private static Task<ReleasedChart> ReleaseAsync<TContent>(TContent content, Audience audience = Audience.Thesis)
        where TContent : class, IDisclosable<TContent> =>
        new DisclosureGate(new MemoryReleaseLog(), StudyKind.Simulated, audience, null, new Dictionary<string, string>()).ReleaseAsync(content);

    private static List<string> Words(ReleasedChart chart) =>
        XDocument.Parse(System.Text.Encoding.UTF8.GetString(chart.Svg.Span)).Descendants(Svg + "text").Select(text => text.Value.Trim()).ToList();
}
