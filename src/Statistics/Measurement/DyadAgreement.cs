using System.Globalization;

namespace LobResearch.Statistics.Measurement;

/// <summary>How far the two of a dyad give the same score: a parent and a student of the same behaviour.</summary>
/// <remarks>
/// ICC(A,1), McGraw &amp; Wong (1996), <i>Psychological Methods</i> 1, 30–46: a difference in level counts as disagreement, which a
/// correlation and ICC(C,1) overlook. Computed as Shrout &amp; Fleiss's ICC(2,1) of two raters, with the same interval.
/// </remarks>
/// <param name="Scale">The scale.</param>
/// <param name="First">One role.</param>
/// <param name="Second">The other role.</param>
/// <param name="FirstMean">Mean score in the first role; NaN without pairs.</param>
/// <param name="SecondMean">Mean score in the second.</param>
/// <param name="Pairs">Dyads with a score in both roles.</param>
/// <param name="Unpaired">Dyads with a score in one of the two.</param>
/// <param name="Correlation">Pearson's; NaN with a reason.</param>
/// <param name="CorrelationLower">Lower end of its interval, <see cref="CorrelationInterval"/>; NaN with a reason.</param>
/// <param name="CorrelationUpper">Upper end.</param>
/// <param name="Absolute">ICC(A,1); null with a reason.</param>
/// <param name="Consistent">ICC(C,1); null with a reason.</param>
/// <param name="Reason">Why numbers are lacking; null when none is.</param>
public sealed record DyadAgreement(
    string Scale, string First, string Second, double FirstMean, double SecondMean, int Pairs, int Unpaired, double Correlation, double CorrelationLower, double CorrelationUpper,
    RaterIcc? Absolute, RaterIcc? Consistent, string? Reason)
{
    /// <summary>Mean score in the first role less that in the second.</summary>
    public double Difference => FirstMean - SecondMean;

    /// <summary>What a reader must know, in words.</summary>
    public IReadOnlyList<string> Warnings => Unpaired == 0
        ? []
        : [string.Create(CultureInfo.InvariantCulture, $"{Scale}, {First} and {Second}: {ReliabilityText.Count(Unpaired, "dyad")} with only one of the two scores {(Unpaired == 1 ? "is" : "are")} left out")];

    /// <summary>Analyses pairs of scores.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="first">One role.</param>
    /// <param name="second">The other role.</param>
    /// <param name="pairs">Per dyad the score in the first role and that in the second; none missing.</param>
    /// <param name="unpaired">Dyads with one of the two.</param>
    /// <param name="confidence">Confidence level of the intervals.</param>
    /// <exception cref="StatisticsException">No confidence level.</exception>
    public static DyadAgreement Of(string scale, string first, string second, IReadOnlyList<double[]> pairs, int unpaired, double confidence = 0.95)
    {
        var pair = ScorePair.Of(pairs);
        var (lower, upper) = CorrelationInterval.Of(pair.Correlation, pair.N, confidence);
        var without = new DyadAgreement(scale, first, second, pair.Means.First, pair.Means.Second, pair.N, unpaired, pair.Correlation, lower, upper, null, null, null);
        if (pair.N < 2)
            return without with { Reason = "agreement needs two or more dyads with both scores" };
        try
        {
            var ratings = RaterAgreement.Of(pairs, confidence);
            return without with
            {
                Absolute = ratings.Single(icc => icc.Type == "ICC2"),
                Consistent = ratings.Single(icc => icc.Type == "ICC3"),
                Reason = double.IsNaN(pair.Correlation) ? "the scores of one role don't vary" : double.IsNaN(lower) ? "the interval of r needs four or more dyads" : null,
            };
        }
        catch (StatisticsException fault)
        {
            return without with { Reason = fault.Message };
        }
    }

    /// <summary>The agreement as text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Scale}, {First} and {Second}: {ReliabilityText.Count(Pairs, "dyad")}, means {ReliabilityText.Number(FirstMean)} and {ReliabilityText.Number(SecondMean)}, difference {ReliabilityText.Number(Difference)}
        {(Absolute is null ? $"ICC: none, {Reason}" : $"ICC(A,1)  {Absolute.Range}; ICC(C,1)  {Consistent!.Range}; r {ReliabilityText.Number(Correlation)}, {ReliabilityText.Number(CorrelationLower)} to {ReliabilityText.Number(CorrelationUpper)}")}
        """);
}
