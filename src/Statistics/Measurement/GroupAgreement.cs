using System.Globalization;
using System.Text;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.EffectSizes;

namespace LobResearch.Statistics.Measurement;

/// <summary>Whether a scale's scores may be averaged within groups: r_wg of each group, ICC(1) and ICC(2) of the scores.</summary>
/// <param name="Key">The scale.</param>
/// <param name="By">The groups' column.</param>
/// <param name="NullVariance">Of answers spread evenly, (A² − 1)/12; NaN without a range of whole numbers.</param>
/// <param name="Groups">Each group's r_wg (one item) or r_wg(j), in the order of the groups.</param>
/// <param name="Icc">One-way analysis of the scores on groups; null with a reason.</param>
/// <param name="Confidence">Confidence level of the ICCs' intervals.</param>
/// <param name="IccReason">Why there is no analysis; null when there is one.</param>
public sealed record GroupAgreement(
    ScaleKey Key, string By, double NullVariance, IReadOnlyList<WithinGroupAgreement> Groups, IntraclassCorrelation? Icc, double Confidence, string? IccReason)
{
    // LeBreton & Senter (2008), Organizational Research Methods 11, 815–852: agreement is called strong from here.
    private const double Strong = 0.70;

    /// <summary>Name of the index.</summary>
    public string Index => Key.Items.Count == 1 ? "r_wg" : "r_wg(j)";

    /// <summary>Groups' values that are defined.</summary>
    public IReadOnlyList<double> Values => Groups.Select(group => group.Value).Where(value => !double.IsNaN(value)).Order().ToList();

    /// <summary>Mean of the defined values; NaN when there is none.</summary>
    public double Mean => Values.Count == 0 ? double.NaN : Values.Average();

    /// <summary>Median of the defined values; NaN when there is none.</summary>
    public double Median => Values is { Count: > 0 } sorted ? (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2 : double.NaN;

    /// <summary>Share of the defined values of .70 or more; NaN when there is none.</summary>
    public double ShareStrong => Values.Count == 0 ? double.NaN : (double)Values.Count(value => value >= Strong) / Values.Count;

    /// <summary>What a reader must know, in words.</summary>
    public IReadOnlyList<string> Warnings => Values.Count(value => value < 0) is > 0 and var negative
        ? [string.Create(CultureInfo.InvariantCulture, $"{Key.Name}: {Index} is negative in {ReliabilityText.Count(negative, "group")}, whose members differ more than by chance")]
        : [];

    /// <summary>Analyses a scale.</summary>
    /// <param name="key">The scale.</param>
    /// <param name="data">Holds its items and the groups.</param>
    /// <param name="by">The groups' column; rows without a value are left out.</param>
    /// <param name="confidence">Confidence level.</param>
    /// <exception cref="StatisticsException">No such column, a text where a number is expected, or a value outside the range.</exception>
    public static GroupAgreement Of(ScaleKey key, ColumnSet data, string by, double confidence = 0.95) =>
        Of(key, data, ScaleScores.Of(key, data), RowGroups.Of(data[by]), confidence);

    internal static GroupAgreement Of(ScaleKey key, ColumnSet data, NumericColumn scores, RowGroups groups, double confidence)
    {
        var items = KeyedItems.Read(key, data);
        var evenly = EvenVariance(key);
        var agreement = groups.Groups.Select(group =>
            WithinGroupAgreement.Of(group.Label, items.Canonical(group.Rows).Where(row => !row.Any(double.IsNaN)).ToList(), key.Items.Count, evenly)).ToList();
        // By group and score, whatever the order of rows.
        var members = groups.Groups.SelectMany((group, code) => group.Rows.Select(row => scores.Values[row]).Where(score => !double.IsNaN(score)).Order().Select(score => (score, code))).ToList();
        try
        {
            var icc = IntraclassCorrelation.OneWay(members.Select(member => member.score).ToArray(), members.Select(member => member.code).ToArray());
            return new GroupAgreement(key, groups.Column, evenly, agreement, icc, confidence, null);
        }
        catch (StatisticsException fault)
        {
            return new GroupAgreement(key, groups.Column, evenly, agreement, null, confidence, fault.Message);
        }
    }

    private static double EvenVariance(ScaleKey key)
    {
        // Items with answers of different ranges have no one distribution of answers given at random.
        if (key.Items.Any(item => item.Range is not null) || key.Minimum is not { } low || key.Maximum is not { } high || low != Math.Floor(low) || high != Math.Floor(high))
            return double.NaN;
        var answers = high - low + 1;
        return (answers * answers - 1) / 12;
    }

    /// <summary>The analysis as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Key.Name} within {By}: {ReliabilityText.Count(Groups.Count, "group")}");
        text.AppendLine(Values.Count == 0
            ? $"{Index}: none, {Groups.Select(group => group.Reason).FirstOrDefault() ?? "there are no groups"}"
            : string.Create(CultureInfo.InvariantCulture, $"{Index}  median {Median:0.000}, mean {Mean:0.000}, lowest {Values[0]:0.000}, highest {Values[^1]:0.000}; {100 * ShareStrong:0} % of {Values.Count} at .70 or above"));
        if (Icc is null)
            return text.Append(CultureInfo.InvariantCulture, $"ICC: none, {IccReason}").ToString();
        var (one, two) = (Icc.Icc1Interval(Confidence), Icc.Icc2Interval(Confidence));
        return text.Append(
            CultureInfo.InvariantCulture,
            $"ICC(1)  {ReliabilityText.Number(Icc.Icc1)}, {100 * Confidence:G4} % interval {ReliabilityText.Number(one.Lower)} to {ReliabilityText.Number(one.Upper)}; ICC(2)  {ReliabilityText.Number(Icc.Icc2)}, {ReliabilityText.Number(two.Lower)} to {ReliabilityText.Number(two.Upper)}; F({Icc.BetweenDf}, {Icc.WithinDf}) = {Icc.F:0.00}, {ReliabilityText.P(Icc.P)}").ToString();
    }
}
