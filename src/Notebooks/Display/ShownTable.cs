using System.Globalization;
using System.Net;
using System.Text;

namespace LobResearch.Notebooks.Display;

/// <summary>A table as a researcher expects it: as part of a page, and as text.</summary>
/// <param name="Headings">One per column; the first column names the rows.</param>
/// <param name="Rows">Cells as text, as many as there are headings.</param>
/// <param name="Numeric">Which columns are numbers, aligned right.</param>
/// <param name="Caption">What it is; null for none.</param>
/// <param name="Note">What a reader must know, below it; null for nothing.</param>
internal sealed record ShownTable(IReadOnlyList<string> Headings, IReadOnlyList<string[]> Rows, IReadOnlyList<bool> Numeric, string? Caption = null, string? Note = null)
{
    /// <summary>The table as an element of a page.</summary>
    public string ToHtml()
    {
        var page = new StringBuilder("<table>");
        if (Caption is not null)
            page.Append("<caption style=\"text-align:left\">").Append(Encode(Caption)).Append("</caption>");
        page.Append("<thead><tr>");
        for (var column = 0; column < Headings.Count; column++)
            page.Append("<th scope=\"col\"").Append(Aligned(column)).Append('>').Append(Encode(Headings[column])).Append("</th>");
        page.Append("</tr></thead><tbody>");
        foreach (var row in Rows)
        {
            page.Append("\n<tr>");
            for (var column = 0; column < row.Length; column++)
            {
                var (open, close) = column == 0 ? ("<th scope=\"row\"", "</th>") : ("<td", "</td>");
                page.Append(open).Append(OnOneLine(column)).Append('>').Append(Encode(row[column])).Append(close);
            }
            page.Append("</tr>");
        }
        page.Append("\n</tbody></table>");
        if (Note is not null)
            page.Append("<p>").Append(Encode(Note)).Append("</p>");
        return page.ToString();
    }

    /// <summary>The table as text.</summary>
    public string ToText()
    {
        var lines = Rows.Prepend([.. Headings]).ToList();
        var widths = Enumerable.Range(0, Headings.Count).Select(column => lines.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        if (Caption is not null)
            text.Append(Caption).Append('\n');
        foreach (var line in lines)
            text.AppendJoin("  ", line.Select((cell, column) => Numeric[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd().Append('\n');
        return Note is null ? text.ToString().TrimEnd('\n') : text.Append(Note).ToString();
    }

    /// <summary>A number for a reader: three decimals, or three digits where that would show nothing.</summary>
    public static string Number(double value) =>
        double.IsNaN(value) ? "–"
        : value == Math.Floor(value) && Math.Abs(value) < 1e15 ? value.ToString("0", CultureInfo.InvariantCulture)
        : Decimal(value);

    /// <summary>A number with decimals, whole or not.</summary>
    public static string Decimal(double value) =>
        double.IsNaN(value) ? "–"
        : value != 0 && Math.Abs(value) < 0.0005 ? value.ToString("0.##E+0", CultureInfo.InvariantCulture)
        : value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A p value for a reader.</summary>
    public static string Probability(double value) =>
        double.IsNaN(value) ? "–" : value < 0.0001 ? "<0.0001" : value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>Text made safe for a page.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    private string OnOneLine(int column) => Numeric[column] ? " style=\"text-align:right;white-space:nowrap\"" : Aligned(column);

    private string Aligned(int column) => Numeric[column] ? " style=\"text-align:right\"" : " style=\"text-align:left\"";
}

/// <summary>Trimming of text that is being built.</summary>
file static class TextEnds
{
    public static StringBuilder TrimEnd(this StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ')
            text.Length--;
        return text;
    }
}
