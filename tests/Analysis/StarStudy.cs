using LobResearch.Analysis.Plans;
using LobResearch.Ingest;
using LobResearch.Ingest.Mapping;
using LobResearch.TestKit;

namespace LobResearch.Analysis.Tests;

/// <summary>Project STAR in the embedded server, brought in once for this assembly.</summary>
internal static class StarStudy
{
    private static readonly Lazy<Task<LobStudy>> Opened = new(OpenOnceAsync);

    public static Task<LobStudy> OpenAsync()
    {
        ServerForTests.RequireServer();
        return Opened.Value;
    }

    /// <summary>A plan of the study with something changed.</summary>
    public static AnalysisPlan Plan(LobStudy study, TemporaryFolder folder, Func<string, string> change) =>
        PlanReader.Read(study.Definition, folder.Write("plan.yaml", change(PlanText)));

    /// <summary>One outcome in one wave, under a name of its own.</summary>
    public static string Small(string name, string text) => text[..text.IndexOf("charts:", StringComparison.Ordinal)]
        .Replace("plan: small_class", "plan: " + name, StringComparison.Ordinal)
        .Replace("outcomes: [pct, math, read]", "outcomes: [pct]", StringComparison.Ordinal)
        .Replace("waves: [K, \"1\", \"2\", \"3\"]", "waves: [K]", StringComparison.Ordinal);

    public static string PlanText => File.ReadAllText(Repository.At("data-schema", "examples", "star", "plans", "small_class.yaml"));

    /// <summary>The first rows of it in a database of its own, to be changed.</summary>
    public static async Task<LobStudy> OpenCopyAsync(string name, int rows)
    {
        ServerForTests.RequireServer();
        using var folder = new TemporaryFolder();
        var example = Repository.At("data-schema", "examples", "star");
        foreach (var file in Directory.GetFiles(example, "*.yaml", SearchOption.AllDirectories))
            folder.Write(Path.GetRelativePath(example, file), File.ReadAllText(file).Replace("study: star", "study: " + name, StringComparison.Ordinal));
        var csv = folder.Write("star.csv", string.Join('\n', File.ReadLines(Path.Combine(example, "star.csv")).Take(rows + 1)) + "\n");
        var study = await LobStudy.OpenAsync(folder.Path);
        await new SurveyIngest(study.Database, study.Definition, ServerForTests.Home).RunAsync(csv, SourceReader.Read(study.Definition, null));
        return study;
    }

    private static async Task<LobStudy> OpenOnceAsync()
    {
        var study = await LobStudy.OpenAsync("star");
        await new SurveyIngest(study.Database, study.Definition, ServerForTests.Home)
            .RunAsync(Path.Combine(study.Definition.Folder, "star.csv"), SourceReader.Read(study.Definition, null));
        return study;
    }
}
