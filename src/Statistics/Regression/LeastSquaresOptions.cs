namespace LobResearch.Statistics.Regression;

/// <summary>How a linear model is fitted.</summary>
public sealed record LeastSquaresOptions
{
    /// <summary>How categories enter.</summary>
    public Design.DesignOptions Design { get; init; } = new();

    /// <summary>Column with precision weights (variance of a row is σ²/w); null for none. Rows of weight 0 are left out.</summary>
    public string? Weights { get; init; }

    /// <summary>
    /// Column whose groups have effects of their own that are taken out instead of estimated, as if it stood in the formula with a column per
    /// group; null for none. Not together with weights.
    /// </summary>
    public string? Absorb { get; init; }

    /// <summary>Confidence level of intervals, between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    internal void Validate()
    {
        if (Absorb is not null && Weights is not null)
            throw new StatisticsException($"The effects of '{Absorb}' can't be taken out of a weighted fit. Put '{Absorb}' in the formula instead.");
        if (Confidence is not (> 0 and < 1))
            throw new StatisticsException($"A confidence level lies between 0 and 1, such as 0.95; {Confidence.ToString(System.Globalization.CultureInfo.InvariantCulture)} does not.");
    }
}
