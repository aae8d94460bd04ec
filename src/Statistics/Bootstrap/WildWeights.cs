namespace LobResearch.Statistics.Bootstrap;

/// <summary>What a cluster's residuals are multiplied by in a bootstrap sample.</summary>
public enum WildWeights
{
    /// <summary>−1 or 1: 2^G vectors, of which half differ in |t|.</summary>
    Rademacher,

    /// <summary>±√½, ±1, ±√1½: Webb (2023), <i>Canadian Journal of Economics</i> 56, 839–858; for few clusters, where 2^G is small.</summary>
    Webb,
}
