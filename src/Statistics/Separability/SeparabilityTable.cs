using System.Globalization;
using System.Text;

namespace LobResearch.Statistics.Separability;

/// <summary>Whether an exposure's effect can be told from everything else.</summary>
public enum Separation
{
    /// <summary>From the other exposures, the covariates and the clusters.</summary>
    Separable,

    /// <summary>It can, but by the rows of one cluster alone: an effect in that cluster only.</summary>
    InOneCluster,

    /// <summary>Not from what single clusters have of their own.</summary>
    NotFromCluster,

    /// <summary>Not from the other exposures.</summary>
    NotFromOthers,

    /// <summary>All rows have one exposure.</summary>
    NoVariation,
}

/// <summary>One exposure.</summary>
/// <param name="Exposure">Its column.</param>
/// <param name="Separation">The verdict.</param>
/// <param name="Exposed">Rows with an exposure other than 0.</param>
/// <param name="Clusters">Clusters with any row.</param>
/// <param name="ExposedClusters">Clusters with any exposed row.</param>
/// <param name="VaryingClusters">Clusters within which it differs between rows.</param>
/// <param name="BetweenShare">Share of its variance that lies between clusters; NaN without variance.</param>
/// <param name="VarianceInflation">Its variance over what the other exposures, covariates and effects leave of it; infinite when nothing is left.</param>
/// <param name="RestsOn">Clusters without which it could not be told from the rest.</param>
/// <param name="AliasedWith">Exposures that it can't be told from.</param>
public sealed record ExposureSeparability(
    string Exposure, Separation Separation, int Exposed, int Clusters, int ExposedClusters, int VaryingClusters, double BetweenShare, double VarianceInflation,
    IReadOnlyList<string> RestsOn, IReadOnlyList<string> AliasedWith)
{
    /// <summary>Whether its effect is printed as a number.</summary>
    public bool IsEstimable => Separation is Separation.Separable or Separation.InOneCluster;
}

/// <summary>Which exposures can be told apart, judged before any outcome is looked at.</summary>
/// <param name="Absorbed">Whether clusters have effects of their own in the model.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Rank">Independent directions of the exposures after covariates and effects.</param>
/// <param name="ConditionNumber">Of the exposures scaled to one length after covariates and effects (Belsley, Kuh &amp; Welsch 1980); infinite when the rank is not full.</param>
/// <param name="Exposures">Per exposure.</param>
public sealed record SeparabilityTable(bool Absorbed, int Rows, int Rank, double ConditionNumber, IReadOnlyList<ExposureSeparability> Exposures)
{
    /// <summary>An exposure by its column.</summary>
    /// <exception cref="StatisticsException">There is none of that name.</exception>
    public ExposureSeparability this[string exposure] => Exposures.FirstOrDefault(row => row.Exposure == exposure)
        ?? throw new StatisticsException($"There is no exposure '{exposure}'; there are {string.Join(", ", Exposures.Select(row => row.Exposure))}.");

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"exposure",-14} {"exposed",8} {"clusters",9} {"exposed in",11} {"varies in",10} {"between",8} {"VIF",8}  verdict");
        foreach (var row in Exposures)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{row.Exposure,-14} {row.Exposed,8} {row.Clusters,9} {row.ExposedClusters,11} {row.VaryingClusters,10} {row.BetweenShare,8:0.00} {row.VarianceInflation,8:0.0}  {row.Separation}{(row.RestsOn.Count > 0 ? $" (rests on {string.Join(", ", row.RestsOn)})" : "")}");
        }

        text.Append(CultureInfo.InvariantCulture, $"rank {Rank} of {Exposures.Count}, condition number {ConditionNumber:0.0}");
        return text.ToString();
    }
}
