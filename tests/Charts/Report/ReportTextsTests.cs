using System.Text.RegularExpressions;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Report;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Charts.Tests.Report;

/// <summary>The report's words as files that a researcher edits.</summary>
internal sealed partial class ReportTextsTests
{
    private static readonly string Folder = Repository.At("data-schema", "report");

    [Test]
    public void Texts_BothLanguages_HaveTheSameKeysAndBlanks()
    {
        var (dutch, english) = (ReportTexts.Load(Folder, Language.Dutch).All, ReportTexts.Load(Folder, Language.English).All);
        Assert.That(dutch.Keys.Order(StringComparer.Ordinal), Is.EqualTo(english.Keys.Order(StringComparer.Ordinal)));
        Assert.That(dutch, Has.Count.GreaterThan(50));
        foreach (var (key, text) in dutch)
        {
            Assert.That(Blanks(text), Is.EqualTo(Blanks(english[key])), key);
            Assert.That(text, Is.Not.Empty, key);
        }
    }

    [Test]
    public void Texts_EitherLanguage_SayOfNothingThatItWorksOrDoesnt([Values] bool isDutch)
    {
        foreach (var (key, text) in ReportTexts.Load(Folder, isDutch ? Language.Dutch : Language.English).All)
            Assert.That(text, Does.Not.Match(@"(?i)\b(werkt|works|doesn't work|proves|bewijst|aangetoond|caused|veroorzaakt)\b"), key);
    }

    [Test]
    public void Sections_EveryChart_StandsInOnePlace()
    {
        var placed = ReportTexts.Load(Folder, Language.Dutch).Sections().Values.SelectMany(names => names).ToList();
        Assert.That(placed, Is.Unique);
        Assert.That(ChartCatalogue.All.Select(chart => chart.Name), Is.SubsetOf(placed));
    }

    [Test]
    public void Of_TextThatIsGone_SaysWhichAndWhereFrom()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("nl"));
        File.WriteAllText(folder.At("nl", "texts.yaml"), "title: \"{{ study }}\"\n");
        var texts = ReportTexts.Load(folder.Path, Language.Dutch);
        Assert.That(texts.Of("title", ("study", "<b>")), Is.EqualTo("<b>"), "plain words: the page encodes them");
        Assert.That(() => texts.Of("short.who"), Throws.TypeOf<InputFault>().With.Message.Contains("texts.yaml lacks the text 'short.who'"));
    }

    [Test]
    public void Of_BrokenTemplate_SaysInWhichText()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("en"));
        File.WriteAllText(folder.At("en", "texts.yaml"), "title: \"{% if %}{{ study }}\"\n");
        Assert.That(() => ReportTexts.Load(folder.Path, Language.English).Of("title"), Throws.TypeOf<InputFault>().With.Message.Contains("texts.yaml, title"));
    }

    private static string[] Blanks(string text) => [.. Blank().Matches(text).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{\{-? *([a-z_.]+)")]
    private static partial Regex Blank();
}
