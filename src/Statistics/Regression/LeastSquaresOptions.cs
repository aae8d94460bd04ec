namespace LobResearch.Statistics.Regression;

/// <summary>How a linear model is fitted.</summary>
public sealed record LeastSquaresOptions
{
    /// <summary>How categories enter.</summary>
    public Design.DesignOptions Design { get; init; } = new();

    /// <summary>Column with precision weights (variance of a row is σ²/w); null for none. Rows of weight 0 are left out.</summary>
    public string? Weights { get; init; }

    /// <summary>Confidence level of intervals, between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    internal void Validate()
    {
        if (Confidence is not (> 0 and < 1))
            throw new StatisticsException($"A confidence level lies between 0 and 1, such as 0.95; {Confidence.ToString(System.Globalization.CultureInfo.InvariantCulture)} does not.");
    }
}
