using System.Security.Cryptography;
using LobResearch.Analysis;
using LobResearch.Analysis.Plans;
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
using LobResearch.Simulation.Scenarios.Files;
using LobResearch.Study;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Demo;

/// <summary>
/// The study on generated data, twice: eight schools as in the brochure, whose components can't be told from their schools, and sixteen
/// with crossed components, where they can. Plans are fixed first, then everything comes in, is checked, linked, analysed and drawn.
/// </summary>
internal static class LobDemo
{
    private const ulong Seed = 2016;

    // So many that the intervals are narrow enough to show what crossing the components buys.
    private const int CrossedParents = 6_400;
    private static readonly string[] Plans = ["support_participation", "support_offer"];

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
        var name = scenario.ToString().ToLowerInvariant();
        var folder = Path.Combine(output, name);
        var dataSchema = DataSchema.Find() ?? throw new EnvironmentFault("The folder data-schema, which holds the study's forms, wasn't found. Say where it is with LOB_DATA_SCHEMA.");
        var generate = steps.Begin($"{name}: generate");
        var files = ScenarioFolder.Write(folder, new ScenarioOptions { Scenario = scenario, Seed = Seed, Parents = scenario == Scenario.Crossed ? CrossedParents : null }, dataSchema, null, cancellationToken);
        NameByContent(folder, name, files);
        generate.Done();
        var database = steps.Begin($"{name}: database");
        await using var study = await LobStudy.OpenAsync(folder, null, cancellationToken).ConfigureAwait(false);
        database.Done();
        var plans = Plans.Select(plan => EffectPlanReader.Read(study.Definition, plan)).ToList();
        foreach (var plan in plans)
            await PlanLock.FixAsync(study, plan, cancellationToken).ConfigureAwait(false);

        var ingest = steps.Begin($"{name}: ingest {files.Files.Count} files", files.Files.Count);
        var way = new ScenarioIngest(study.Database, study.Definition, LobHome.FromEnvironment());
        var reports = new List<IngestReport>();
        foreach (var file in files.Files)
        {
            reports.Add(await way.RunAsync(folder, file, cancellationToken).ConfigureAwait(false));
            ingest.Reached(reports.Count);
        }

        ingest.Done();
        var link = steps.Begin($"{name}: link and verify");
        var links = await way.LinkAsync(cancellationToken).ConfigureAwait(false);
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

    // A database per generated study: what another version of the program generated must never come together with this one.
    private static void NameByContent(string folder, string name, ScenarioStudyFiles files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Files)
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(Path.Combine([folder, .. file.Path.Split('/')]))));
        var path = Path.Combine(folder, "study.yaml");
        var text = File.ReadAllText(path);
        var own = $"study: lob_{name}\n";
        if (!text.Contains(own, StringComparison.Ordinal))
            throw new EnvironmentFault($"{path}: expected a generated study called lob_{name}. Empty the folder and run the demo again.");
        File.WriteAllText(path, text.Replace(own, $"study: demo_{name}_{Convert.ToHexStringLower(hash.GetHashAndReset())[..8]}\n", StringComparison.Ordinal));
    }
}
