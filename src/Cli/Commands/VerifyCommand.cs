using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest.Verifying;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob verify</c>: everything that is stored, against its codebook and its hashes.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var study = StudyOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("verify", "Check everything that is stored against its codebook, its hashes and its batches.") { study, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(study)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string studyName, bool json, CancellationToken cancellationToken)
    {
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var report = await new StudyVerification(study.Database, study.Definition, LobHome.FromEnvironment()).RunAsync(null, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(report) : report.ToString()).ConfigureAwait(false);
        return report.Findings.Count == 0 ? ExitCode.Done : ExitCode.Findings;
    }

    private static string Json(VerificationReport report) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "verify",
            forms = report.Forms,
            batches = report.Batches,
            questionnaires = report.Questionnaires,
            hashes = report.Hashes,
            findings = report.Findings.Select(finding => new { rule = finding.Rule, batch = finding.Batch, row = finding.Row, message = finding.Message }),
        },
        JsonOutput.Options);
}
