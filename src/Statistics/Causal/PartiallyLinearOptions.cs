namespace LobResearch.Statistics.Causal;

/// <summary>Scores of the partially linear model.</summary>
public enum PartiallyLinearScore
{
    /// <summary>ψ = (y − l − θ(d − m))(d − m): residual on residual (Robinson 1988).</summary>
    PartiallingOut,

    /// <summary>ψ = (y − g − θd)(d − m): the residual as an instrument for the exposure.</summary>
    IvType,
}

/// <summary>How a partially linear effect is estimated.</summary>
public sealed record PartiallyLinearOptions : CausalOptions
{
    /// <summary>Which score.</summary>
    public PartiallyLinearScore Score { get; init; }
}
