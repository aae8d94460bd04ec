using LobResearch.Analysis.Comparisons;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Balance;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Overlap;
using LobResearch.Charts.Sensitivity;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Separability;
using LobResearch.Study.Design;
using LobResearch.TestKit;

namespace LobResearch.Charts.Tests.Causal;

/// <summary>Pictures of a run's comparisons to draw in tests: no database, numbers by hand.</summary>
internal static class ComparisonContent
{
    public static readonly StudyDefinition Study = StudyFolder.Load(Repository.At("data-schema"));

    private static readonly EffectPlan Plan = EffectPlanReader.Read(Study, Repository.At("data-schema", "plans", "support_participation.yaml"));

    public static BalanceContent Balance(Language language = Language.English, params GroupComparison[] groups) =>
        new(new ComparisonWords(Study, Run, language), new ComparisonCells(Run, new CountedGroup(1000, 16)), groups.Length > 0 ? groups : [Groups("C"), Groups("I")], "Run 0123456789ab.", language);

    public static OverlapContent Overlap(Language language = Language.English, params GroupComparison[] groups) =>
        new(new ComparisonWords(Study, Run, language), new ComparisonCells(Run, new CountedGroup(1000, 16)), groups.Length > 0 ? groups : [Groups("C"), Groups("I")], "Run 0123456789ab.", language);

    public static SensitivityContent Sensitivity(Language language = Language.English, params HiddenCause[] causes) =>
        new(new ComparisonWords(Study, Run, language), Run, causes.Length > 0 ? causes : [Cause("C", 0.2, 0.05), Cause("I", 0.1, 0.2)], "Run 0123456789ab.", language);

    /// <summary>Two groups with counts per tenth of probability.</summary>
    public static GroupComparison Groups(string component, int[]? exposed = null, int[]? others = null)
    {
        exposed ??= [10, 20, 30, 40, 50, 40, 30, 20, 15, 12];
        others ??= [60, 70, 80, 60, 50, 40, 30, 20, 15, 10];
        return new GroupComparison(
            component, new CountedGroup(exposed.Sum(), 8), new CountedGroup(others.Sum(), 8), 8, false, 100, 200,
            [new CovariateDifference("SUP_T0", 1, 0.35, 0.01), new CovariateDifference("education", 4, 0.2, 0.02), new CovariateDifference("EFF", 1, 0.05, 0)],
            [.. exposed.Select((count, tenth) => new ProbabilityBin(tenth / 10.0, (tenth + 1) / 10.0, new CountedGroup(count, 5), new CountedGroup(others[tenth], 5)))], 0.52, 0.31);
    }

    /// <summary>An effect with its error; df 400.</summary>
    public static HiddenCause Cause(string component, double estimate, double error)
    {
        var (t, lower, upper) = (estimate / error, estimate - 1.96 * error, estimate + 1.96 * error);
        var share = t * t / (t * t + 400);
        var interval = lower > 0 ? 0.5 * (Math.Sqrt(Math.Pow(lower / error, 4) / 160_000 + 4 * lower * lower / error / error / 400) - lower * lower / error / error / 400) : 0;
        return new HiddenCause(component, 1000, 16, new SensitivityResult(
            component, "ols", estimate, lower, upper, share, 0.5 * (Math.Sqrt(Math.Pow(t, 4) / 160_000 + 4 * t * t / 400) - t * t / 400), interval,
            [new SensitivityBenchmark("SUP_T0", 0.01, 0.2, 0.1, 0.3, 0, 0.4, false), new SensitivityBenchmark("education", 0.005, 0.01, 0.1, 0.3, 0, 0.4, false)], new EValue(1, 1, 0), null));
    }

    public static EffectRun Run { get; } = new(
        "0123456789ab", Plan, "exploratory", "", new EffectReport(
            [new FlowStage("analysed: all", 1000, [])],
            new SeparabilityTable(true, 1000, 10, 5, [.. Plan.Exposures.Select(component => new ExposureSeparability(Plan.ExposureColumn(component), Separation.Separable, 267, 16, 16, 16, 0.1, 1.2, [], []))]),
            [.. Plan.Exposures.Select(component => new ComponentEffect(component, EffectRole.Primary, null, new ModelledEffect(
                Plan.ExposureColumn(component), "ancova", "y ~ x", "CR2", new Coefficient(component, 0.2, 0.05, 14, 0.1, 0.3, "t", null), 1000, 0, 16), 0.01, null))],
            0.8, []),
        [], [1], "simulated", "1.0", false);
}
