using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using LobResearch.Cli.Commands;
using LobResearch.Study;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Cli;

/// <summary>The <c>lob</c> command: its verbs, and how a failure becomes one clear message and an exit code.</summary>
public static class LobCommand
{
    /// <summary>Parses the arguments and runs the verb.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
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
                await Console.Error.WriteLineAsync("lob: " + error.Message).ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"See 'lob {VerbOf(parsed)}--help'.").ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        return await InvokeAsync(parsed).ConfigureAwait(false);
    }

    private static RootCommand Root() => new("LobResearch: from survey files to effects one can defend.")
    {
        DemoCommand.Create(),
        DatabaseCommand.Create(),
        ReadCommand.Create(),
        IngestCommand.Create(),
        TemplateCommand.Create(),
        CodebookCommand.Create(),
        VerifyCommand.Create(),
        PlanCommand.Create(),
        AnalyseCommand.Create(),
        TraceCommand.Create(),
        FitCommand.Create(),
    };

    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (InputFault fault)
        {
            return await ReportAsync(fault.Message, ExitCode.BadInput).ConfigureAwait(false);
        }
        catch (EnvironmentFault fault)
        {
            return await ReportAsync(fault.Message, ExitCode.Environment).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return await ReportAsync("stopped; nothing half-done was kept.", ExitCode.Cancelled).ConfigureAwait(false);
        }
        catch (PostgresException fault)
        {
            // Only the server's own sentence and code: detail and hint can quote a value.
            return await ReportAsync(
                $"the database refused: {fault.MessageText} (SQLSTATE {fault.SqlState}). Nothing was changed.", ExitCode.Environment).ConfigureAwait(false);
        }
        catch (NpgsqlException fault)
        {
            return await ReportAsync(
                $"the connection to the database was lost: {fault.Message} Run the command again: what wasn't finished was undone.",
                ExitCode.Environment).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException fault)
        {
            return await ReportAsync(fault.Message + " Check who owns it, or choose another place.", ExitCode.Environment).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            return await ReportAsync(fault.Message, ExitCode.Environment).ConfigureAwait(false);
        }
    }

    private static async Task<int> ReportAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync("lob: " + message).ConfigureAwait(false);
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
