using System.Globalization;

namespace LobResearch.Statistics.Bootstrap;

/// <summary>How a wild cluster bootstrap is done.</summary>
public sealed record WildBootstrapOptions
{
    private const int MostDraws = 9_999_999;

    /// <summary>
    /// Random weight vectors, B; with the sample itself they make B + 1. When all vectors there are number no more than B,
    /// each is taken once instead.
    /// </summary>
    public int Draws { get; init; } = 99_999;

    /// <summary>The weights' distribution; null: Webb for twelve clusters or fewer, Rademacher above.</summary>
    public WildWeights? Weights { get; init; }

    /// <summary>The value that the tested coefficient has under the null hypothesis.</summary>
    public double Null { get; init; }

    /// <summary>The seed of the random vectors; of no effect when all are taken.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Confidence level of the interval, between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Whether to invert the test for an interval.</summary>
    public bool Interval { get; init; } = true;

    /// <summary>Threads at most; 0 for as many as there are processors. Of no effect on any number.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        if (Draws is < 1 or > MostDraws)
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"{Draws} bootstrap draws: expected 1 to {MostDraws}, such as 99999."));
        if (Confidence is not (> 0 and < 1))
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"A confidence level lies between 0 and 1, such as 0.95; {Confidence} does not."));
        if (!double.IsFinite(Null))
            throw new StatisticsException("The null hypothesis is a finite number, such as 0.");
        if (Threads < 0)
            throw new StatisticsException("The number of threads is 0 (as many as there are processors) or more.");
    }
}
