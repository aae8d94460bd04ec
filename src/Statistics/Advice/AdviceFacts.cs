namespace LobResearch.Statistics.Advice;

/// <summary>What advice needs that a least-squares fit doesn't tell.</summary>
public sealed record AdviceFacts
{
    /// <summary>Whether it is declared how schools were assigned.</summary>
    public bool MechanismDeclared { get; init; }

    /// <summary>Whether a mixed model estimates the variance between schools as zero (a singular fit); null when none was fitted: then ICC(1) of the residuals tells.</summary>
    public bool? SchoolVarianceIsZero { get; init; }

    /// <summary>That mixed model's degrees of freedom for the exposure; null when none was fitted.</summary>
    public double? MixedModelDegreesOfFreedom { get; init; }
}
