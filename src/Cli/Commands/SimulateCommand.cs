using System.CommandLine;
using System.Globalization;
using LobResearch.Analysis;
using LobResearch.Cli.Terminal;
using LobResearch.Simulation.Scenarios;
using LobResearch.Simulation.Scenarios.Files;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob simulate</c>: a generated study as files, with the truth beside it.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var scenario = new Option<string>("--scenario") { Description = "rotterdam: eight schools as in the brochure; crossed: sixteen schools, each with another combination of components.", Required = true };
        scenario.AcceptOnlyFromAmong("rotterdam", "crossed");
        var output = new Option<string>("--out") { Description = "Folder for the study: new, empty, or made so before.", Required = true };
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same files.", DefaultValueFactory = _ => new ScenarioOptions().Seed };
        var parents = new Option<int?>("--parents") { Description = "Parents in the schools; 150 per school by default." };
        var schools = new Option<int?>("--schools") { Description = "Schools of crossed: a multiple of 16." };
        var effects = new Option<string?>("--effects") { Description = "What attending adds to support: 0 for nothing on any outcome, or C=0.15,I=0.2,O=0.3,S=0.25 in standard deviations (the default)." };
        var selection = new Option<double>("--latent-selection") { Description = "How much more those with high unseen support attend: log-odds per standard deviation." };
        var attrition = new Option<double>("--latent-attrition") { Description = "How much more those with high unseen support go on answering: log-odds per standard deviation." };
        var command = new Command("simulate", "Write a generated study as the files a university team would get, with the truth beside it.")
        {
            scenario, output, seed, parents, schools, effects, selection, attrition,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var chosen = parsed.GetValue(effects) is { } text ? ScenarioEffects.Parse(text) : ScenarioEffects.Default;
            var options = new ScenarioOptions
            {
                Scenario = parsed.GetValue(scenario) == "crossed" ? Scenario.Crossed : Scenario.Rotterdam,
                Seed = parsed.GetValue(seed),
                Parents = parsed.GetValue(parents),
                Schools = parsed.GetValue(schools),
                Effects = chosen,
                LatentSelection = parsed.GetValue(selection),
                LatentAttrition = parsed.GetValue(attrition),
            };
            // Nothing is nothing on any outcome.
            return RunAsync(parsed.GetValue(output)!, chosen == ScenarioEffects.Null ? options with { DisengagementEffect = 0 } : options, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(string folder, ScenarioOptions options, CancellationToken cancellationToken)
    {
        var dataSchema = DataSchema.Find() ?? throw new EnvironmentFault("The folder data-schema, which holds the study's forms, wasn't found. Say where it is with LOB_DATA_SCHEMA.");
        ScenarioStudyFiles? files = null;
        try
        {
            await Steps.RunAsync(steps =>
            {
                var step = steps.Begin("families: make and write", options.Parents ?? 150 * (options.Schools ?? (options.Scenario == Scenario.Crossed ? 16 : 8)));
                files = ScenarioFolder.Write(folder, options, dataSchema, new Reached(step), cancellationToken);
                step.Done();
                return Task.CompletedTask;
            }).ConfigureAwait(false);
        }
        catch (ArgumentException fault)
        {
            throw new InputFault(fault.Message);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"lob: stopped; {folder} is incomplete. Give the command again to write it anew.").ConfigureAwait(false);
            return ExitCode.Cancelled;
        }

        await TellAsync(files!).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static async Task TellAsync(ScenarioStudyFiles files)
    {
        var text = Console.Out;
        await text.WriteLineAsync("gesimuleerde gegevens / simulated data").ConfigureAwait(false);
        await text.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{files.Truth.Parents} parents; answered at {string.Join(", ", files.Answered.Select((count, wave) => string.Create(CultureInfo.InvariantCulture, $"T{wave} {count}")))}")).ConfigureAwait(false);
        foreach (var contrast in files.Truth.Contrasts().Where(contrast => contrast is { Outcome: "SUP", Estimand: "participation", Over: "everybody" }))
            await text.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"true effect of attending {contrast.Component} on SUP at T2: {contrast.Value:0.000} points")).ConfigureAwait(false);
        await text.WriteLineAsync($"{files.Files.Count} files to bring in; README.md says how, in order: {files.Folder}").ConfigureAwait(false);
    }

    private sealed class Reached(Step step) : IProgress<long>
    {
        public void Report(long value) => step.Reached(value);
    }
}
