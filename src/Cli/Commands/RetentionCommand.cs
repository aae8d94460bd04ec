using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest.People;
using LobResearch.Study;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob retention</c>: what may no longer be kept.</summary>
internal static class RetentionCommand
{
    public static Command Create()
    {
        var study = StudyOption.Create();
        var carryOut = new Option<bool>("--carry-out") { Description = "Delete what is due. Nothing brings it back." };
        var on = new Option<string?>("--on") { Description = "Say what is due on another day, such as 2030-01-01; not together with --carry-out." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("retention", "List what may no longer be kept, and delete it with --carry-out.") { study, carryOut, on, json };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(study)!, parsed.GetValue(carryOut), parsed.GetValue(on), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string studyName, bool carryOut, string? on, bool json, CancellationToken cancellationToken)
    {
        var day = DateOnly.FromDateTime(DateTime.Now);
        if (on is not null && !DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            throw new InputFault("--on is a day written as 2030-01-01.");
        if (on is not null && carryOut)
            throw new InputFault("--carry-out deletes what is due today: leave --on out.");
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var retention = new Retention(study.Database, study.Definition, LobHome.FromEnvironment());
        var done = carryOut ? await retention.CarryOutAsync(day, cancellationToken).ConfigureAwait(false) : new CarriedOut([], []);
        var entries = await retention.ListAsync(day, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(entries, done) : Text(entries, done)).ConfigureAwait(false);
        return entries.Any(entry => entry.IsDue) || done.LeftToAdministrator.Count > 0 ? ExitCode.Findings : ExitCode.Done;
    }

    private static string Text(IReadOnlyList<RetentionEntry> entries, CarriedOut done) => string.Join(
        Environment.NewLine,
        done.Deleted.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.What}: {entry.Rows} rows deleted")).Concat(entries.Select(entry => entry.ToString()))
            .Concat(done.LeftToAdministrator.Select(statement => "  " + statement).Prepend("Deleted rows stay in the server's files until its administrator runs:").Where(_ => done.LeftToAdministrator.Count > 0)));

    private static string Json(IReadOnlyList<RetentionEntry> entries, CarriedOut done) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "retention",
            deleted = done.Deleted.Select(entry => new { what = entry.What, rows = entry.Rows }),
            leftToAdministrator = done.LeftToAdministrator,
            entries = entries.Select(entry => new { what = entry.What, until = entry.Until, rows = entry.Rows, due = entry.IsDue, deletedAt = entry.DoneAt }),
        },
        JsonOutput.Options);
}
