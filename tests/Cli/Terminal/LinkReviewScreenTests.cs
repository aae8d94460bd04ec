using System.Text.RegularExpressions;
using LobResearch.Charts.Theme;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest.Linking;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;
using Spectre.Console.Testing;

namespace LobResearch.Cli.Tests.Terminal;

public sealed partial class LinkReviewScreenTests
{
    private static readonly CodeScheme Scheme = new('-', [
        new CodeElement("mother", "[A-Z]{2}", new Label("Eerste twee letters van de voornaam van je moeder", "First two letters of your mother's first name"), null, []),
        new CodeElement("day", "[0-3][0-9]", new Label("Dag waarop je geboren bent", null), null, []),
        new CodeElement("month", "[01][0-9]", null, null, []),
        new CodeElement("parent", "1|2", null, null, ["1", "2"]),
    ]);

    private static readonly Guid[] Ids = [.. Enumerable.Range(1, 4).Select(id => new Guid(id, 0, 0, new byte[8]))];

    private static readonly Dictionary<Guid, CodeRecord> Records = new()
    {
        [Ids[0]] = Record(0, "student", "MA-07-11", new Stay(1, "A", "2B")),
        [Ids[1]] = Record(1, "student", "MA-01-11", new Stay(2, "A", "2B"), new Stay(3, "A", "2B")),
        [Ids[2]] = Record(2, "parent", "MA--11-2", new Stay(1, "A", null)),
        [Ids[3]] = Record(3, "student", "weet niet", new Stay(4, "B", "3C")),
    };

    private static readonly DoubtfulPair[] Pairs =
    [
        new(LinkKind.SamePerson, Ids[0], Ids[1], LinkRule.OneElementOffInClass, "day", 0.932, DoubtReason.Rivals, 2),
        new(LinkKind.ParentOf, Ids[2], Ids[0], LinkRule.OneElementOffInSchool, "day", 0.51, DoubtReason.LowQuality, 0),
        new(LinkKind.SamePerson, Ids[0], Ids[3], LinkRule.ExactCodeOtherSchool, null, 0.2, DoubtReason.OtherSchool, 0),
    ];

    [Test]
    public void Show_SameDifferentSkip_GivesDecisionsBack()
    {
        var (review, output) = Go(Language.Dutch, "zaoj");
        Assert.Multiple(() =>
        {
            Assert.That(review.Decisions, Is.EqualTo(new[] { new LinkDecision(LinkKind.SamePerson, Ids[0], Ids[1], true), new LinkDecision(LinkKind.ParentOf, Ids[2], Ids[0], false) }));
            Assert.That((review.Open, review.Kept), Is.EqualTo((1, true)));
            Assert.That(output, Does.Contain("Paar 1 van 3: dezelfde persoon?").And.Contain("VERSCHILT").And.Contain("93,2 %").And.Contain("Andere kandidaten: 2"));
            Assert.That(output, Does.Contain("ouder en leerling?").And.Contain("ontbreekt").And.Contain("alleen ouders").And.Contain("WEETNIET").And.Contain("1 zelfde, 1 ander, 1 open"));
        });
    }

    [Test]
    public void Show_QuitAndDontKeep_GivesNothingBack() =>
        Assert.That(Go(Language.English, "sqn").Review, Is.EqualTo(new LinkReview([], 3, false)).Using<LinkReview>((a, b) => a.Decisions.Count == b.Decisions.Count && a.Open == b.Open && a.Kept == b.Kept));

    [Test]
    public void Show_BackAtTheEnd_LetsTheLastPairBeDecidedAnew()
    {
        var (review, _) = Go(Language.English, "sssbdy");
        Assert.That(review.Decisions.Select(decision => decision.Same), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public void Show_QuitWithoutDecisions_DoesntAsk() => Assert.That(Go(Language.English, "kq").Output, Does.Not.Contain("Keep the decisions?"));

    [Test]
    public void Show_OtherKeys_AreIgnored() => Assert.That(Go(Language.Dutch, "s1 zqj").Review.Decisions, Has.Count.EqualTo(1));

    [TestCase(Language.Dutch, "zzzj")]
    [TestCase(Language.English, "sssy")]
    public void Show_EightyColumns_NoLineIsLonger(Language language, string keys) =>
        Assert.That(ControlCodes().Replace(Go(language, keys).Output, "").Split('\n'), Has.All.Length.LessThanOrEqualTo(80));

    [Test]
    public void Show_Codes_StandOnTheOtherBufferOnly() =>
        Assert.That(Go(Language.English, "kq").Output, Does.Match(@"^\u001b\[\?1049h[\s\S]*MA[\s\S]*\u001b\[\?1049l[^A-Z]*$"));

    [Test]
    public void Show_NoPairs_SaysSo()
    {
        using var console = new TestConsole();
        Assert.That(new LinkReviewScreen(console, Scheme, Language.English).Show([], Records, Wave).Kept, Is.True);
        Assert.That(console.Output, Does.Contain("no doubtful pairs"));
    }

    [TestCase("nl", "en_GB.UTF-8", Language.Dutch)]
    [TestCase("en", "nl_NL.UTF-8", Language.English)]
    [TestCase(null, "nl_NL.UTF-8", Language.Dutch)]
    [TestCase(null, "C.UTF-8", Language.English)]
    [TestCase(null, null, Language.English)]
    public void LanguageOf_OptionThenEnvironment_Decides(string? option, string? environment, Language expected) =>
        Assert.That(LinkReviewScreen.LanguageOf(option, environment), Is.EqualTo(expected));

    private static (LinkReview Review, string Output) Go(Language language, string keys)
    {
        using var console = new TestConsole().Width(80).Interactive();
        foreach (var key in keys)
            console.Input.PushCharacter(key);
        return (new LinkReviewScreen(console, Scheme, language).Show(Pairs, Records, Wave), console.Output);
    }

    [GeneratedRegex(@"\u001b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex ControlCodes();

    private static string Wave(int ordinal) => $"T{ordinal - 1}";

    private static CodeRecord Record(int at, string role, string code, params Stay[] stays) => new(Ids[at], role, new CodeReader(Scheme).Read(code, role), stays);
}
