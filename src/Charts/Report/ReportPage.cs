using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Report;

/// <summary>Fills the page's template: one file, with its looks, fonts and pictures inside.</summary>
internal static class ReportPage
{
    // An interval stays on one line.
    private const int LongestUnbroken = 16;

    /// <summary>The page as HTML.</summary>
    public static string Of(ReportTexts texts, Language language, string title, string? banner, string audienceLine, string madeFrom, IReadOnlyList<ReportSection> sections)
    {
        var number = 0;
        return texts.Page(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["lang"] = language == Language.Dutch ? "nl" : "en",
            ["title"] = title,
            ["banner"] = banner,
            ["audience_line"] = audienceLine,
            ["made_from"] = madeFrom,
            ["css"] = texts.Css,
            ["fonts"] = InlineSvg.FontFaces(),
            ["words"] = texts.Words(),
            ["sections"] = sections.Select(section => (object)new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["id"] = section.Id,
                ["heading"] = texts.Of($"section.{section.Id}"),
                ["bullets"] = section.Bullets.ToArray(),
                ["html"] = section.Html,
                ["new_page"] = section.BeginsPage,
                ["parts"] = section.Parts.Select(part => (object)new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["heading"] = part.Heading,
                    ["paragraphs"] = part.Paragraphs.ToArray(),
                    ["tables"] = part.Tables.Select(table => (object)Table(table)).ToArray(),
                    ["charts"] = part.Charts.Select(chart => (object)Chart(texts, chart.Chart, FormattableString.Invariant($"c{++number}"))).ToArray(),
                }).ToArray(),
            }).ToArray(),
        });
    }

    private static Dictionary<string, object?> Table(ReportTable table) => new(StringComparer.Ordinal)
    {
        ["caption"] = table.Caption,
        ["wide"] = table.Headings.Count > 4,
        ["headings"] = table.Headings.Select((heading, place) => (object)new Dictionary<string, object?>(StringComparer.Ordinal) { ["text"] = heading, ["number"] = IsNumeric(table, place) }).ToArray(),
        ["rows"] = table.Rows.Select(row => (object)row.Select((cell, place) => (object)new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["text"] = cell.Text,
            ["class"] = IsNumeric(table, place) ? "number" : cell.Text.Length >= 40 && !cell.Text.Contains(' ', StringComparison.Ordinal) ? "hash" : cell.Text.Length <= LongestUnbroken ? "short" : null,
        }).ToArray()).ToArray(),
    };

    private static Dictionary<string, object?> Chart(ReportTexts texts, Disclosure.ReleasedChart chart, string prefix) => new(StringComparer.Ordinal)
    {
        ["title"] = chart.Title,
        ["region"] = texts.Of("more_left_right", ("title", chart.Title)),
        ["svg"] = InlineSvg.Of(chart.Svg.Span, prefix),
        ["headings"] = chart.Data[0],
        ["rows"] = chart.Data.Skip(1).Select(row => (object)row).ToArray(),
    };

    private static bool IsNumeric(ReportTable table, int place) => place > 0 && table.Rows.Any(row => row[place].Number is not null);
}
