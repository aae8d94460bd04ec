namespace LobResearch.Statistics.Robust;

/// <summary>Cluster-robust covariance estimators, named as in clubSandwich.</summary>
public enum CovarianceType
{
    /// <summary>Liang &amp; Zeger (1986), without correction.</summary>
    CR0,

    /// <summary>CR0 × G/(G−1).</summary>
    CR1,

    /// <summary>CR0 × G(N−1)/((G−1)(N−p)), p counting all columns: as clubSandwich computes it, and Stata.</summary>
    CR1S,

    /// <summary>Bias-reduced linearisation: Bell &amp; McCaffrey (2002), Pustejovsky &amp; Tipton (2018).</summary>
    CR2,

    /// <summary>
    /// The jackknife: the sum of the outer products of what leaving out one cluster changes, without (G − 1)/G. Tends to be
    /// too large, which errs on the safe side (Bell &amp; McCaffrey 2002; MacKinnon, Nielsen &amp; Webb 2023).
    /// </summary>
    CR3,
}
