using System.CommandLine;
using LobResearch.Analysis;
using LobResearch.Cli.Terminal;
using LobResearch.Study.Database;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob db</c>: the database server and its schema.</summary>
internal static class DatabaseCommand
{
    public static Command Create()
    {
        var study = StudyOption.Create();
        var migrate = new Command("migrate", "Bring the study's database up to this program's schema.") { study };
        migrate.SetAction((parsed, cancellation) => MigrateAsync(parsed.GetValue(study)!, cancellation));
        var start = new Command("start", "Start the embedded server and keep it running until 'lob db stop'.");
        start.SetAction((_, cancellation) => StartAsync(cancellation));
        var stop = new Command("stop", "Stop the embedded server.");
        stop.SetAction((_, cancellation) => StopAsync(cancellation));
        var status = new Command("status", "Say whether the embedded server runs, and where its data live.");
        status.SetAction((_, cancellation) => StatusAsync(cancellation));
        return new Command("db", "The database: start, stop, status, migrate.") { start, stop, status, migrate };
    }

    private static async Task<int> StartAsync(CancellationToken cancellationToken)
    {
        await EmbeddedServer.PinAsync(LobHome.FromEnvironment(), ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        return await StatusAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        await EmbeddedServer.UnpinAndStopAsync(LobHome.FromEnvironment(), cancellationToken).ConfigureAwait(false);
        return await StatusAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> StatusAsync(CancellationToken cancellationToken)
    {
        var status = await EmbeddedServer.StatusAsync(LobHome.FromEnvironment(), cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(status.ToString()).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static async Task<int> MigrateAsync(string study, CancellationToken cancellationToken)
    {
        var definition = LobStudy.Find(study);
        await using var database = await StudyDatabase.ConnectAsync(definition.Id, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var applied = await database.MigrateAsync(cancellationToken).ConfigureAwait(false);
        await StudyRegistry.RegisterAsync(database, definition, cancellationToken).ConfigureAwait(false);
        foreach (var script in applied)
            await Console.Out.WriteLineAsync("applied " + script).ConfigureAwait(false);
        if (applied.Count == 0)
            await Console.Out.WriteLineAsync("The schema is current; nothing to apply.").ConfigureAwait(false);
        return ExitCode.Done;
    }
}
