using System.CommandLine;
using LobResearch.Analysis;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Cli.Demo;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest;
using LobResearch.Ingest.Mapping;
using LobResearch.Study;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob demo</c>: a whole study, from its files to its charts.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var study = new Option<string>("--study") { Description = "lob: generated studies of eight and of sixteen schools; star: real public data.", DefaultValueFactory = _ => LobStudy.OwnName };
        study.AcceptOnlyFromAmong(LobStudy.OwnName, "star");
        var output = new Option<string>("--out") { Description = "Folder for the charts, and for the generated studies.", DefaultValueFactory = _ => "out" };
        var command = new Command("demo", "A whole study, from files to charts: generated ones (the default), or Project STAR.") { study, output };
        command.SetAction((parsed, cancellation) => parsed.GetValue(study) == LobStudy.OwnName
            ? LobDemo.RunAsync(parsed.GetValue(output)!, cancellation)
            : RunAsync(parsed.GetValue(study)!, parsed.GetValue(output)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string name, string output, CancellationToken cancellationToken)
    {
        var definition = LobStudy.Find(name);
        var source = SourceReader.Read(definition, null);
        var data = Path.Combine(definition.Folder, definition.Id + ".csv");
        var plans = Directory.GetFiles(Path.Combine(definition.Folder, "plans"), "*.yaml").Order(StringComparer.Ordinal)
            .Select(path => PlanReader.Read(definition, path)).ToList();
        if (plans.Count == 0)
            throw new InputFault($"The example {definition.Id} has no plan, so there is nothing to show.");

        LobStudy? study = null;
        IngestReport? report = null;
        var runs = new List<AnalysisRun>();
        var files = new List<string>();
        try
        {
            await Steps.RunAsync(async steps =>
            {
                var database = steps.Begin("database: start and migrate");
                study = await LobStudy.OpenAsync(name, new StepWords(database), cancellationToken).ConfigureAwait(false);
                database.Done();
                report = await IngestAsync(study, source, data, steps, cancellationToken).ConfigureAwait(false);
                foreach (var plan in plans)
                    runs.Add(await AnalyseAsync(study, plan, steps, cancellationToken).ConfigureAwait(false));
                var charts = steps.Begin("charts", runs.Count);
                foreach (var run in runs)
                {
                    files.AddRange(await AnalyseCommand.DrawAsync(study, run, output, cancellationToken).ConfigureAwait(false));
                    charts.Reached(files.Count);
                }

                charts.Done();
            }).ConfigureAwait(false);
            await TellAsync(study!, report!, runs, files, output, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (study is not null)
                await study.DisposeAsync().ConfigureAwait(false);
        }

        return report!.Findings.Count == 0 ? ExitCode.Done : ExitCode.Findings;
    }

    private static async Task<IngestReport> IngestAsync(
        LobStudy study, SourceMapping source, string data, Steps steps, CancellationToken cancellationToken)
    {
        var lines = File.ReadLines(data).Count() - 1;
        var step = steps.Begin($"ingest {Path.GetFileName(data)}", lines);
        var options = new IngestOptions { Progress = new Inline<int>(rows => step.Reached(rows)) };
        var report = await new SurveyIngest(study.Database, study.Definition, LobHome.FromEnvironment())
            .RunAsync(data, source, options, cancellationToken).ConfigureAwait(false);
        step.Done();
        return report;
    }

    private static async Task<AnalysisRun> AnalyseAsync(LobStudy study, AnalysisPlan plan, Steps steps, CancellationToken cancellationToken)
    {
        var step = steps.Begin($"analyse {plan.Id}", plan.Outcomes.Count * plan.Waves.Count);
        var run = await RunStore.RunAsync(study, plan, new Inline<(int Done, int All)>(at => step.Reached(at.Done)), cancellationToken).ConfigureAwait(false);
        step.Done();
        return run;
    }

    private static async Task TellAsync(
        LobStudy study, IngestReport report, List<AnalysisRun> runs, List<string> files, string output, CancellationToken cancellationToken)
    {
        var text = Console.Out;
        await text.WriteLineAsync($"{study.Definition.Title.EnglishOrDutch}").ConfigureAwait(false);
        await text.WriteLineAsync().ConfigureAwait(false);
        await text.WriteLineAsync(report.ToString()).ConfigureAwait(false);
        foreach (var run in runs)
        {
            await text.WriteLineAsync().ConfigureAwait(false);
            await text.WriteLineAsync($"{run.Plan.Title.EnglishOrDutch}: {run.Plan.FormulaFor(run.Plan.Outcomes[0])}, and likewise {string.Join(", ", run.Plan.Outcomes.Skip(1))}").ConfigureAwait(false);
            await text.WriteLineAsync(run.ToString()).ConfigureAwait(false);
            foreach (var warning in run.Estimates.SelectMany(estimate => estimate.Warnings).Distinct(StringComparer.Ordinal))
                await text.WriteLineAsync("note: " + warning).ConfigureAwait(false);
            await text.WriteLineAsync().ConfigureAwait(false);
            await text.WriteLineAsync("Where these numbers come from:").ConfigureAwait(false);
            await text.WriteLineAsync((await RunTrace.ReadAsync(study.Database, run.Id, cancellationToken).ConfigureAwait(false)).ToString()).ConfigureAwait(false);
        }

        await text.WriteLineAsync().ConfigureAwait(false);
        await text.WriteLineAsync($"{files.Count} files in {Path.GetFullPath(output)}:").ConfigureAwait(false);
        foreach (var file in files.Where(file => file.EndsWith(".png", StringComparison.Ordinal)))
            await text.WriteLineAsync($"  {Path.GetFileNameWithoutExtension(file)} (.png, .svg, .csv)").ConfigureAwait(false);
    }

    private sealed class StepWords(Step step) : IProgress<string>
    {
        public void Report(string value) => step.Says(value);
    }

    // Progress<T> reports on other threads; here the order and the end matter.
    private sealed class Inline<T>(Action<T> act) : IProgress<T>
    {
        public void Report(T value) => act(value);
    }
}
