using System.Globalization;
using System.Text;
using static LobResearch.Statistics.Results.CoefficientTable;

namespace LobResearch.Statistics.Bootstrap;

/// <summary>A wild cluster bootstrap-t of one coefficient.</summary>
/// <param name="Term">The coefficient.</param>
/// <param name="Cluster">What errors are clustered by.</param>
/// <param name="Clusters">Number of clusters, G.</param>
/// <param name="Null">The value tested.</param>
/// <param name="Estimate">In units of the outcome per unit of the column.</param>
/// <param name="StandardError">CR1S, of which the t statistic is made; NaN when undefined.</param>
/// <param name="P">Share of bootstrap samples with |t*| at least |t|; NaN when undefined.</param>
/// <param name="SmallestP">The smallest p value that can come out with these clusters, weights and draws.</param>
/// <param name="Lower">Lower end of the interval, by inverting the test.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Confidence">Confidence level of the interval.</param>
/// <param name="Weights">The weights' distribution.</param>
/// <param name="Draws">Weight vectors that p is a share of.</param>
/// <param name="Enumerated">Whether these are all vectors that there are.</param>
/// <param name="Seed">The seed of the random vectors; null when all were taken.</param>
/// <param name="Reason">Why p is undefined; null when it is defined.</param>
public sealed record WildBootstrapResult(
    string Term, string Cluster, int Clusters, double Null, double Estimate, double StandardError, double P, double SmallestP, IntervalEnd Lower, IntervalEnd Upper,
    double Confidence, WildWeights Weights, int Draws, bool Enumerated, ulong? Seed, string? Reason)
{
    /// <summary>What the intervals of this method are called.</summary>
    public const string IntervalMethod = "wild-cluster-bootstrap-t";

    /// <summary>Estimate less null over standard error.</summary>
    public double Statistic => (Estimate - Null) / StandardError;

    /// <summary>The result as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"wild cluster bootstrap-t of {Term} = {Null:G6}, null imposed");
        text.AppendLine(CultureInfo.InvariantCulture, $"  estimate       {Number(Estimate)}   (CR1S standard error {Number(StandardError)}, t {Number(Statistic)})");
        text.AppendLine(CultureInfo.InvariantCulture, $"  p              {Probability(P)}   (smallest that can come out {Probability(SmallestP)})");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {100 * Confidence:G4} % interval {Number(Lower.Value)} to {Number(Upper.Value)}");
        text.Append(CultureInfo.InvariantCulture, $"  {Clusters} clusters of {Cluster}, {Weights} weights, ");
        text.Append(Enumerated
            ? string.Create(CultureInfo.InvariantCulture, $"all {Draws} vectors")
            : string.Create(CultureInfo.InvariantCulture, $"{Draws} vectors with the sample itself, seed {Seed}"));
        foreach (var reason in new[] { Reason, Lower.Reason, Upper.Reason }.Where(reason => reason is not null).Distinct())
            text.AppendLine().Append("note: ").Append(reason);
        return text.ToString();
    }
}
