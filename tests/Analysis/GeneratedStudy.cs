using Dapper;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Ingest.People;
using LobResearch.Simulation.Scenarios;
using LobResearch.Simulation.Scenarios.Files;
using LobResearch.Study.Design;
using LobResearch.TestKit;

namespace LobResearch.Analysis.Tests;

/// <summary>A generated study in a database of its own, brought in file by file; its files can be changed before.</summary>
internal sealed class GeneratedStudy : IAsyncDisposable
{
    public const int Parents = 1_600;
    private static readonly Lazy<Task<GeneratedStudy>> Usual = new(() => CreateAsync("generated"));
    private readonly TemporaryFolder _folder = new();

    private GeneratedStudy()
    {
    }

    public LobStudy Study { get; private set; } = null!;

    public ScenarioStudyFiles Files { get; private set; } = null!;

    /// <summary>Sixteen schools with crossed components, brought in once for this assembly and not to be changed.</summary>
    public static Task<GeneratedStudy> CrossedAsync()
    {
        ServerForTests.RequireServer();
        return Usual.Value;
    }

    /// <summary>Generates a study, lets its files be changed, and brings them in.</summary>
    /// <param name="name">Of the study and its database.</param>
    /// <param name="options">What it is like; null for the usual one.</param>
    /// <param name="change">Changes the files in the folder.</param>
    /// <param name="wanted">Which files come in; null for all.</param>
    public static async Task<GeneratedStudy> CreateAsync(string name, ScenarioOptions? options = null, Action<string>? change = null, Func<SimulatedFile, bool>? wanted = null)
    {
        ServerForTests.RequireServer();
        var generated = new GeneratedStudy();
        options ??= new ScenarioOptions { Scenario = Scenario.Crossed, Seed = 3, Parents = Parents };
        generated.Files = ScenarioFolder.Write(generated._folder.At("study"), options, Repository.At("data-schema"));
        var folder = generated.Files.Folder;
        var yaml = Path.Combine(folder, "study.yaml");
        await File.WriteAllTextAsync(yaml, (await File.ReadAllTextAsync(yaml)).Replace($"study: lob_{options.Scenario.ToString().ToLowerInvariant()}", "study: " + name, StringComparison.Ordinal));
        change?.Invoke(folder);
        await ServerForTests.PrepareStudyAsync(name);
        generated.Study = await LobStudy.OpenAsync(folder);
        foreach (var file in generated.Files.Files.Where(wanted ?? (_ => true)))
            await generated.IngestAsync(file);
        await generated.LinkAsync();
        return generated;
    }

    public string Folder => Files.Folder;

    public Task IngestAsync(SimulatedFile file) => new ScenarioIngest(Study.Database, Study.Definition, ServerForTests.Home).RunAsync(Folder, file);

    public Task LinkAsync() => new ScenarioIngest(Study.Database, Study.Definition, ServerForTests.Home).LinkAsync();

    /// <summary>A plan of the study, changed.</summary>
    public EffectPlan Plan(string name, Func<string, string>? change = null)
    {
        var text = File.ReadAllText(Path.Combine(Folder, "plans", name + ".yaml"));
        return EffectPlanReader.Read(Study.Definition, _folder.Write($"plan_{Guid.NewGuid():N}.yaml", change is null ? text : change(text)));
    }

    /// <summary>A plan without what takes long, and its estimates as a line each.</summary>
    public async Task<IReadOnlyList<string>> EstimatesAsync(string plan = "support_participation", Func<string, string>? change = null)
    {
        var run = await EffectRunStore.RunAsync(Study, Plan(plan, text => Quick(change is null ? text : change(text))));
        return run.Estimates.Select(estimate => FormattableString.Invariant(
            $"{estimate.Role} {estimate.Exposure} {estimate.Subgroup} {estimate.Estimator} {estimate.Estimate:R} {estimate.StandardError:R} {estimate.DegreesOfFreedom:R} {estimate.Rows} {estimate.Reason}")).ToList();
    }

    /// <summary>A plan without double machine learning.</summary>
    public static string Quick(string text) => text.Replace(", dml]", "]", StringComparison.Ordinal);

    /// <summary>The plan of offers, with schools that begin at different waves.</summary>
    public static string Staggered(string text) => text.Replace("plan: support_offer", "plan: staggered", StringComparison.Ordinal)
        .Replace("estimand: offer", "estimand: offer\noffer: staggered\nwaves: [T0, T1, T2]", StringComparison.Ordinal);

    public async Task<T> AskAsync<T>(string question, object? parameters = null)
    {
        await using var connection = await Study.Database.Source.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(question, parameters))!;
    }

    public Task<CodeWithdrawalReport> WithdrawAsync(string code, string role) =>
        new CodeWithdrawal(Study.Database, Study.Definition, ServerForTests.Home).RunAsync(new WithdrawnCode(code, role));

    public async ValueTask DisposeAsync()
    {
        await Study.DisposeAsync();
        _folder.Dispose();
    }
}
