using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using LobResearch.Cli.Commands;
using LobResearch.Cli.Demo;
using LobResearch.Study;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Cli;

/// <summary>The <c>lob</c> command: its verbs, and how a failure becomes one clear message and an exit code.</summary>
public static class LobCommand
{
    // The SQLSTATEs of a server that shuts down, has crashed or recovers begin so.
    private const string ServerIsGoing = "57P";

    /// <summary>Parses the arguments and runs the verb.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // Notebooks ask for the generated studies; who generates them isn't known there.
        ExampleStudy.Generated = ExampleFilling.RunAsync;
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        if (args is [] or ["--help"] or ["-h"] or ["help"])
        {
            await Console.Out.WriteLineAsync(HelpText.Overview).ConfigureAwait(false);
            return ExitCode.Done;
        }

        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync("lob: " + VisibleText.Lines(error.Message)).ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"See 'lob {VerbOf(parsed)}--help'.").ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        return await InvokeAsync(parsed).ConfigureAwait(false);
    }

    private static RootCommand Root() => new("LobResearch: from survey files to effects one can defend.")
    {
        DemoCommand.Create(),
        SimulateCommand.Create(),
        DatabaseCommand.Create(),
        BackupCommand.Create(),
        RestoreCommand.Create(),
        ReadCommand.Create(),
        IngestCommand.Create(),
        TemplateCommand.Create(),
        CodebookCommand.Create(),
        VerifyCommand.Create(),
        KeysCommand.Create(),
        RetentionCommand.Create(),
        LinkCommand.Create(),
        WithdrawCommand.Create(),
        PlanCommand.Create(),
        AnalyseCommand.Create(),
        TraceCommand.Create(),
        RerunCommand.Create(),
        ExportCommand.Create(),
        ChartCommand.Create(),
        ReportCommand.Create(),
        FitCommand.Create(),
        DoseCommand.Create(),
        ScalesCommand.Create(),
        AgreementCommand.Create(),
        NotebookCommand.Create(),
        KernelCommand.Create(),
    };

    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
            if (KernelCommand.DealsWithSignals(parsed))
                configuration.ProcessTerminationTimeout = null;
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (InputFault fault)
        {
            return await ReportAsync(fault.Message, ExitCode.BadInput).ConfigureAwait(false);
        }
        catch (EnvironmentFault fault)
        {
            return await ReportEnvironmentAsync(fault.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return await ReportAsync("stopped; nothing half-done was kept.", ExitCode.Cancelled).ConfigureAwait(false);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.DiskFull)
        {
            return await ReportAsync(
                $"the disk is full: the database {fault.MessageText}. Nothing was changed. Make room and run the command again.", ExitCode.Environment).ConfigureAwait(false);
        }
        catch (PostgresException fault) when (!fault.SqlState.StartsWith(ServerIsGoing, StringComparison.Ordinal))
        {
            // Only the server's own sentence and code: detail and hint can quote a value.
            return await ReportEnvironmentAsync($"the database refused: {fault.MessageText} (SQLSTATE {fault.SqlState}). Nothing was changed.").ConfigureAwait(false);
        }
        catch (NpgsqlException fault)
        {
            return await ReportEnvironmentAsync(
                $"the connection to the database was lost: {fault.Message.TrimEnd('.')}. Run the command again: what wasn't finished was undone.").ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException fault)
        {
            return await ReportAsync(fault.Message + " Check who owns it, or choose another place.", ExitCode.Environment).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            return await ReportEnvironmentAsync(fault.Message).ConfigureAwait(false);
        }
    }

    // A full disk shows itself in any of these, seldom by its name.
    private static Task<int> ReportEnvironmentAsync(string message) =>
        ReportAsync(DiskRoom.Lack(LobHome.FromEnvironment()) is { } lack ? $"{message} {lack}" : message, ExitCode.Environment);

    private static async Task<int> ReportAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync("lob: " + VisibleText.Lines(message)).ConfigureAwait(false);
        return exitCode;
    }

    private static string VerbOf(ParseResult parsed)
    {
        var names = new List<string>();
        for (var command = parsed.CommandResult; command?.Command is not RootCommand and not null; command = command.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, command!.Command.Name);
        return string.Concat(names.Select(name => name + " "));
    }
}
