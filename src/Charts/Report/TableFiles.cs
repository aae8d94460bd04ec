using System.Globalization;
using System.Text;
using LobResearch.Charts.Output;
using LobResearch.Study;
using MiniExcelLibs;

namespace LobResearch.Charts.Report;

/// <summary>A report's tables as files: CSV, Excel and LaTeX. Texts that begin like a formula are neutralised where a spreadsheet would run them.</summary>
internal static class TableFiles
{
    private const int LongestSheetName = 31;

    /// <summary>Writes each table as CSV and LaTeX, and all of them as one workbook.</summary>
    /// <returns>The files' paths.</returns>
    public static IReadOnlyList<string> Write(IReadOnlyList<ReportTable> tables, string folder, string ending)
    {
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        foreach (var table in tables)
        {
            files.Add(ChartFiles.Write(Path.Combine(folder, $"{table.Name}.{ending}.csv"), CsvText.Write([[.. table.Headings], .. table.Rows.Select(row => row.Select(Plain).ToArray())])));
            files.Add(ChartFiles.Write(Path.Combine(folder, $"{table.Name}.{ending}.tex"), Encoding.UTF8.GetBytes(Latex(table))));
        }

        using var workbook = new MemoryStream();
        workbook.SaveAs(tables.ToDictionary(SheetName, table => (object)Sheet(table), StringComparer.Ordinal), printHeader: true);
        files.Add(ChartFiles.Write(Path.Combine(folder, $"tables.{ending}.xlsx"), workbook.ToArray()));
        return files;
    }

    private static string Plain(ReportCell cell) => cell.Number is { } number ? CsvText.Number(number) : cell.Text;

    private static string SheetName(ReportTable table) => table.Name.Length <= LongestSheetName ? table.Name : table.Name[..LongestSheetName];

    private static List<Dictionary<string, object?>> Sheet(ReportTable table) =>
        [.. table.Rows.Select(row => row.Select((cell, place) => (Heading: FormulaGuard.Neutralised(table.Headings[place]), Value: (object?)cell.Number ?? FormulaGuard.Neutralised(cell.Text)))
            .ToDictionary(pair => pair.Heading, pair => (object?)pair.Value, StringComparer.Ordinal))];

    private static string Latex(ReportTable table)
    {
        var columns = string.Concat(table.Headings.Select((_, place) => table.Rows.Any(row => row[place].Number is not null) ? 'r' : 'l'));
        var text = new StringBuilder("% \\usepackage{booktabs}\n\\begin{table}\n");
        text.Append(CultureInfo.InvariantCulture, $"\\caption{{{Escaped(table.Caption)}}}\n\\begin{{tabular}}{{{columns}}}\n\\toprule\n");
        text.Append(string.Join(" & ", table.Headings.Select(Escaped))).Append(" \\\\\n\\midrule\n");
        foreach (var row in table.Rows)
            text.Append(string.Join(" & ", row.Select(cell => Escaped(cell.Text)))).Append(" \\\\\n");
        return text.Append("\\bottomrule\n\\end{tabular}\n\\end{table}\n").ToString();
    }

    private static string Escaped(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            safe.Append(letter switch
            {
                '\\' => "\\textbackslash{}",
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                '&' or '%' or '$' or '#' or '_' or '{' or '}' => "\\" + letter,
                '−' => "$-$",
                _ => letter.ToString(),
            });
        }

        return safe.ToString();
    }
}
