using LobResearch.Analysis.Runs;
using LobResearch.Analysis.Tests;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Report;
using LobResearch.Charts.Theme;
using LobResearch.Simulation.Scenarios;
using LobResearch.TestKit;

namespace LobResearch.Browser.Tests;

/// <summary>Reports of three studies, written once: the brochure's eight schools, forty-eight schools with long Dutch names, and one where nothing differs.</summary>
internal static class Reports
{
    private const string LongTitle = "Loopbaanoriëntatiebegeleidingsgesprekkencyclus en arbeidsmarktinformatievoorzieningsbijeenkomsten in het voorbereidend middelbaar beroepsonderwijs";
    private static readonly TemporaryFolder Folder = new();
    private static readonly Dictionary<string, Task<WrittenReport>> Written = new(StringComparer.Ordinal);

    /// <summary>The report of a study, in a language.</summary>
    public static Task<WrittenReport> OfAsync(string study, string language)
    {
        ServerForTests.RequireServer();
        lock (Written)
        {
            var key = $"{study}-{language}";
            return Written.TryGetValue(key, out var report) ? report : Written[key] = WriteAsync(study, language);
        }
    }

    public static void Remove() => Folder.Dispose();

    private static async Task<WrittenReport> WriteAsync(string name, string language)
    {
        await using var study = await GeneratedStudy.CreateAsync($"browser_{name}_{language}", Options(name), folder => Rename(name, folder));
        foreach (var plan in new[] { "support_participation", "support_offer" })
            await EffectRunStore.RunAsync(study.Study, study.Plan(plan, GeneratedStudy.Quick));
        return await StudyReport.WriteAsync(study.Study, new ReportOptions(language == "nl" ? Language.Dutch : Language.English, Audience.Funder), Folder.At($"{name}-{language}"));
    }

    private static ScenarioOptions Options(string name) => name switch
    {
        "eight" => new ScenarioOptions { Scenario = Scenario.Rotterdam, Seed = 4 },
        "many" => new ScenarioOptions { Scenario = Scenario.Crossed, Seed = 5, Schools = 48, Parents = 2_400 },
        _ => new ScenarioOptions { Scenario = Scenario.Crossed, Seed = 6, Parents = 1_600, Effects = ScenarioEffects.Null },
    };

    private static void Rename(string name, string folder)
    {
        if (name != "many")
            return;
        var yaml = Path.Combine(folder, "study.yaml");
        var lines = File.ReadAllLines(yaml);
        var title = Array.FindIndex(lines, line => line.StartsWith("title:", StringComparison.Ordinal));
        // The title is one line or two: {nl: …, en: …}, or a key each.
        if (lines[title].Contains('{', StringComparison.Ordinal))
            lines[title] = $"title: {{nl: \"{LongTitle}\", en: \"{LongTitle}\"}}";
        else
            (lines[title + 1], lines[title + 2]) = ($"  nl: \"{LongTitle}\"", $"  en: \"{LongTitle}\"");
        File.WriteAllLines(yaml, lines);
    }
}
