using LobResearch.Ingest.Mapping;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Mapping;

/// <summary>The forms and sources that stand in <c>data-schema</c> itself.</summary>
public sealed class OwnStudyTests
{
    private static readonly StudyDefinition Study = StudyFolder.Load(Repository.At("data-schema"));

    public static IEnumerable<string> Sources => SourceReader.Names(Study);

    [TestCaseSource(nameof(Sources))]
    public void Read_EachSource_IsInOrder(string name)
    {
        var source = SourceReader.Read(Study, name);
        Assert.That(source.Id, Is.EqualTo(name), "a source is found by its file's name");
    }

    // The parents' questionnaire once a year is short; every other source asks all that its form holds but the open question.
    [TestCaseSource(nameof(Sources))]
    public void Read_EachSource_MapsEveryItemOfItsForm(string name)
    {
        var source = SourceReader.Read(Study, name);
        var form = Study.FindForm(source.FormId, source.FormVersion)!;
        var mapped = source.Items.Select(item => item.ItemId).ToHashSet(StringComparer.Ordinal);
        var left = form.Items.Where(item => item.Kind != ItemKind.Text && !mapped.Contains(item.Id)).Select(item => item.Id);
        if (name == "parent_short_qualtrics")
            Assert.That(mapped.Select(id => id[..id.LastIndexOf('_')]).Distinct(), Is.EquivalentTo(new[] { "sup", "act", "exp_c", "exp_i", "exp_o", "exp_s" }));
        else
            Assert.That(left, Is.Empty);
    }

    [TestCase("parent", "SUP 6 0, ACT 5 0, INT 4 0, LOE 4 0, EFF 5 2, ROLE 4 1, EXP_C 4 1, EXP_I 8 1, EXP_O 4 1, EXP_S 4 1")]
    [TestCase("student", "SUP 6 0, ACT 5 0, INT 4 0, LOE 4 0, CQ 3 0, CM 3 0, CE 3 0, CS 3 0, CN 3 0")]
    [TestCase("team", "VIS 4 0, DRA 4 0, INTEG 4 0, FAC 3 0")]
    [TestCase("circle_session", "SESSION 6 0")]
    [TestCase("circle_end", "PROCESS 5 0, YIELDS 5 0, FUTURE 5 0")]
    public void Load_EachForm_HasItsScalesItemsAndReversedItems(string id, string expected)
    {
        var form = Study.NewestForm(id)!;
        Assert.That(string.Join(", ", form.Scales.Select(scale => $"{scale.Id} {scale.Items.Count} {scale.Items.Count(item => item.Reversed)}")), Is.EqualTo(expected));
        Assert.That(form.Scales.Select(scale => scale.MinimumAnswered), Is.All.EqualTo(0.667m));
    }

    [Test]
    public void Load_EveryLabel_StandsInBothLanguages() => Assert.That(
        Study.Forms.SelectMany(form => form.Items.Select(item => item.Label).Concat(form.Scales.Select(scale => scale.Title)).Append(form.Title)).Where(label => label.English is null), Is.Empty);

    [Test]
    public void Load_OriginAndHomeLanguage_AreSpecialCategories() => Assert.That(
        Study.Forms.SelectMany(form => form.Items).Where(item => item.SpecialCategory).Select(item => item.Id), Is.EquivalentTo(new[] { "home_language", "origin" }));
}
