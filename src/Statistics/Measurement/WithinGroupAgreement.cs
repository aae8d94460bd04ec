using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Measurement;

/// <summary>How far the members of one group agree: r_wg of one item, r_wg(j) of several. NaN is undefined, with a reason.</summary>
/// <remarks>
/// James, Demaree &amp; Wolf (1984), <i>J. Applied Psychology</i> 69, 85–98: 1 less the members' variance over that of answers
/// spread evenly, (A² − 1)/12 for A answers. Members who answered every item count. A negative value, more spread than by chance,
/// is reported as it is. As R's <c>multilevel::rwg</c> and <c>rwg.j</c> before they set negative ones to 0.
/// </remarks>
/// <param name="Group">The group, as text.</param>
/// <param name="Members">Members who answered every item.</param>
/// <param name="MeanVariance">Mean of the items' variances (divisor n − 1).</param>
/// <param name="Value">r_wg or r_wg(j).</param>
/// <param name="Reason">Why it is NaN; null when it isn't.</param>
public sealed record WithinGroupAgreement(string Group, int Members, double MeanVariance, double Value, string? Reason)
{
    internal static WithinGroupAgreement Of(string group, IReadOnlyList<double[]> complete, int items, double nullVariance)
    {
        if (complete.Count < 2)
            return new WithinGroupAgreement(group, complete.Count, double.NaN, double.NaN, "agreement needs two or more members who answered every item");
        var covariance = ItemMoments.Listwise(complete, items).Covariance;
        var variance = Enumerable.Range(0, items).Average(item => covariance[item, item]);
        if (double.IsNaN(nullVariance))
            return new WithinGroupAgreement(group, complete.Count, variance, double.NaN, "the items have no common range of answers in whole numbers, or none is stated");
        var ratio = variance / nullVariance;
        if (items == 1)
            return new WithinGroupAgreement(group, complete.Count, variance, 1 - ratio, null);
        // Spearman–Brown of 1 − ratio: beyond the pole at J/(J − 1) it would call the widest disagreement more than perfect agreement.
        var below = items * (1 - ratio) + ratio;
        return below > 0
            ? new WithinGroupAgreement(group, complete.Count, variance, items * (1 - ratio) / below, null)
            : new WithinGroupAgreement(group, complete.Count, variance, double.NaN, "the members differ so much more than by chance that r_wg(j) has no value");
    }
}
