using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Forest;

/// <summary>Says what estimates show and no more: where an interval holds no difference, the sentence says so.</summary>
internal static class FindingSentence
{
    /// <summary>The finding of several comparable estimates, such as one per wave.</summary>
    /// <param name="subject">What is compared, such as "Kleine klas".</param>
    /// <param name="rows">The estimates.</param>
    /// <param name="noDifference">Value of no difference.</param>
    /// <param name="language">Language of the sentence.</param>
    public static string For(string subject, IReadOnlyList<ForestRow> rows, double noDifference, Language language)
    {
        var complete = rows.Where(row => row.IsComplete).ToList();
        if (complete.Count == 0)
            return language == Language.Dutch ? $"{subject}: geen schatting mogelijk" : $"{subject}: no estimate possible";
        var higher = complete.Count(row => row.Lower > noDifference);
        var lower = complete.Count(row => row.Upper < noDifference);
        var unclear = complete.Count - higher - lower;
        return language == Language.Dutch
            ? $"{subject}: {Dutch(higher, lower, unclear, complete.Count)}"
            : $"{subject}: {English(higher, lower, unclear, complete.Count)}";
    }

    private static string Dutch(int higher, int lower, int unclear, int all)
    {
        if (unclear == all)
            return "niet te onderscheiden van geen verschil";
        if (higher == all)
            return all == 1 ? "hogere scores" : $"hogere scores in alle {all} vergelijkingen";
        if (lower == all)
            return all == 1 ? "lagere scores" : $"lagere scores in alle {all} vergelijkingen";
        return Join(
            higher > 0 ? $"hogere scores in {higher} van {all} vergelijkingen" : null,
            lower > 0 ? $"lagere in {lower} van {all}" : null,
            unclear > 0 ? $"in {unclear} niet te onderscheiden van geen verschil" : null);
    }

    private static string English(int higher, int lower, int unclear, int all)
    {
        if (unclear == all)
            return "not distinguishable from no difference";
        if (higher == all)
            return all == 1 ? "higher scores" : $"higher scores in all {all} comparisons";
        if (lower == all)
            return all == 1 ? "lower scores" : $"lower scores in all {all} comparisons";
        return Join(
            higher > 0 ? $"higher scores in {higher} of {all} comparisons" : null,
            lower > 0 ? $"lower in {lower} of {all}" : null,
            unclear > 0 ? $"not distinguishable from no difference in {unclear}" : null);
    }

    private static string Join(params string?[] parts) => string.Join(", ", parts.OfType<string>());
}
