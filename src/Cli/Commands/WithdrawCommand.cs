using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest.People;
using LobResearch.Study;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob withdraw</c>: take a person out for good.</summary>
internal static class WithdrawCommand
{
    public static Command Create()
    {
        var code = new Argument<string>("code") { Description = "The person's code; - reads it from standard input, so that it doesn't stay in the shell's history." };
        var role = new Option<string?>("--role") { Description = "parent, student or teacher; needed when several persons have the code." };
        var school = new Option<string?>("--school") { Description = "The person's school; needed when the code occurs in several." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would go, change nothing." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var study = StudyOption.Create();
        var command = new Command("withdraw", "Delete what a person told, and keep the person out from now on.") { code, role, school, dryRun, json, study };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(study)!, new WithdrawnCode(parsed.GetValue(code)!, parsed.GetValue(role), parsed.GetValue(school)), parsed.GetValue(dryRun), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string studyName, WithdrawnCode whose, bool dryRun, bool json, CancellationToken cancellationToken)
    {
        if (whose.Code == "-")
            whose = whose with { Code = await Console.In.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? "" };
        if (string.IsNullOrWhiteSpace(whose.Code))
            throw new InputFault("The code is empty. Give the code that the person used.");
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var report = await new CodeWithdrawal(study.Database, study.Definition, LobHome.FromEnvironment()).RunAsync(whose, dryRun, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(report) : report.ToString()).ConfigureAwait(false);
        return report.LeftToAdministrator.Count == 0 ? ExitCode.Done : ExitCode.Findings;
    }

    private static string Json(CodeWithdrawalReport report) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "withdraw",
            dryRun = !report.IsDone,
            role = report.Role,
            persons = report.Persons,
            questionnaires = report.Questionnaires,
            leftToAdministrator = report.LeftToAdministrator,
        },
        JsonOutput.Options);
}
