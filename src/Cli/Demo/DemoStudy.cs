using System.Globalization;
using System.Text;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Report;
using LobResearch.Ingest;
using LobResearch.Ingest.People;
using LobResearch.Ingest.Verifying;
using LobResearch.Simulation.Scenarios.Files;

namespace LobResearch.Cli.Demo;

/// <summary>What the demo of one generated study gave.</summary>
/// <param name="Name">rotterdam or crossed.</param>
/// <param name="Generated">Its files and its truth.</param>
/// <param name="Reports">What each file brought.</param>
/// <param name="Links">Who was linked.</param>
/// <param name="Verified">Whether what is stored is in order.</param>
/// <param name="Runs">The plans that were run.</param>
/// <param name="Charts">The pictures.</param>
/// <param name="Report">The report for funders.</param>
internal sealed record DemoStudy(
    string Name, ScenarioStudyFiles Generated, IReadOnlyList<IngestReport> Reports, LinkVersion Links, VerificationReport Verified, IReadOnlyList<EffectRun> Runs, EveryChart Charts, WrittenReport Report)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine("*** gesimuleerde gegevens / simulated data: no finding about real people ***");
        text.AppendLine(Name == "rotterdam"
            ? "rotterdam: eight schools, four of them with the activities of the 2016 brochure, each component in a school of its own"
            : "crossed: sixteen schools, each with another combination of components");
        text.AppendLine(CultureInfo.InvariantCulture, $"in     {Ingested()}");
        text.AppendLine(CultureInfo.InvariantCulture, $"links  {Links.ToString().ReplaceLineEndings("; ")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"verify {Verified.Questionnaires} questionnaires of {Verified.Batches} batches: {(Verified.Findings.Count == 0 ? "in order" : $"{Verified.Findings.Count} findings")}");
        foreach (var run in Runs)
        {
            text.AppendLine().AppendLine(run.Summary(component => Generated.Truth.Value(run.Plan.Outcome, component, run.Plan.Estimand == Estimand.Offer ? "offer" : "participation")));
            text.AppendLine(CultureInfo.InvariantCulture, $"  run {run.Id}: lob analyse {run.Plan.Id} --study {Generated.Folder} shows all of it, lob trace {run.Id} --study {Generated.Folder} where it comes from");
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"charts {string.Join(", ", Charts.Drawn.Select(chart => chart.Name))}");
        foreach (var chart in Charts.NotDrawn)
            text.AppendLine(CultureInfo.InvariantCulture, $"  not drawn: {chart.Chart}: {chart.Why}");
        text.AppendLine(CultureInfo.InvariantCulture, $"report {Report.Page}{(Report.Pdf is null ? $" (no PDF: {Report.PdfReason})" : " and .pdf")}: {Report.Withheld} numbers withheld from funders");
        return text.ToString();
    }

    private string Ingested()
    {
        var again = Reports.Count(report => report.AlreadyIn);
        if (again == Reports.Count)
            return string.Create(CultureInfo.InvariantCulture, $"{Reports.Count} files, all of them in from before");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Reports.Count} files, {Reports.Sum(report => report.Rows)} rows: {Reports.Sum(report => report.New)} stored, {Reports.Sum(report => report.HeldBack)} held back, {Reports.Sum(report => report.Findings.Count)} findings by file, row and rule; dropped before storing: {string.Join(", ", Reports.SelectMany(report => report.DroppedColumns).Distinct(StringComparer.Ordinal))}");
    }
}
