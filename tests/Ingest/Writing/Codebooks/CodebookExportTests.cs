using System.Xml.Linq;
using LobResearch.Ingest.Writing.Codebooks;
using LobResearch.Study.Codebook;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Writing.Codebooks;

public sealed class CodebookExportTests
{
    private const string Yaml =
        """
        form: parents
        version: 2
        title: {nl: Ouders, en: Parents}
        role: parent
        missing:
          - {code: "99", class: dont_know, label: {nl: weet niet}}
        answer_scales:
          agree:
            - {code: 1, label: {nl: "oneens | niet", en: disagree}}
            - {code: 2, label: {nl: "eens, wel", en: agree}}
        items:
          - {id: talk, kind: single_choice, answers: agree, required: true, label: {nl: "=praat u?", en: Do you talk?}}
          - {id: where, kind: multiple_choice, answers: agree, label: {nl: Waar?}, only_if: {item: talk, is: [2]}}
          - {id: age, kind: whole_number, minimum: 16, maximum: 98, unit: jaar, label: {nl: Leeftijd}}
          - {id: mail, kind: text, identifying: true, label: {nl: "Uw \"e-mail\" <adres>"}}
        scales:
          - {id: T, title: {nl: Praten}, items: [talk, -age]}
        """;

    [Test]
    public void RedCap_Form_HasEighteenColumnsAndNoFormula()
    {
        var rows = RedCapCodebook.Of(Read(), english: false).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.That(rows, Has.Length.EqualTo(5));
        Assert.That(rows.Select(row => row.Split("\",\"").Length), Is.All.EqualTo(18));
        Assert.That(rows[1], Is.EqualTo("\"talk\",\"parents\",\"\",\"radio\",\"'=praat u?\",\"1, oneens / niet | 2, eens, wel\",\"\",\"\",\"\",\"\",\"\",\"\",\"y\",\"\",\"\",\"\",\"\",\"\""));
        Assert.That(rows[2], Does.Contain("\"checkbox\"").And.Contain("\"[talk] = '2'\""));
        Assert.That(rows[3], Does.Contain("\"integer\",\"16\",\"98\""));
        Assert.That(rows[4], Does.Contain("\"Uw \"\"e-mail\"\" <adres>\"").And.Contain(",\"y\","));
    }

    [Test]
    public void Ddi_Form_HoldsEachVariableWithItsCategories()
    {
        XNamespace ddi = "ddi:codebook:2_5";
        var document = XDocument.Parse(DdiCodebook.Of(Read(), new Label("Studie", null)));
        var variables = document.Descendants(ddi + "var").ToList();
        Assert.That(variables.Select(variable => variable.Attribute("name")!.Value), Is.EqualTo(new[] { "talk", "where_1", "where_2", "age", "mail" }));
        Assert.That(variables[0].Elements(ddi + "catgry").Select(category => (category.Element(ddi + "catValu")!.Value, category.Attribute("missing")?.Value)), Is.EqualTo(new[] { ("1", null), ("2", null), ("99", (string?)"Y") }));
        Assert.That(variables[3].Descendants(ddi + "range").Single().Attribute("max")!.Value, Is.EqualTo("98"));
        Assert.That(document.Descendants(ddi + "varGrp").Single().Attribute("var")!.Value, Is.EqualTo("V_talk V_age"));
    }

    [Test]
    public void Markdown_Form_ReadsAsTables()
    {
        var page = MarkdownCodebook.Of(Read(), english: true);
        Assert.That(page, Does.Contain("| `talk` | Do you talk? | single choice; required | 1 = disagree; 2 = agree |"));
        Assert.That(page, Does.Contain("only if `talk` is 2").And.Contain("| T | Praten | talk, −age | mean, if at least 66.7 % is answered |"));
        Assert.That(page, Does.Not.Contain("<adres>"));
    }

    private static Form Read()
    {
        using var folder = new TemporaryFolder();
        return FormReader.Read(folder.Write("form.yaml", Yaml));
    }
}
