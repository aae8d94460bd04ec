using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Causal;

/// <summary>Groups' effects as parameters of a fit.</summary>
internal static class GroupParameters
{
    public static IEnumerable<CausalParameter> Of(
        string exposure, string? component, CategoricalColumn groups, IReadOnlyList<GroupEffects> splits, double confidence, List<CausalTest> tests, List<string> notes)
    {
        var names = groups.Levels.Where((_, level) => groups.Codes.Contains(level)).ToList();
        if (splits.Any(split => split.Effects.Count != names.Count))
            throw new StatisticsException($"A group of '{groups.Name}' has no rows within the bounds of the probability of exposure. Widen the bounds, or put groups together.");
        notes.AddRange(splits.SelectMany(split => split.Warnings));
        // Of repeated splits the one with the median p: a statistic, its degrees of freedom and its p that belong together.
        tests.Add(splits.Select(split => split.Test).OrderBy(test => double.IsNaN(test.P) ? 2 : test.P).ElementAt((splits.Count - 1) / 2) is var middle && splits.Count > 1
            ? middle with { Name = $"{exposure}: {middle.Name} (split with the median p)" }
            : splits[0].Test with { Name = $"{exposure}: {splits[0].Test.Name}" });
        for (var group = 0; group < names.Count; group++)
            yield return new CausalParameter("effect", exposure, names[group], component is null ? "gate" : $"{component}, gate", SplitMedian.Of([.. splits.Select(split => split.Effects[group])], confidence));
        for (var group = 1; group < names.Count; group++)
            yield return new CausalParameter("contrast", exposure, $"{names[group]} − {names[0]}", component is null ? "gate" : $"{component}, gate", SplitMedian.Of([.. splits.Select(split => split.Contrasts[group - 1])], confidence));
    }
}
