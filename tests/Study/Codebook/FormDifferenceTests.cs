using LobResearch.Study.Codebook;
using LobResearch.TestKit;

namespace LobResearch.Study.Tests.Codebook;

public sealed class FormDifferenceTests
{
    private const string Before =
        """
        form: f
        version: 1
        title: {nl: F}
        role: parent
        answer_scales:
          agree:
            - {code: 1, label: {nl: oneens}}
            - {code: 2, label: {nl: eens}}
        items:
          - {id: a, kind: single_choice, answers: agree, label: {nl: A}}
          - {id: b, kind: whole_number, minimum: 0, maximum: 9, label: {nl: B}}
          - {id: c, kind: text, label: {nl: C}}
        """;

    [Test]
    public void Between_SameForm_IsEmpty() => Assert.That(FormDifference.Between(Read(Before), Read(Before)), Is.Empty);

    [TestCase("label: {nl: A}", "label: {nl: Anders}", "~ item a question: “A” → “Anders”")]
    [TestCase("{code: 2, label: {nl: eens}}", "{code: 3, label: {nl: eens}}", "− item a answer 2: “eens”|+ item a answer 3: “eens”")]
    [TestCase("maximum: 9", "maximum: 10", "~ item b range: 0–9 → 0–10")]
    [TestCase("  - {id: c, kind: text, label: {nl: C}}", "  - {id: d, kind: text, label: {nl: D}}", "− item c question: “C”|+ item d question: “D”")]
    [TestCase("kind: text", "kind: text, required: true", "+ item c required: yes")]
    public void Between_Change_IsOneReadableLine(string old, string changed, string expected) =>
        Assert.That(string.Join('|', FormDifference.Between(Read(Before), Read(Before.Replace(old, changed, StringComparison.Ordinal)))), Is.EqualTo(expected));

    [Test]
    public void Between_OtherOrder_NamesBothOrders()
    {
        const string B = "  - {id: b, kind: whole_number, minimum: 0, maximum: 9, label: {nl: B}}\n";
        var moved = Before.ReplaceLineEndings("\n").Replace(B, "", StringComparison.Ordinal) + "\n" + B;
        Assert.That(FormDifference.Between(Read(Before), Read(moved)).Single().ToString(), Is.EqualTo("~ form order of items: a, b, c → a, c, b"));
    }

    private static Form Read(string yaml)
    {
        using var folder = new TemporaryFolder();
        return FormReader.Read(folder.Write("form.yaml", yaml));
    }
}
