using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Analysis.Runs;
using LobResearch.Cli.Terminal;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob trace</c>: the chain behind a number.</summary>
internal static class TraceCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "The run's id, as charts and tables give it; its beginning is enough." };
        var json = new Option<bool>("--json") { Description = "Print the chain as one JSON document." };
        var study = StudyOption.Create();
        var command = new Command("trace", "Show the chain behind a run: plan, program, codebook, batches, files.") { run, study, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(run)!, parsed.GetValue(study)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string run, string studyName, bool json, CancellationToken cancellationToken)
    {
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var trace = await RunTrace.ReadAsync(study.Database, run, cancellationToken).ConfigureAwait(false);
        var text = json
            ? JsonSerializer.Serialize(new { schema = 1, method = "trace", chain = trace }, JsonOutput.Options)
            : trace.ToString();
        await Console.Out.WriteLineAsync(text).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
