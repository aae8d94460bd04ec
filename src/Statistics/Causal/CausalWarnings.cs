using System.Globalization;

namespace LobResearch.Statistics.Causal;

/// <summary>What a reader of a causal estimate must know.</summary>
internal static class CausalWarnings
{
    // Surveys of people never explain so much of an answer; an outcome that stands among the covariates in disguise does.
    private const double Leak = 0.98;
    private const double Determined = 0.98;
    private const double Trimmed = 0.05;
    private const int FewClusters = 10;

    public static IReadOnlyList<string> Of(CausalFit fit, CausalOptions options) =>
        [.. Nuisance(fit), .. Stacks(fit), .. fit.Notes.Distinct(), .. Simultaneous(fit), .. Clusters(fit, options), .. Trimming(fit), .. Spread(fit)];

    private static IEnumerable<string> Nuisance(CausalFit fit)
    {
        foreach (var loss in fit.Nuisance)
        {
            if (loss.Nuisance != "m" && loss.RSquared > Leak)
                yield return string.Create(CultureInfo.InvariantCulture, $"the covariates predict {fit.Data.Roles.Outcome} almost exactly ({loss.Nuisance}: R² = {loss.RSquared:0.0000}): is the outcome, or a part of it, among them? Then the effect is of what is left, not of the outcome");
            if (loss.Nuisance == "m" && loss.RSquared > Determined)
                yield return string.Create(CultureInfo.InvariantCulture, $"the covariates predict the exposure {loss.Exposure} almost exactly (R² = {loss.RSquared:0.0000}): hardly anything of it is left to have an effect");
            if (loss.RSquared < -0.05)
                yield return string.Create(CultureInfo.InvariantCulture, $"{loss.Nuisance} of {loss.Exposure} predicts worse than the mean would (R² = {loss.RSquared:0.00}, {loss.Learner}): take a simpler learner");
        }
    }

    private static IEnumerable<string> Simultaneous(CausalFit fit) => fit.WithoutSimultaneous is null ? [] : [$"no intervals that hold for all effects at once: {fit.WithoutSimultaneous}"];

    private static IEnumerable<string> Stacks(CausalFit fit) => fit.LeftOut.GroupBy(left => (left.Nuisance, left.Member)).Select(group => string.Create(
        CultureInfo.InvariantCulture,
        $"{group.Key.Nuisance}: the stack was made without {group.Key.Member} in {group.Sum(left => left.Folds)} of {group.Sum(left => left.Of)} folds. {group.First().Reason}"));

    private static IEnumerable<string> Clusters(CausalFit fit, CausalOptions options)
    {
        for (var at = 0; at < fit.Clusters.Count; at++)
        {
            if (fit.Clusters[at] < FewClusters)
                yield return string.Create(CultureInfo.InvariantCulture, $"only {fit.Clusters[at]} clusters of {fit.Data.Clusters[at].Name}: intervals can be too narrow, whatever the correction");
        }

        if (fit.Data.Clusters.Count == 0 || fit.Data.FoldColumn is null)
            yield break;
        foreach (var cluster in fit.Data.Clusters)
        {
            var (own, folds) = (ClusterCodes.Of(cluster), FoldPlan.Codes(fit.Data.FoldColumn));
            if (own.Zip(folds).Distinct().Count() > own.Max() + 1)
                yield return $"the folds of {fit.Data.FoldColumn.Name} divide clusters of {cluster.Name}: predictions are learned from rows of the same cluster, which understates the error";
        }
    }

    private static IEnumerable<string> Trimming(CausalFit fit)
    {
        if (fit.Overlap is not { } overlap)
            yield break;
        var outside = overlap.Below + overlap.Above;
        if (outside > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{outside} rows have a probability of exposure outside {overlap.Lower:0.###} to {overlap.Upper:0.###} and were {(overlap.Dropped ? "left out: the effect is that of the others" : "set to the bound")}");
        if (outside > Trimmed * fit.Data.N)
            yield return string.Create(CultureInfo.InvariantCulture, $"that is {(double)outside / fit.Data.N:0 %} of the rows: the exposed and the others have too little in common for an average effect of all");
    }

    private static IEnumerable<string> Spread(CausalFit fit)
    {
        foreach (var splits in fit.Splits.GroupBy(split => split.Exposure).Where(group => group.Count() > 1))
        {
            var (lowest, highest) = (splits.Min(split => split.Estimate), splits.Max(split => split.Estimate));
            if (highest - lowest > fit[splits.Key].StandardError)
                yield return string.Create(CultureInfo.InvariantCulture, $"over the splits the effect of {splits.Key} runs from {lowest:G4} to {highest:G4}, more than its standard error: the division into folds matters; take more splits");
        }
    }
}
