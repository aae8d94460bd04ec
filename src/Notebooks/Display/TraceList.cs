using System.Globalization;
using System.Text;
using LobResearch.Analysis.Runs;

namespace LobResearch.Notebooks.Display;

/// <summary>The chain behind a run as nested lists, each file and batch to be linked to.</summary>
internal static class TraceList
{
    /// <summary>The chain as an element of a page.</summary>
    public static string ToHtml(RunTrace trace)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<dl id=\"run-{Text(trace.RunId)}\"><dt>run <a href=\"#run-{Text(trace.RunId)}\"><code>{Text(trace.RunId)}</code></a></dt>");
        page.Append(CultureInfo.InvariantCulture, $"<dd>{Text(Count(trace.Estimates, "estimate"))}, {Text(trace.StudyKind)} data{(trace.StudyKind == "simulated" ? " · gesimuleerde gegevens" : "")}</dd>");
        page.Append(CultureInfo.InvariantCulture, $"<dt>plan</dt><dd>{Text(trace.Plan)} {Hash(trace.PlanHash)}</dd>");
        page.Append(CultureInfo.InvariantCulture, $"<dt>codebook</dt><dd>{Text(trace.Form)} {Hash(trace.FormHash)}</dd>");
        foreach (var batch in trace.Batches)
        {
            var id = $"run-{trace.RunId}-batch-{batch.Id}";
            page.Append(CultureInfo.InvariantCulture, $"<dt id=\"{Text(id)}\"><a href=\"#{Text(id)}\">batch {batch.Id}</a></dt>");
            page.Append(CultureInfo.InvariantCulture, $"<dd>{Text(batch.Source)}: {Text(batch.File)} {Hash(batch.FileHash)}, {(batch.FirstRow is null ? "no rows left" : $"rows {batch.FirstRow}–{batch.LastRow}")}, {batch.HeldBack} held back, {Text(Count(batch.Findings, "finding"))}</dd>");
        }
        return page.Append("</dl>").ToString();
    }

    /// <summary>The chain as text. Times and machines aren't in it: the same run gives the same text; <see cref="RunTrace.ToString"/> has them.</summary>
    public static string ToText(RunTrace trace)
    {
        var lines = new List<string> { $"run {trace.RunId}: {Count(trace.Estimates, "estimate")}, {trace.StudyKind} data" };
        lines.Add($"└─ plan     {trace.Plan} (sha256 {trace.PlanHash[..12]}…)");
        lines.Add($"└─ codebook {trace.Form} (sha256 {trace.FormHash[..12]}…)");
        foreach (var batch in trace.Batches)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"└─ batch    {batch.Id}: {batch.Source}"));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"   └─ file  {batch.File} (sha256 {batch.FileHash[..12]}…), {(batch.FirstRow is null ? "no rows left" : $"rows {batch.FirstRow}–{batch.LastRow}")}"));
        }
        return string.Join('\n', lines);
    }

    private static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    private static string Hash(string hash) => $"<code title=\"sha256 {Text(hash)}\">{Text(hash[..12])}…</code>";

    private static string Text(string text) => ShownTable.Encode(text);
}
