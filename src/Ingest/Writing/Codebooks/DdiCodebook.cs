using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;

namespace LobResearch.Ingest.Writing.Codebooks;

/// <summary>A form as DDI-Codebook 2.5, which data archives take.</summary>
/// <remarks>DDI Alliance, DDI-Codebook 2.5 (https://ddialliance.org/Specification/DDI-Codebook/2.5/), namespace <c>ddi:codebook:2_5</c>.</remarks>
public static class DdiCodebook
{
    private static readonly XNamespace Ddi = "ddi:codebook:2_5";
    private static readonly XName Language = XNamespace.Xml + "lang";

    /// <summary>The document, in Dutch and where there are any in English words.</summary>
    /// <param name="form">The form.</param>
    /// <param name="study">The study's title.</param>
    public static string Of(Form form, Label study)
    {
        var version = form.Version.ToString(CultureInfo.InvariantCulture);
        var document = new XDocument(new XElement(
            Ddi + "codeBook",
            new XAttribute("version", "2.5"),
            new XAttribute("ID", $"{form.Id}_{version}"),
            new XElement(
                Ddi + "stdyDscr",
                new XElement(
                    Ddi + "citation",
                    new XElement(Ddi + "titlStmt", Titles(study)),
                    new XElement(Ddi + "verStmt", new XElement(Ddi + "version", $"{form.Id} {version}"))),
                form.Source is null ? null : new XElement(Ddi + "method", new XElement(Ddi + "dataColl", new XElement(Ddi + "sources", new XElement(Ddi + "dataSrc", Clean(form.Source))))),
                form.Licence is null ? null : new XElement(Ddi + "dataAccs", new XElement(Ddi + "useStmt", new XElement(Ddi + "conditions", Clean(form.Licence))))),
            new XElement(
                Ddi + "dataDscr",
                form.Scales.Select(scale => new XElement(
                    Ddi + "varGrp",
                    new XAttribute("ID", "G_" + scale.Id),
                    new XAttribute("type", "subject"),
                    new XAttribute("var", string.Join(' ', scale.Items.Select(item => "V_" + item.ItemId))),
                    Labels(scale.Title),
                    new XElement(Ddi + "notes", Scoring(scale)))),
                form.Items.SelectMany(item => Variables(item, form)))));
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
            document.Save(writer);
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text + "\n";
    }

    private static IEnumerable<XElement> Variables(Item item, Form form) => item.Kind == ItemKind.MultipleChoice
        ? item.Answers!.Options.Select(option => Variable(
            item, form, CodedItem.OptionId(item, option), new Label($"{item.Label.Dutch} — {option.Label.Dutch}", item.Label.English is null && option.Label.English is null ? null : $"{item.Label.EnglishOrDutch} — {option.Label.EnglishOrDutch}"),
            [(0, new Label("nee", "no")), (1, new Label("ja", "yes"))]))
        : [Variable(item, form, item.Id, item.Label, (item.Answers?.Options ?? []).Select(option => (option.Code, option.Label)))];

    private static XElement Variable(Item item, Form form, string id, Label label, IEnumerable<(int Code, Label Label)> answers) => new(
        Ddi + "var",
        new XAttribute("ID", "V_" + id),
        new XAttribute("name", id),
        new XAttribute("intrvl", item.Kind is ItemKind.WholeNumber or ItemKind.Decimal ? "contin" : "discrete"),
        Labels(label),
        new XElement(
            Ddi + "qstn",
            item.OnlyIf is null ? null : new XElement(Ddi + "preQTxt", Route(item.OnlyIf)),
            new XElement(Ddi + "qstnLit", new XAttribute(Language, "nl"), Clean(item.Label.Dutch))),
        item.Minimum is null && item.Maximum is null
            ? null
            : new XElement(Ddi + "valrng", new XElement(Ddi + "range", Bound("min", item.Minimum), Bound("max", item.Maximum))),
        answers.Select(answer => Category(answer.Code.ToString(CultureInfo.InvariantCulture), answer.Label, isMissing: false)),
        form.MissingCodes.Where(code => code.OriginalCode is not null && (item.Missing is null || item.Missing.Contains(code.OriginalCode)))
            .Select(code => Category(code.OriginalCode!, code.Label, isMissing: true)),
        new XElement(Ddi + "varFormat", new XAttribute("type", item.Kind == ItemKind.Text ? "character" : "numeric"), item.Kind == ItemKind.Date ? new XAttribute("category", "date") : null),
        item.SpecialCategory ? new XElement(Ddi + "notes", new XAttribute("type", "confidentiality"), "special-category data (GDPR art. 9)") : null,
        item.Identifying ? new XElement(Ddi + "notes", new XAttribute("type", "confidentiality"), "identifies a person; never stored") : null);

    private static XElement Category(string code, Label label, bool isMissing) =>
        new(Ddi + "catgry", isMissing ? new XAttribute("missing", "Y") : null, new XElement(Ddi + "catValu", Clean(code)), Labels(label));

    private static XAttribute? Bound(string name, decimal? bound) => bound is null ? null : new XAttribute(name, bound.Value.ToString(CultureInfo.InvariantCulture));

    private static IEnumerable<XElement> Titles(Label title)
    {
        yield return new XElement(Ddi + "titl", new XAttribute(Language, "nl"), Clean(title.Dutch));
        if (title.English is { } english)
            yield return new XElement(Ddi + "parTitl", new XAttribute(Language, "en"), Clean(english));
    }

    private static IEnumerable<XElement> Labels(Label label)
    {
        yield return new XElement(Ddi + "labl", new XAttribute(Language, "nl"), Clean(label.Dutch));
        if (label.English is { } english)
            yield return new XElement(Ddi + "labl", new XAttribute(Language, "en"), Clean(english));
    }

    private static string Scoring(Scale scale) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Spelling.Of(scale.Aggregate)} of the answered items if at least {100 * scale.MinimumAnswered:0.#} % is answered; reversed: {string.Join(", ", scale.Items.Where(item => item.Reversed).Select(item => item.ItemId).DefaultIfEmpty("none"))}");

    private static string Route(Routing routing) => routing.Codes.Count > 0
        ? string.Create(CultureInfo.InvariantCulture, $"Only if {routing.ItemId} is {string.Join(" or ", routing.Codes)}")
        : string.Create(CultureInfo.InvariantCulture, $"Only if {routing.ItemId} is from {routing.AtLeast} to {routing.AtMost}");

    // XML 1.0 has no way to write most control characters.
    private static string Clean(string text) => new(text.Where(character => XmlConvert.IsXmlChar(character) || char.IsSurrogate(character)).ToArray());
}
