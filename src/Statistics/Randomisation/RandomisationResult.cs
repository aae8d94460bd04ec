using System.Globalization;
using System.Text;
using LobResearch.Statistics.Bootstrap;
using static LobResearch.Statistics.Results.CoefficientTable;

namespace LobResearch.Statistics.Randomisation;

/// <summary>A randomisation test of an exposure that whole schools have.</summary>
/// <param name="Term">The exposure's coefficient.</param>
/// <param name="Cluster">What was assigned: the column of schools.</param>
/// <param name="Clusters">Number of schools.</param>
/// <param name="Label">The declared mechanism, or "permutation under exchangeability".</param>
/// <param name="Declared">Whether a mechanism was declared.</param>
/// <param name="Null">The effect tested, the same for everybody.</param>
/// <param name="Estimate">The coefficient.</param>
/// <param name="P">Share of assignments whose coefficient lies at least as far from the null.</param>
/// <param name="SmallestP">The smallest p value that can come out.</param>
/// <param name="Assignments">Assignments that p is a share of, the one that happened among them.</param>
/// <param name="Exact">Whether these are all that the mechanism could have given.</param>
/// <param name="Seed">The seed of random assignments; null when all were taken.</param>
/// <param name="Lower">Lower end of the interval, by inverting the test for effects that are the same for everybody.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Confidence">Confidence level of the interval.</param>
public sealed record RandomisationResult(
    string Term, string Cluster, int Clusters, string Label, bool Declared, double Null, double Estimate, double P, double SmallestP, int Assignments, bool Exact, ulong? Seed,
    IntervalEnd Lower, IntervalEnd Upper, double Confidence)
{
    /// <summary>What an analysis without a declared mechanism is called.</summary>
    public const string Exchangeability = "permutation under exchangeability";

    /// <summary>The result as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Label}: {Term} = {Null:G6}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  estimate       {Estimate:G6}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  p              {Probability(P)}   (smallest that can come out {Probability(SmallestP)})");
        text.AppendLine(CultureInfo.InvariantCulture, $"  {100 * Confidence:G4} % interval {Number(Lower.Value)} to {Number(Upper.Value)}");
        text.Append(CultureInfo.InvariantCulture, $"  {Clusters} clusters of {Cluster}, ");
        text.Append(Exact
            ? string.Create(CultureInfo.InvariantCulture, $"all {Assignments} assignments")
            : string.Create(CultureInfo.InvariantCulture, $"{Assignments} assignments with the one that happened, seed {Seed}"));
        if (!Declared)
            text.AppendLine().Append("note: no assignment mechanism is declared; p holds if the schools could as well have had each other's exposure");
        foreach (var reason in new[] { Lower.Reason, Upper.Reason }.Where(reason => reason is not null).Distinct())
            text.AppendLine().Append("note: ").Append(reason);
        return text.ToString();
    }
}
