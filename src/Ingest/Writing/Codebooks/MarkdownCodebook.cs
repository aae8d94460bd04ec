using System.Globalization;
using System.Text;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;

namespace LobResearch.Ingest.Writing.Codebooks;

/// <summary>A form as a page for people, in Markdown.</summary>
public static class MarkdownCodebook
{
    /// <summary>The page.</summary>
    public static string Of(Form form, bool english)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {Words(form.Title, english)}\n\nForm `{form.Id}`, version {form.Version}, filled in by: {Spelling.Of(form.Role)}.\n");
        if (form.Source is not null)
            page.Append(CultureInfo.InvariantCulture, $"Source: {Text(form.Source)}.\n");
        if (form.Licence is not null)
            page.Append(CultureInfo.InvariantCulture, $"Licence: {Text(form.Licence)}.\n");
        page.Append("\n## Items\n\n| item | question | kind | answers |\n|---|---|---|---|\n");
        foreach (var item in form.Items)
            page.Append(CultureInfo.InvariantCulture, $"| `{item.Id}` | {Words(item.Label, english)} | {Kind(item)} | {Answers(item, english)} |\n");
        page.Append("\n## Missing reasons\n\n| stored as | in the file | class | meaning |\n|---|---|---|---|\n");
        foreach (var code in form.MissingCodes)
            page.Append(CultureInfo.InvariantCulture, $"| −{code.Row} | {(code.OriginalCode is null ? "given by the program" : $"`{code.OriginalCode}`")} | {Spelling.Of(code.Class)} | {Words(code.Label, english)} |\n");
        if (form.Scales.Count > 0)
        {
            page.Append("\n## Scales\n\nA minus marks a reverse-keyed item.\n\n| scale | title | items | score |\n|---|---|---|---|\n");
            foreach (var scale in form.Scales)
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| {scale.Id} | {Words(scale.Title, english)} | {string.Join(", ", scale.Items.Select(item => (item.Reversed ? "−" : "") + item.ItemId))} | {Spelling.Of(scale.Aggregate)}, if at least {100 * scale.MinimumAnswered:0.#} % is answered |\n");
            }
        }

        return page.ToString();
    }

    private static string Kind(Item item)
    {
        var parts = new List<string> { Spelling.Of(item.Kind).Replace('_', ' ') };
        if (item.Required)
            parts.Add("required");
        if (item.SpecialCategory)
            parts.Add("special category");
        if (item.Identifying)
            parts.Add("identifying: never stored");
        if (item.OnlyIf is { } routing)
            parts.Add(routing.Codes.Count > 0 ? $"only if `{routing.ItemId}` is {string.Join(" or ", routing.Codes)}" : string.Create(CultureInfo.InvariantCulture, $"only if `{routing.ItemId}` is {routing.AtLeast}–{routing.AtMost}"));
        return string.Join("; ", parts);
    }

    private static string Answers(Item item, bool english)
    {
        if (item.Answers is { } answers)
            return string.Join("; ", answers.Options.Select(option => string.Create(CultureInfo.InvariantCulture, $"{option.Code} = {Words(option.Label, english)}")));
        return item.Minimum is null && item.Maximum is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{item.Minimum}–{item.Maximum} {item.Unit}").TrimEnd();
    }

    private static string Words(Label label, bool english) => Text(english ? label.EnglishOrDutch : label.Dutch);

    private static string Text(string text) => text.ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
