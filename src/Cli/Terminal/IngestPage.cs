using System.Globalization;
using System.Net;
using System.Text;
using LobResearch.Ingest;
using LobResearch.Ingest.Checking;

namespace LobResearch.Cli.Terminal;

/// <summary>An ingest's report as one page that needs nothing beside it.</summary>
internal static class IngestPage
{
    public static string Of(IngestReport report)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>Ingest of {Text(report.File)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>{Text(report.File)}</h1>
            <p class="outcome {(report.IsStopped ? "stop" : report.NeedsAPerson ? "warn" : "fine")}">{Text(Outcome(report))}</p>
            <dl>
            {Number("rows", report.Rows)}{Number("new", report.New)}{Number("unchanged", report.Unchanged)}{Number("changed", report.Changed)}{Number("held back", report.HeldBack)}{Number("vanished", report.Vanished)}
            </dl>
            <p>Source {Text(report.Source)}, form {Text(report.Form)}. {Text(string.Join(", ", report.Format.Select(fact => $"{fact.Name} {fact.Value}")))}.</p>

            """);
        Columns(page, "Dropped, since they identify a person", report.DroppedColumns);
        Columns(page, "Read past", report.ReadPastColumns);
        if (report.Rules.Count > 0)
        {
            page.Append("<h2>Rules</h2>\n<table>\n<thead><tr><th>rule</th><th class=\"number\">rows</th><th class=\"number\">share</th><th></th></tr></thead>\n<tbody>\n");
            foreach (var rule in report.Rules)
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"<tr class=\"{Level(rule)}\"><td>{Text(rule.Rule)}</td><td class=\"number\">{rule.Rows}</td><td class=\"number\">{100 * rule.Share:0.#} %</td><td>{Words(rule)}</td></tr>\n");
            }

            page.Append("</tbody>\n</table>\n");
        }

        if (report.Findings.Count > 0)
        {
            page.Append("<h2>Findings</h2>\n<table>\n<thead><tr><th class=\"number\">row</th><th>column</th><th>rule</th><th>what to do</th></tr></thead>\n<tbody>\n");
            foreach (var finding in report.Findings)
                page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"number\">{finding.Row}</td><td>{Text(finding.Column ?? "")}</td><td>{Text(finding.Rule)}</td><td>{Text(finding.Message)}</td></tr>\n");
            page.Append("</tbody>\n</table>\n");
        }

        page.Append("<footer>Rows are named by their number in the file. What cells hold is never shown here.</footer>\n</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static string Outcome(IngestReport report) => report switch
    {
        { AlreadyIn: true } => string.Create(CultureInfo.InvariantCulture, $"Already in as batch {report.Batch}; nothing was done."),
        { IsStopped: true } => "Stopped: too many rows break a rule. Nothing was stored.",
        { DryRun: true } => "A dry run: nothing was stored.",
        { NeedsAPerson: true } => string.Create(CultureInfo.InvariantCulture, $"Stored as batch {report.Batch}. Somebody should look at what is below."),
        _ => string.Create(CultureInfo.InvariantCulture, $"Stored as batch {report.Batch}."),
    };

    private static string Level(RuleResult rule) => rule.Level switch { RuleLevel.Stop => "stop", RuleLevel.Warn => "warn", _ => "note" };

    private static string Words(RuleResult rule) => rule.Level switch { RuleLevel.Stop => "too many: stops", RuleLevel.Warn => "look at it", _ => "within the limit" };

    private static string Number(string name, int value) => string.Create(CultureInfo.InvariantCulture, $"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private static void Columns(StringBuilder page, string title, IReadOnlyList<string> columns)
    {
        if (columns.Count > 0)
            page.Append(CultureInfo.InvariantCulture, $"<p><strong>{title}:</strong> {Text(string.Join(", ", columns))}</p>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private const string Style =
        """
        :root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#ccc;--soft:#666;--warn:#8a5a00;--stop:#a3001e;--fine:#00603c}
        @media(prefers-color-scheme:dark){:root{--ink:#eee;--paper:#161616;--line:#444;--soft:#aaa;--warn:#ffc46b;--stop:#ff8b9a;--fine:#7fd8b0}}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"DejaVu Sans",sans-serif}
        main{max-width:62rem;margin:0 auto;padding:1.5rem}
        h1{font-size:1.5rem;margin:0 0 .5rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:2rem 0 .5rem}
        .outcome{font-weight:600}.outcome.fine{color:var(--fine)}.warn.outcome,tr.warn td:last-child{color:var(--warn)}.stop.outcome,tr.stop td:last-child{color:var(--stop)}
        dl{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:1rem 0}dl div{min-width:5rem}dt{color:var(--soft);font-size:.85rem}dd{margin:0;font-size:1.4rem;font-variant-numeric:tabular-nums}
        table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
        .number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        footer{margin-top:2rem;color:var(--soft);font-size:.85rem}
        @media print{body{font-size:11px}main{max-width:none;padding:0}}
        """;
}
