using LobResearch.Analysis.Runs;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Report;
using LobResearch.Charts.Theme;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest;
using LobResearch.Ingest.Verifying;
using LobResearch.Simulation.Scenarios;
using LobResearch.Study;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Demo;

/// <summary>
/// The study on generated data, twice: eight schools as in the brochure, whose components can't be told from their schools, and sixteen
/// with crossed components, where they can. Plans are fixed first, then everything comes in, is checked, linked, analysed and drawn.
/// </summary>
internal static class LobDemo
{
    public static async Task<int> RunAsync(string output, CancellationToken cancellationToken)
    {
        var told = new List<DemoStudy>();
        await Steps.RunAsync(async steps =>
        {
            foreach (var scenario in new[] { Scenario.Rotterdam, Scenario.Crossed })
                told.Add(await StudyAsync(scenario, output, steps, cancellationToken).ConfigureAwait(false));
        }).ConfigureAwait(false);
        foreach (var study in told)
            await Console.Out.WriteLineAsync(study.ToString()).ConfigureAwait(false);
        await Console.Out.WriteLineAsync("The truth is known since the data are generated. Of intervals of 95 % one in twenty misses it: docs/methods/effects.md has a thousand such studies.").ConfigureAwait(false);
        await Console.Out.WriteLineAsync($"Charts (.png, .svg, .csv), reports and the generated files: {Path.GetFullPath(output)}").ConfigureAwait(false);
        // Duplicates and slips are in the files to be found: that they are is what the demo shows, not a fault of it.
        return ExitCode.Done;
    }

    private static async Task<DemoStudy> StudyAsync(Scenario scenario, string output, Steps steps, CancellationToken cancellationToken)
    {
        var name = GeneratedStudy.NameOf(scenario);
        var folder = Path.Combine(output, name);
        var generate = steps.Begin($"{name}: generate");
        var files = GeneratedStudy.Write(scenario, folder, cancellationToken);
        generate.Done();
        var database = steps.Begin($"{name}: database");
        await using var study = await LobStudy.OpenAsync(folder, null, cancellationToken).ConfigureAwait(false);
        database.Done();
        var plans = await GeneratedStudy.FixPlansAsync(study, cancellationToken).ConfigureAwait(false);

        var ingest = steps.Begin($"{name}: ingest {files.Files.Count} files", files.Files.Count);
        var reports = await GeneratedStudy.IngestAsync(study, files.Files, count => ingest.Reached(count), cancellationToken).ConfigureAwait(false);
        ingest.Done();
        var link = steps.Begin($"{name}: link and verify");
        var links = await GeneratedStudy.Way(study).LinkAsync(cancellationToken).ConfigureAwait(false);
        var verified = await new StudyVerification(study.Database, study.Definition, LobHome.FromEnvironment()).RunAsync(null, cancellationToken).ConfigureAwait(false);
        link.Done();
        var analyse = steps.Begin($"{name}: separability and effects", plans.Count);
        var runs = new List<EffectRun>();
        foreach (var plan in plans)
        {
            runs.Add(await EffectRunStore.RunAsync(study, plan, null, cancellationToken).ConfigureAwait(false));
            analyse.Reached(runs.Count);
        }

        analyse.Done();
        var draw = steps.Begin($"{name}: charts");
        var gate = await DisclosureGate.OpenAsync(study, Audience.Thesis, null, cancellationToken).ConfigureAwait(false);
        var charts = await EveryChart.DrawAsync(study, gate, runs, Language.Dutch, new StepWords(draw, $"{name}: charts"), cancellationToken).ConfigureAwait(false);
        foreach (var chart in charts.Drawn)
            ChartFiles.Save(chart.Chart, Path.Combine(output, $"{name}-charts"), $"{chart.Name}.nl");
        draw.Done();
        var tell = steps.Begin($"{name}: report for funders");
        var report = await StudyReport.WriteAsync(study, new ReportOptions(Language.Dutch, Audience.Funder), Path.Combine(output, $"{name}-report"), new StepWords(tell, $"{name}: report"), cancellationToken).ConfigureAwait(false);
        tell.Done();
        return new DemoStudy(name, files, reports, links, verified, runs, charts, report);
    }
}
