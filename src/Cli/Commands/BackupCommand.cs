using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LobResearch.Cli.Terminal;
using LobResearch.Study.Backup;
using LobResearch.Study.Database;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob backup</c>: the database in one file, without the keys.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write; it may not be there yet." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("backup", "Write the database to one file: all studies of the embedded server, or the database that LOB_DATABASE names. The keys are not in it.") { file, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(file)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string file, bool json, CancellationToken cancellationToken)
    {
        var home = LobHome.FromEnvironment();
        var report = StudyDatabase.TeamServer is null
            ? await EmbeddedBackup.RunAsync(home, file, ProgressLine.Instance, cancellationToken).ConfigureAwait(false)
            : await TeamBackup.RunAsync(file, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(report) : Text(report, home)).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static string Text(BackupReport report, LobHome home) => string.Create(CultureInfo.InvariantCulture,
        $"""
        backup    {report.File}
        size      {report.Bytes / 1e6:0.0} MB, read back and found equal
        holds     {Databases(report.Databases)}
        The keys ({Path.Combine(home.Folder, "keys")}) are not in it: keep a copy of them in another place. The file holds people's answers: keep it as you keep the database.
        """);

    internal static string Databases(IReadOnlyList<BackedUpDatabase> databases)
    {
        var studies = databases.Where(database => database.Study is not null)
            .Select(database => string.Create(CultureInfo.InvariantCulture, $"{database.Study} ({database.Kind}, {database.Questionnaires} questionnaires)")).ToList();
        return studies.Count == 0 ? "no study yet" : string.Join(", ", studies);
    }

    internal static IEnumerable<object> DatabasesJson(IReadOnlyList<BackedUpDatabase> databases) =>
        databases.Select(database => new { name = database.Name, study = database.Study, kind = database.Kind, questionnaires = database.Questionnaires });

    private static string Json(BackupReport report) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "backup",
            file = report.File,
            bytes = report.Bytes,
            server = report.Embedded ? "embedded" : "team",
            madeAt = report.MadeAt,
            databases = DatabasesJson(report.Databases),
        },
        JsonOutput.Options);
}
