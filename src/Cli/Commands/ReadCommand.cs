using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Reading.Delimited;
using LobResearch.Ingest.Reading.Dialects;
using LobResearch.Study;
using LobResearch.Study.Database;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob read</c>: what any supported file holds.</summary>
internal static class ReadCommand
{
    private const int LongestShown = 40;

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A survey file: CSV, TSV, .xlsx, .xls, .sav or .zsav." };
        var sheet = new Option<string?>("--sheet") { Description = "A workbook's sheet; by default the first that is neither hidden nor empty." };
        var tool = new Option<string?>("--tool") { Description = "The survey tool that wrote it, if it isn't the one that is found: " + string.Join(", ", Dialect.All.Select(known => known.Id)) + "." };
        tool.AcceptOnlyFromAmong(Dialect.All.Select(known => known.Id).ToArray());
        var separator = new Option<string?>("--separator") { Description = "Between the cells of a text file: one character, or tab; by default found out." };
        var quote = new Option<string?>("--quote") { Description = "Around cells of a text file: one character; by default found out." };
        var mark = new Option<string?>("--decimal") { Description = "Between a number's whole part and its fraction in a text file: . or , ; by default found out." };
        mark.AcceptOnlyFromAmong(".", ",");
        var encoding = new Option<string?>("--encoding") { Description = "Of a text file; by default found out: " + string.Join(", ", Enum.GetValues<TextEncoding>().Select(Spelling.Of)) + "." };
        encoding.AcceptOnlyFromAmong(Enum.GetValues<TextEncoding>().Select(Spelling.Of).ToArray());
        var rows = new Option<int>("--rows") { Description = "How many rows to show.", DefaultValueFactory = _ => 6 };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("read", "Show what a file holds: columns, labels, types, missing definitions, first rows.") { file, tool, sheet, separator, quote, mark, encoding, rows, json };
        command.SetAction((parsed, cancellation) =>
        {
            var format = new FileFormat
            {
                Tool = Dialect.All.FirstOrDefault(known => known.Id == parsed.GetValue(tool)),
                Sheet = parsed.GetValue(sheet),
                Delimited = new DelimitedFormat
                {
                    Separator = parsed.GetValue(separator) == "tab" ? '\t' : OneCharacter("--separator", parsed.GetValue(separator)),
                    Quote = OneCharacter("--quote", parsed.GetValue(quote)),
                    DecimalMark = parsed.GetValue(mark)?[0],
                    Encoding = parsed.GetValue(encoding) is { } name ? Enum.GetValues<TextEncoding>().First(known => Spelling.Of(known) == name) : null,
                },
            };
            return RunAsync(parsed.GetValue(file)!, format, Math.Max(0, parsed.GetValue(rows)), parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static char? OneCharacter(string option, string? text) => text switch
    {
        null => null,
        { Length: 1 } => text[0],
        _ => throw new InputFault($"{option} '{text}': expected one character{(option == "--separator" ? ", or the word tab" : "")}."),
    };

    private static async Task<int> RunAsync(string file, FileFormat format, int rows, bool json, CancellationToken cancellationToken)
    {
        var summary = await FileSummary.OfAsync(file, format, rows, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(summary) : Text(summary)).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static string Json(FileSummary summary) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "read",
            file = summary.File,
            format = summary.Facts.Select(fact => new { name = fact.Name, value = fact.Value }),
            rows = summary.Rows,
            columns = summary.Columns.Select(column => new
            {
                name = column.Column.Name,
                key = column.Column.Key,
                label = column.Column.Label,
                type = column.Type.ToString().ToLowerInvariant(),
                format = column.Column.Format,
                measure = column.Column.Measure,
                valueLabels = column.Column.ValueLabels.Select(label => new { value = label.Value, label = label.Label }),
                missing = new
                {
                    values = column.Column.Missing.Values,
                    low = column.Column.Missing.TextRange?.Low ?? Bound(column.Column.Missing.Low),
                    high = column.Column.Missing.TextRange?.High ?? Bound(column.Column.Missing.High),
                },
                absent = column.Absent,
                blank = column.Blank,
                userMissing = column.UserMissing,
                mean = JsonOutput.Finite(column.Mean),
                notes = column.Notes,
            }),
            firstRows = summary.FirstRows.Select(row => row.Select(value => value is double number ? JsonOutput.Finite(number) : value)),
        },
        JsonOutput.Options);

    private static object? Bound(double? bound) => bound switch
    {
        null => null,
        double.NegativeInfinity => "lowest",
        double.PositiveInfinity => "highest",
        _ => JsonOutput.Finite(bound.Value),
    };

    private static string Text(FileSummary summary)
    {
        var lines = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{VisibleText.Of(summary.File)}: {summary.Rows} rows, {summary.Columns.Count} columns") };
        lines.AddRange(summary.Facts.Select(fact => $"  {fact.Name}: {fact.Value}"));
        foreach (var column in summary.Columns)
        {
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{VisibleText.Of(column.Column.Name)}  {column.Type.ToString().ToLowerInvariant()}{(column.Column.Format is null ? "" : " " + column.Column.Format)}  empty {column.Absent + column.Blank}, missing by declaration {column.UserMissing}"));
            if (column.Column.Label is { } label)
                lines.Add("    " + VisibleText.Of(label));
            if (column.Column.ValueLabels.Count > 0)
                lines.Add("    " + string.Join("; ", column.Column.ValueLabels.Select(entry => VisibleText.Of($"{entry.Value} = {entry.Label}"))));
            if (!column.Column.Missing.IsEmpty)
                lines.Add("    missing: " + VisibleText.Of(Missing(column.Column.Missing)));
            lines.AddRange(column.Notes.Select(note => "    note: " + note));
        }

        lines.Add("first rows");
        lines.AddRange(summary.FirstRows.Select(row => "  " + string.Join(" | ", row.Select(Shown))));
        return string.Join(Environment.NewLine, lines);
    }

    private static string Missing(FileMissing missing)
    {
        var parts = missing.Values.ToList();
        if (missing.Low is { } low)
        {
            parts.Insert(0, string.Create(
                CultureInfo.InvariantCulture,
                $"{(double.IsNegativeInfinity(low) ? "lowest" : low)} through {(double.IsPositiveInfinity(missing.High!.Value) ? "highest" : missing.High)}"));
        }

        if (missing.TextRange is { } texts)
            parts.Insert(0, $"{texts.Low} through {texts.High}");
        return string.Join(", ", parts);
    }

    private static string Shown(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        var clean = VisibleText.Of(text);
        return clean.Length <= LongestShown ? clean : clean[..LongestShown] + "…";
    }
}
