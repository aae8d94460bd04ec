using System.Text.Json.Nodes;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal.Sensitivity;

/// <summary>Sensitivity as an entry of <c>tables.sensitivity</c>.</summary>
internal static class SensitivityDocument
{
    public static JsonObject Of(SensitivityResult result)
    {
        var entry = new JsonObject
        {
            ["exposure"] = result.Exposure,
            ["kind"] = result.Kind,
            ["partialR2"] = FitDocument.Number(result.PartialR2),
            ["robustnessValue"] = FitDocument.Number(result.RobustnessValue),
            ["robustnessValueOfInterval"] = FitDocument.Number(result.RobustnessValueOfInterval),
            ["eValue"] = FitDocument.Number(result.EValue.Estimate),
            ["eValueOfInterval"] = FitDocument.Number(result.EValue.Interval),
            ["benchmarks"] = new JsonArray([.. result.Benchmarks.Select(Benchmark)]),
            ["byLevel"] = result.ByLevel is null ? null : Levels(result.ByLevel),
            ["nl"] = SensitivityWords.Of(result, AdviceLanguage.Dutch),
            ["en"] = SensitivityWords.Of(result, AdviceLanguage.English),
        };
        if (result.Reason is not null)
            entry["reason"] = result.Reason;
        else if (double.IsNaN(result.PartialR2))
            entry["reason"] = "an average effect has no partial R²";
        return entry;
    }

    private static JsonObject Benchmark(SensitivityBenchmark benchmark)
    {
        var entry = new JsonObject
        {
            ["covariate"] = benchmark.Covariate,
            ["r2Exposure"] = FitDocument.Number(benchmark.Exposure),
            ["r2Outcome"] = FitDocument.Number(benchmark.Outcome),
            ["lower"] = FitDocument.Number(benchmark.Lower),
            ["upper"] = FitDocument.Number(benchmark.Upper),
            ["intervalLower"] = FitDocument.Number(benchmark.IntervalLower),
            ["intervalUpper"] = FitDocument.Number(benchmark.IntervalUpper),
            ["changes"] = benchmark.Changes,
        };
        if (double.IsInfinity(benchmark.Lower))
            entry["reason"] = "it explains more than half of the exposure: a cause as strong again would explain more than all of it";
        return entry;
    }

    private static JsonObject Levels(SensitivityByLevel levels)
    {
        var entry = new JsonObject
        {
            ["cluster"] = levels.Cluster,
            ["G"] = levels.Clusters,
            ["within"] = FitDocument.Number(levels.Within),
            ["between"] = FitDocument.Number(levels.Between),
        };
        if ((levels.WithinReason ?? levels.BetweenReason) is not null)
            entry["reason"] = string.Join("; ", new[] { levels.WithinReason, levels.BetweenReason }.OfType<string>());
        return entry;
    }
}
