using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest;
using LobResearch.Ingest.Mapping;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob ingest</c>: bring files in.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The export, as the survey tool wrote it." };
        var source = new Option<string?>("--source") { Description = "The source in the study's sources/ that maps the file; needed when there are several." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and check everything, store nothing." };
        var json = new Option<bool>("--json") { Description = "Print the report as one JSON document." };
        var study = StudyOption.Create();
        var survey = new Command("survey", "Bring a survey export in, as one batch.") { file, source, study, dryRun, json };
        survey.SetAction((parsed, cancellation) => SurveyAsync(
            parsed.GetValue(file)!, parsed.GetValue(source), parsed.GetValue(study)!, parsed.GetValue(dryRun), parsed.GetValue(json), cancellation));
        return new Command("ingest", "Bring files in.") { survey };
    }

    private static async Task<int> SurveyAsync(
        string file, string? sourceName, string studyName, bool dryRun, bool json, CancellationToken cancellationToken)
    {
        // The mapping first: its faults need no database.
        var definition = LobStudy.Find(studyName);
        var source = SourceReader.Read(definition, sourceName);
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var report = await new SurveyIngest(study.Database, study.Definition, LobHome.FromEnvironment())
            .RunAsync(file, source, new IngestOptions { DryRun = dryRun }, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(report) : report.ToString()).ConfigureAwait(false);
        return report.Findings.Count == 0 ? ExitCode.Done : ExitCode.Findings;
    }

    private static string Json(IngestReport report) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "ingest",
            source = report.Source,
            file = report.File,
            batch = report.Batch,
            alreadyIn = report.AlreadyIn,
            dryRun = report.DryRun,
            rows = report.Rows,
            @new = report.New,
            unchanged = report.Unchanged,
            changed = report.Changed,
            heldBack = report.HeldBack,
            vanished = report.Vanished,
            findings = report.Findings.Select(finding => new { rule = finding.Rule, row = finding.Row, column = finding.Column, message = finding.Message }),
        },
        JsonOutput.Options);
}
