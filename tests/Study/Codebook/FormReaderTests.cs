using LobResearch.Study.Codebook;
using LobResearch.TestKit;

namespace LobResearch.Study.Tests.Codebook;

public sealed class FormReaderTests
{
    private const string Head =
        """
        form: parents
        version: 1
        title: {nl: Ouders, en: Parents}
        role: parent
        missing:
          - {code: "98", class: dont_know, label: {nl: weet niet}}
          - {code: "99", class: refused, label: {nl: wil niet zeggen}}
        answer_scales:
          agree:
            - {code: 1, label: {nl: oneens}}
            - {code: 2, label: {nl: eens}}

        """;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Read_SmallForm_PutsCodedItemsInOrder()
    {
        var form = Read(Head +
            """
            items:
              - {id: a, kind: single_choice, answers: agree, label: {nl: A}}
              - {id: hours, kind: decimal, minimum: 0, maximum: 80, label: {nl: Uren}}
              - {id: several, kind: multiple_choice, answers: agree, label: {nl: Meer}}
              - {id: origin, kind: single_choice, answers: agree, special_category: true, label: {nl: Herkomst}}
              - {id: age, kind: whole_number, minimum: 0, maximum: 90, label: {nl: Leeftijd}}
            scales:
              - {id: SUP, title: {nl: Steun}, items: [a, -age]}
            """);
        Assert.Multiple(() =>
        {
            Assert.That(form.CodedItems.Select(item => (item.Position, item.Id)), Is.EqualTo(new[] { (1, "a"), (2, "several_1"), (3, "several_2"), (4, "age") }));
            Assert.That(form.MissingCodes.Select(code => code.Class), Is.EqualTo(new[]
            {
                MissingClass.NotShown, MissingClass.Blank, MissingClass.Invalid, MissingClass.DontKnow, MissingClass.Refused,
            }));
            Assert.That(form.Scales[0].Items, Is.EqualTo(new[] { new ScaleItem("a", false), new ScaleItem("age", true) }));
            Assert.That(form.Scales[0].MinimumAnswered, Is.EqualTo(2m / 3m));
        });
    }

    [Test]
    public void Read_FiveFaults_ListsAllFiveWithLineAndColumn()
    {
        var fault = Assert.Throws<InputFault>(() => Read(
            """
            form: parents
            version: 0
            title: {en: Parents}
            role: parent
            answer_scales:
              agree:
                - {code: 1, label: {nl: oneens}}
                - {code: 1, label: {nl: eens}}
            items:
              - {id: a, kind: single_choise, label: {nl: A}}
              - {id: age, kind: whole_number, label: {nl: Leeftijd}}
            """))!;
        Assert.That(fault.Faults.Select(found => found.Line), Is.EqualTo(new[] { 2, 3, 8, 10, 11 }), fault.Message);
        Assert.That(fault.Faults, Has.Count.EqualTo(5), fault.Message);
        Assert.That(fault.Message, Does.Contain("form.yaml:10:"));
        Assert.That(fault.Message, Does.Contain("single_choice"));
    }

    [TestCase("  - {id: a, kind: single_choice, answers: agreee, label: {nl: A}}", "did you mean 'agree'")]
    [TestCase("  - {id: a, kind: single_choice, label: {nl: A}}", "names its 'answers'")]
    [TestCase("  - {id: a__b, kind: text, label: {nl: A}}", "double underscore")]
    [TestCase("  - {id: wave, kind: text, label: {nl: A}}", "every form's view has")]
    [TestCase("  - {id: 1a, kind: text, label: {nl: A}}", "begins with a letter")]
    [TestCase("  - {id: \"a\\n\", kind: text, label: {nl: A}}", "begins with a letter")]
    [TestCase("  - {id: a, kind: text, labl: {nl: A}, label: {nl: A}}", "did you mean 'label'")]
    [TestCase("  - {id: a, kind: whole_number, minimum: 0, maximum: 98, label: {nl: A}}", "missing code '98' is also a valid answer")]
    [TestCase("  - {id: a, kind: whole_number, minimum: 0, maximum: 40000, missing: [], label: {nl: A}}", "within 0 to 32767")]
    [TestCase("  - {id: a, kind: text, label: {nl: A}}\n  - {id: A, kind: text, label: {nl: A}}", "stands twice")]
    [TestCase("  - {id: a, kind: text, label: {nl: A}}\nscales:\n  - {id: S, title: {nl: S}, items: [b]}", "no item 'b'")]
    [TestCase("  - {id: a, kind: decimal, missing: [], label: {nl: A}}\nscales:\n  - {id: S, title: {nl: S}, items: [-a]}", "can't be reversed")]
    public void Read_ItemAgainstARule_SaysWhichRule(string items, string expected)
    {
        var fault = Assert.Throws<InputFault>(() => Read(Head + "items:\n" + items))!;
        Assert.That(fault.Faults, Has.Count.EqualTo(1), fault.Message);
        Assert.That(fault.Message, Does.Contain(expected));
    }

    [Test]
    public void Read_LongestId_IsAccepted()
    {
        var id = "a" + new string('b', Item.MaximumIdLength - 1);
        Assert.That(Read(Head + $"items:\n  - {{id: {id}, kind: text, label: {{nl: A}}}}").Items[0].Id, Is.EqualTo(id));
        Assert.Throws<InputFault>(() => Read(Head + $"items:\n  - {{id: {id}b, kind: text, label: {{nl: A}}}}"));
    }

    [TestCase(800, true)]
    [TestCase(801, false)]
    public void Read_ManyItems_AtMostEightHundredAreCoded(int count, bool accepted)
    {
        var items = string.Concat(Enumerable.Range(1, count).Select(i => $"  - {{id: i{i}, kind: single_choice, answers: agree, label: {{nl: A}}}}\n"));
        if (accepted)
            Assert.That(Read(Head + "items:\n" + items).CodedItems, Has.Count.EqualTo(count));
        else
            Assert.That(Assert.Throws<InputFault>(() => Read(Head + "items:\n" + items))!.Message, Does.Contain("at most 800"));
    }

    [TestCase("", "empty")]
    [TestCase("- a\n- b\n", "keys and values")]
    [TestCase("form: [a\n", "not well-formed YAML")]
    [TestCase("form: a\nform: b\n", "twice")]
    [TestCase("form:\n\ttitle: x\n", "not well-formed YAML")]
    public void Read_NotACodebook_IsOneFaultWithItsPlace(string text, string expected)
    {
        var fault = Assert.Throws<InputFault>(() => Read(text))!;
        Assert.That(fault.Faults, Has.Count.EqualTo(1), fault.Message);
        Assert.That(fault.Message, Does.Contain(expected));
    }

    [Test]
    public void ContentHash_LayoutAndComments_DontChangeIt()
    {
        const string Items = "items:\n  - {id: a, kind: single_choice, answers: agree, label: {nl: A}}\n";
        var plain = Read(Head + Items);
        var commented = Read("# About this form\n" + Head + "items:\n  - id: a\n    kind: single_choice\n    answers: agree\n    label:\n      nl: A\n");
        var changed = Read(Head + Items.Replace("nl: A", "nl: B", StringComparison.Ordinal));
        Assert.That(commented.ContentHash, Is.EqualTo(plain.ContentHash));
        Assert.That(changed.ContentHash, Is.Not.EqualTo(plain.ContentHash));
    }

    [Test]
    public void Read_WordsThatLookLikeBooleans_StayText()
    {
        var form = Read(Head.Replace("nl: oneens", "nl: nee, en: no", StringComparison.Ordinal) + "items:\n  - {id: a, kind: single_choice, answers: agree, label: {nl: ja}}\n");
        Assert.That(form.Items[0].Answers!.Options[0].Label, Is.EqualTo(new Label("nee", "no")));
    }

    private Form Read(string text) => FormReader.Read(_folder.Write("form.yaml", text));

    // Two thirds of 6 is 4, however it is rounded; 4 of 5 is 0.8 exactly.
    [TestCase(6, "0.667", 4)]
    [TestCase(4, "0.667", 3)]
    [TestCase(5, "0.667", 4)]
    [TestCase(8, "0.667", 6)]
    [TestCase(3, "0.667", 2)]
    [TestCase(5, "0.8", 4)]
    [TestCase(4, "0.75", 3)]
    [TestCase(4, "1", 4)]
    [TestCase(4, "0", 1)]
    public void MinimumItems_AShare_IsTheFewestItemsThatReachIt(int items, string share, int expected)
    {
        var scale = new Scale(
            "S", new Label("S", null), Enumerable.Range(1, items).Select(item => new ScaleItem($"s_{item}", false)).ToList(),
            decimal.Parse(share, System.Globalization.CultureInfo.InvariantCulture), Aggregate.Mean);
        Assert.That(scale.MinimumItems, Is.EqualTo(expected));
    }
}
