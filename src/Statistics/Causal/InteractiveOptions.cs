using System.Globalization;

namespace LobResearch.Statistics.Causal;

/// <summary>Whose average effect.</summary>
public enum Estimand
{
    /// <summary>Everybody's.</summary>
    Ate,

    /// <summary>That of the exposed.</summary>
    Att,
}

/// <summary>What becomes of rows whose probability of exposure lies outside the bounds.</summary>
public enum Trimming
{
    /// <summary>The probability is set to the bound.</summary>
    Clip,

    /// <summary>The row is left out, which changes whose effect it is.</summary>
    Drop,
}

/// <summary>How an average effect of an exposure of 0 and 1 is estimated.</summary>
public sealed record InteractiveOptions : CausalOptions
{
    /// <summary>Whose effect.</summary>
    public Estimand Estimand { get; init; }

    /// <summary>Lower bound of the probability of exposure.</summary>
    public double Lower { get; init; } = 0.01;

    /// <summary>Upper bound.</summary>
    public double Upper { get; init; } = 0.99;

    /// <summary>What becomes of rows outside the bounds.</summary>
    public Trimming Trimming { get; init; }

    /// <summary>Whether weights d/m and (1 − d)/(1 − m) are divided by their means; of everybody's effect alone.</summary>
    public bool Normalise { get; init; }

    internal override void Validate()
    {
        base.Validate();
        if (!(Lower >= 0 && Lower < Upper && Upper <= 1))
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"Bounds of the probability of exposure lie between 0 and 1, the lower below the upper, such as 0.01 and 0.99; {Lower} and {Upper} don't."));
        if (Normalise && Estimand != Estimand.Ate)
            throw new StatisticsException("Normalised weights go with the average effect of everybody (ate).");
    }
}
