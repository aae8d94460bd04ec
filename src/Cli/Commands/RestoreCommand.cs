using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LobResearch.Cli.Terminal;
using LobResearch.Study.Backup;
using LobResearch.Study.Database;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob restore</c>: a backup put back, without those who withdrew since.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "What 'lob backup' wrote." };
        var withdrawals = new Option<string[]>("--withdrawals")
        {
            Description = "A further log of withdrawals, STUDY.jsonl: from another machine or another login's home. May be given several times.",
        };
        var discard = new Option<bool>("--discard-present")
        {
            Description = "Go on although the present data can't be read (withdrawals then come from the logs alone) or hold a study that the backup lacks.",
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("restore", "Put a backup back: in the place of the embedded server's data, or into the empty database that LOB_DATABASE names. Withdrawals after the backup count.")
        {
            file, withdrawals, discard, json,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(file)!, new RestoreOptions(parsed.GetValue(withdrawals) ?? [], parsed.GetValue(discard)), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string file, RestoreOptions options, bool json, CancellationToken cancellationToken)
    {
        var home = LobHome.FromEnvironment();
        var report = StudyDatabase.TeamServer is null
            ? await EmbeddedRestore.RunAsync(home, file, options, ProgressLine.Instance, cancellationToken).ConfigureAwait(false)
            : await TeamRestore.RunAsync(home, file, options, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(report) : Text(report)).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static string Text(RestoreReport report)
    {
        var lines = new List<string> { $"restored  {report.File}" };
        if (report.MadeAt is { } madeAt)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"of        {madeAt:yyyy-MM-dd HH:mm} UTC"));
        lines.Add($"held      {BackupCommand.Databases(report.Databases)}");
        foreach (var study in report.Replayed)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"replayed  {study.Study}: {study.Persons} withdrawal(s) after the backup, {study.Questionnaires} questionnaire(s) removed"));
            lines.AddRange(study.LeftToAdministrator.Select(statement => "for the administrator: " + statement));
        }

        if (report.Replaced)
            lines.Add("The data that were here before are removed: they held rows of people who withdrew.");
        return string.Join(Environment.NewLine, lines);
    }

    private static string Json(RestoreReport report) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "restore",
            file = report.File,
            server = report.Embedded ? "embedded" : "team",
            madeAt = report.MadeAt,
            databases = BackupCommand.DatabasesJson(report.Databases),
            replayed = report.Replayed.Select(study => new
            {
                study = study.Study,
                withdrawals = study.Persons,
                questionnaires = study.Questionnaires,
                leftToAdministrator = study.LeftToAdministrator,
            }),
            replacedRemoved = report.Replaced,
        },
        JsonOutput.Options);
}
