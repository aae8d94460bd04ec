using System.Security.Cryptography;
using LobResearch.Analysis;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Ingest;
using LobResearch.Simulation.Scenarios;
using LobResearch.Simulation.Scenarios.Files;
using LobResearch.Study;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Demo;

/// <summary>A generated study as the demo and the notebooks have it: written, its plans fixed, then brought in. The same at each time and place.</summary>
internal static class GeneratedStudy
{
    private const ulong Seed = 2016;

    // So many that the intervals are narrow enough to show what crossing the components buys.
    private const int CrossedParents = 6_400;
    private static readonly string[] Plans = ["support_participation", "support_offer"];

    /// <summary>Generates the study's files, and names its database.</summary>
    /// <param name="scenario">Which one.</param>
    /// <param name="folder">Where: not there yet, empty, or made so before.</param>
    /// <param name="cancellationToken">Stops; the folder is then incomplete.</param>
    public static ScenarioStudyFiles Write(Scenario scenario, string folder, CancellationToken cancellationToken)
    {
        var options = new ScenarioOptions { Scenario = scenario, Seed = Seed, Parents = scenario == Scenario.Crossed ? CrossedParents : null };
        var files = ScenarioFolder.Write(folder, options, Schema(), null, cancellationToken);
        NameByContent(folder, NameOf(scenario), files);
        return files;
    }

    /// <summary>The name by which a study is asked for.</summary>
    public static string NameOf(Scenario scenario) => scenario.ToString().ToLowerInvariant();

    /// <summary>The folder with the forms that are filled in.</summary>
    public static string Schema() => DataSchema.Find()
        ?? throw new EnvironmentFault("The folder data-schema, which holds the study's forms, wasn't found. Say where it is with LOB_DATA_SCHEMA.");

    /// <summary>Fixes the plans, as is done before an outcome comes in.</summary>
    public static async Task<IReadOnlyList<EffectPlan>> FixPlansAsync(LobStudy study, CancellationToken cancellationToken)
    {
        var plans = Plans.Select(plan => EffectPlanReader.Read(study.Definition, plan)).ToList();
        foreach (var plan in plans)
            await PlanLock.FixAsync(study, plan, cancellationToken).ConfigureAwait(false);
        return plans;
    }

    /// <summary>Brings the files in, in their order; those that are in from before change nothing.</summary>
    /// <param name="study">The study, opened.</param>
    /// <param name="files">Its files.</param>
    /// <param name="reached">Told how many are in.</param>
    /// <param name="cancellationToken">Stops; the file at hand isn't in then.</param>
    public static async Task<IReadOnlyList<IngestReport>> IngestAsync(LobStudy study, IReadOnlyList<SimulatedFile> files, Action<int>? reached, CancellationToken cancellationToken)
    {
        var way = Way(study);
        var reports = new List<IngestReport>();
        foreach (var file in files)
        {
            reports.Add(await way.RunAsync(study.Definition.Folder, file, cancellationToken).ConfigureAwait(false));
            reached?.Invoke(reports.Count);
        }

        return reports;
    }

    /// <summary>The way in for its files, and to the links between its persons.</summary>
    public static ScenarioIngest Way(LobStudy study) => new(study.Database, study.Definition, LobHome.FromEnvironment());

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
