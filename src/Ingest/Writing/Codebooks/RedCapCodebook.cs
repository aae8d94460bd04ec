using System.Globalization;
using System.Text;
using LobResearch.Study;
using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Writing.Codebooks;

/// <summary>A form as REDCap's data dictionary: a CSV of 18 columns that REDCap imports.</summary>
public static class RedCapCodebook
{
    private static readonly string[] Headings =
    [
        "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label", "Choices, Calculations, OR Slider Labels", "Field Note",
        "Text Validation Type OR Show Slider Number", "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
        "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?", "Field Annotation",
    ];

    /// <summary>The dictionary's text, in one language.</summary>
    public static string Of(Form form, bool english)
    {
        var csv = new StringBuilder();
        Append(csv, Headings);
        foreach (var item in form.Items)
        {
            Append(csv,
            [
                item.Id.ToLowerInvariant(), form.Id.ToLowerInvariant(), "", Type(item), Words(item.Label, english), Choices(item, english), item.Unit ?? "", Validation(item),
                Number(item.Minimum, item), Number(item.Maximum, item), item.Identifying ? "y" : "", Branching(item, form), item.Required ? "y" : "", "", "", "", "",
                item.SpecialCategory ? "special-category data (GDPR art. 9)" : "",
            ]);
        }

        return csv.ToString();
    }

    private static string Type(Item item) => item.Kind switch
    {
        ItemKind.SingleChoice => "radio",
        ItemKind.MultipleChoice => "checkbox",
        ItemKind.Text => "notes",
        _ => "text",
    };

    private static string Validation(Item item) => item.Kind switch
    {
        ItemKind.WholeNumber => "integer",
        ItemKind.Decimal => "number",
        ItemKind.Date => "date_ymd",
        _ => "",
    };

    private static string Number(decimal? bound, Item item) => item.Kind is ItemKind.WholeNumber or ItemKind.Decimal ? bound?.ToString(CultureInfo.InvariantCulture) ?? "" : "";

    // REDCap splits at '|' and at the first comma.
    private static string Choices(Item item, bool english) => string.Join(
        " | ", (item.Answers?.Options ?? []).Select(option => string.Create(CultureInfo.InvariantCulture, $"{option.Code}, {Words(option.Label, english).Replace('|', '/')}")));

    private static string Branching(Item item, Form form)
    {
        if (item.OnlyIf is not { } routing)
            return "";
        var gate = form.Items.First(candidate => candidate.Id == routing.ItemId);
        var field = gate.Id.ToLowerInvariant();
        if (routing.Codes.Count > 0)
        {
            return string.Join(" or ", routing.Codes.Select(code => gate.Kind == ItemKind.MultipleChoice
                ? string.Create(CultureInfo.InvariantCulture, $"[{field}({code})] = '1'")
                : string.Create(CultureInfo.InvariantCulture, $"[{field}] = '{code}'")));
        }

        var bounds = new List<string>();
        if (routing.AtLeast is { } least)
            bounds.Add(string.Create(CultureInfo.InvariantCulture, $"[{field}] >= {least}"));
        if (routing.AtMost is { } most)
            bounds.Add(string.Create(CultureInfo.InvariantCulture, $"[{field}] <= {most}"));
        return string.Join(" and ", bounds);
    }

    private static string Words(Label label, bool english) => english ? label.EnglishOrDutch : label.Dutch;

    private static void Append(StringBuilder csv, IReadOnlyList<string> cells) => CsvLine.Append(csv, cells, "\r\n", quoteAll: true);
}
