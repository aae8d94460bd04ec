using System.Globalization;
using LobResearch.Statistics.Design;

namespace LobResearch.Statistics.Mixed;

/// <summary>What is maximised.</summary>
public enum Criterion
{
    /// <summary>Restricted likelihood: variances without the bias from estimating the fixed effects. The default.</summary>
    Reml,

    /// <summary>Likelihood: for comparing models that differ in their fixed effects.</summary>
    Ml,
}

/// <summary>How the degrees of freedom of fixed effects are found.</summary>
public enum DegreesOfFreedomMethod
{
    /// <summary>From the variance of each standard error (Fai &amp; Cornelius 1996; as lmerTest).</summary>
    Satterthwaite,

    /// <summary>With standard errors corrected for estimated variances (Kenward &amp; Roger 1997; as pbkrtest). Needs REML.</summary>
    KenwardRoger,

    /// <summary>Infinite: the normal distribution. Only for very many groups.</summary>
    Normal,
}

/// <summary>How a mixed model is fitted.</summary>
public sealed record MixedModelOptions
{
    /// <summary>REML (the default) or ML.</summary>
    public Criterion Criterion { get; init; } = Criterion.Reml;

    /// <summary>How categories enter.</summary>
    public DesignOptions Design { get; init; } = new();

    /// <summary>Column with precision weights (variance of a row is σ²/w); null for none. Rows of weight 0 are left out.</summary>
    public string? Weights { get; init; }

    /// <summary>Confidence level of intervals, between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    internal void Validate()
    {
        if (Confidence is not (> 0 and < 1))
            throw new StatisticsException($"A confidence level lies between 0 and 1, such as 0.95; {Confidence.ToString(CultureInfo.InvariantCulture)} does not.");
    }
}
