using System.Text;
using System.Xml.Linq;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Analysis.Tests;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;
using LobResearch.Simulation.Scenarios;
using LobResearch.TestKit;

namespace LobResearch.Charts.Tests.Catalogue;

/// <summary>Every chart of the catalogue on generated studies, for every audience and in both languages.</summary>
internal sealed class EveryChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly Lazy<Task<(GeneratedStudy Study, IReadOnlyList<EffectRun> Runs)>> Crossed = new(() => MakeAsync("every_crossed", new ScenarioOptions { Scenario = Scenario.Crossed, Seed = 3, Parents = 1_600 }));
    private static readonly Lazy<Task<(GeneratedStudy Study, IReadOnlyList<EffectRun> Runs)>> Brochure = new(() => MakeAsync("every_brochure", new ScenarioOptions { Scenario = Scenario.Rotterdam, Seed = 4 }));

    // Drawn once for all tests that look at the same pictures; the tests of a fixture come one after another.
    private static readonly Dictionary<(bool IsCrossed, Audience Audience, Language Language), EveryChart> Seen = [];

    [Test]
    public async Task Draw_AnyAudienceAndLanguage_IsAPictureThatTellsWhatItShows([Values] Audience audience, [Values] bool isDutch, [Values] bool isCrossed)
    {
        var every = await EveryAsync(isCrossed, audience, isDutch ? Language.Dutch : Language.English);
        foreach (var (name, chart) in every.Drawn.Select(drawn => (drawn.Name, drawn.Chart)))
        {
            Assert.That(chart.AltText, Does.Contain(chart.Title), name);
            Assert.That(chart.AltText, Does.Not.Match(@"(?i)\b(werkt|works|doesn't work|NaN)\b"), name);
            Assert.That(chart.AltText, Does.StartWith("gesimuleerde gegevens / simulated data"), name);
            Assert.That(chart.Data, Has.Count.GreaterThan(1), name);
            Assert.That(chart.Data.Select(row => row.Length).Distinct().Count(), Is.EqualTo(1), $"{name}: each row has the headings' cells");
            var words = Words(chart);
            Assert.That(words, Has.Some.Contains("gesimuleerde gegevens / simulated data"), name);
            Assert.That(words, Has.Some.Contains(isDutch ? "Bron:" : "Source:"), name);
            Assert.That(words, Has.None.Contains("NaN"), name);
            if (chart.Run is not null)
                Assert.That(words, Has.Some.Contains(chart.Run), name);
        }

        // What a reader isn't shown has a reason that says what to do, or that these readers may not see it.
        foreach (var not in every.NotDrawn)
            Assert.That(not.Why, Has.Length.GreaterThan(40), not.Chart);
    }

    [Test]
    public async Task Draw_ForTheResearcher_DrawsEveryChartOfSixteenSchools()
    {
        var every = await EveryAsync(isCrossed: true, Audience.Thesis, Language.Dutch);
        // An offer is made or isn't: its run has no dose, and says so.
        Assert.That(every.NotDrawn.Select(not => not.Chart), Is.EqualTo(new[] { "dose (offer)" }));
        Assert.That(every.NotDrawn[0].Why, Does.Contain("offers, which have no dose").And.Contain("--run"));
        Assert.That(every.Drawn.Select(drawn => drawn.Kind).Distinct(), Is.EquivalentTo(ChartCatalogue.All.Select(chart => chart.Name)));
    }

    [Test]
    public async Task Draw_DoseWithoutARunNamed_TakesTheNewestOfTakingPart()
    {
        var (study, runs) = await StudyAsync(isCrossed: true);
        var gate = await DisclosureGate.OpenAsync(study.Study, Audience.Thesis);
        var newest = (await ChartCatalogue.DrawAsync(study.Study, gate, "effects", new ChartOptions(Language.Dutch))).Run;
        Assert.That(newest, Is.EqualTo(runs.Single(run => run.Plan.Estimand == Estimand.Offer).Id), "the run of offers is the newer one");
        var dose = await ChartCatalogue.DrawAsync(study.Study, gate, "dose", new ChartOptions(Language.Dutch));
        Assert.That(dose.Run, Is.EqualTo(runs.Single(run => run.Plan.Estimand == Estimand.Participation).Id));
    }

    [Test]
    public async Task Draw_Twice_GivesTheSameBytes()
    {
        var (study, runs) = await StudyAsync(isCrossed: true);
        var gate = await DisclosureGate.OpenAsync(study.Study, Audience.Thesis);
        var (first, second) = (await EveryAsync(isCrossed: true, Audience.Thesis, Language.Dutch), await EveryChart.DrawAsync(study.Study, gate, runs, Language.Dutch));
        Assert.That(second.Drawn, Has.Count.EqualTo(first.Drawn.Count).And.Count.GreaterThan(1));
        foreach (var (one, other) in first.Drawn.Zip(second.Drawn))
        {
            Assert.That(one.Chart.Svg.Span.SequenceEqual(other.Chart.Svg.Span), Is.True, one.Name);
            Assert.That(one.Chart.ToPng().AsSpan().SequenceEqual(other.Chart.ToPng()), Is.True, one.Name);
        }
    }

    [Test]
    public async Task Draw_ForFunders_NamesNoSchool([Values] bool isCrossed)
    {
        var (study, _) = await StudyAsync(isCrossed);
        var codes = study.Study.Definition.Schools.Select(school => school.Code).ToList();
        foreach (var drawn in (await EveryAsync(isCrossed, Audience.Funder, Language.Dutch)).Drawn)
        {
            var words = string.Join('\n', [.. Words(drawn.Chart), drawn.Chart.AltText, .. drawn.Chart.Data.SelectMany(row => row)]);
            foreach (var code in codes)
                Assert.That(words, Does.Not.Match($@"\b{code}\b"), drawn.Name);
        }
    }

    [Test]
    public async Task Draw_WordsOfThePicture_StayOnThePage([Values] bool isCrossed)
    {
        foreach (var drawn in (await EveryAsync(isCrossed, Audience.Thesis, Language.Dutch)).Drawn)
        {
            var outside = Placed(drawn.Chart).Where(text => text.Right > drawn.Chart.Width || text.Left < 0 || text.Baseline > drawn.Chart.Height || text.Baseline < 0).Select(text => text.Words);
            Assert.That(outside, Is.Empty, drawn.Name);
        }
    }

    [Test]
    public async Task Draw_SeveralPlots_NoneCoversWhatWasDrawnBefore()
    {
        foreach (var drawn in (await EveryAsync(isCrossed: true, Audience.Thesis, Language.Dutch)).Drawn)
        {
            // A plot begins with paper of the page's size; words come after it, unless it is clipped.
            var shapes = XDocument.Parse(Encoding.UTF8.GetString(drawn.Chart.Svg.Span)).Descendants().Where(shape => shape.Name == Svg + "text" || shape.Name == Svg + "rect");
            var covering = shapes.SkipWhile(shape => shape.Name == Svg + "rect").Where(shape => IsPaper(shape, drawn.Chart.Width));
            Assert.That(covering, Is.Empty, drawn.Name);
        }
    }

    private static bool IsPaper(XElement shape, int width) =>
        shape.Name == Svg + "rect" && Numbers(shape.Attribute("width"))[0] >= width && shape.Ancestors().All(part => part.Attribute("clip-path") is null) && shape.Parent!.Name != Svg + "clipPath";

    private static async Task<EveryChart> EveryAsync(bool isCrossed, Audience audience, Language language)
    {
        if (Seen.TryGetValue((isCrossed, audience, language), out var seen))
            return seen;
        var (study, runs) = await StudyAsync(isCrossed);
        var gate = await DisclosureGate.OpenAsync(study.Study, audience, audience == Audience.School ? study.Study.Definition.Schools[0].Code : null);
        return Seen[(isCrossed, audience, language)] = await EveryChart.DrawAsync(study.Study, gate, runs, language);
    }

    private static Task<(GeneratedStudy Study, IReadOnlyList<EffectRun> Runs)> StudyAsync(bool isCrossed)
    {
        ServerForTests.RequireServer();
        return isCrossed ? Crossed.Value : Brochure.Value;
    }

    private static async Task<(GeneratedStudy, IReadOnlyList<EffectRun>)> MakeAsync(string name, ScenarioOptions options)
    {
        var study = await GeneratedStudy.CreateAsync(name, options);
        var runs = new List<EffectRun>();
        foreach (var plan in new[] { "support_participation", "support_offer" })
            runs.Add(await EffectRunStore.RunAsync(study.Study, study.Plan(plan, GeneratedStudy.Quick)));
        return (study, runs);
    }

    private static List<string> Words(ReleasedChart chart) => [.. XDocument.Parse(Encoding.UTF8.GetString(chart.Svg.Span)).Descendants(Svg + "text").Select(text => text.Value)];

    // Each letter has a place of its own in these files; the last one's left edge is enough to see that a line runs out of the page.
    private static IEnumerable<(string Words, double Left, double Right, double Baseline)> Placed(ReleasedChart chart) =>
        XDocument.Parse(Encoding.UTF8.GetString(chart.Svg.Span)).Descendants(Svg + "text").Where(text => text.Ancestors().All(part => part.Attribute("transform") is null) && text.Attribute("transform") is null).Select(text =>
        {
            var (across, down) = (Numbers(text.Attribute("x")), Numbers(text.Attribute("y")));
            return (text.Value, across.Min(), across.Max(), down.Max());
        });

    private static double[] Numbers(XAttribute? attribute) =>
        [.. (attribute?.Value ?? "0").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];
}
