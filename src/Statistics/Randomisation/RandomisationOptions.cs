using System.Globalization;

namespace LobResearch.Statistics.Randomisation;

/// <summary>How randomisation inference is done.</summary>
public sealed record RandomisationOptions
{
    private const int Most = 9_999_999;

    /// <summary>The declared mechanism; null: none is, so that all that is claimed is a permutation under exchangeability.</summary>
    public AssignmentMechanism? Mechanism { get; init; }

    /// <summary>The effect under the null hypothesis, the same for everybody.</summary>
    public double Null { get; init; }

    /// <summary>All assignments are taken when they number no more than this.</summary>
    public int MostAssignments { get; init; } = 100_000;

    /// <summary>Random assignments otherwise; with the one that happened they make one more.</summary>
    public int Draws { get; init; } = 99_999;

    /// <summary>The seed of the random assignments.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Confidence level of the interval, between 0 and 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Whether to invert the test for an interval.</summary>
    public bool Interval { get; init; } = true;

    internal void Validate()
    {
        if (Draws is < 1 or > Most || MostAssignments is < 1 or > Most)
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"The number of assignments lies between 1 and {Most}, such as 99999."));
        if (Confidence is not (> 0 and < 1))
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"A confidence level lies between 0 and 1, such as 0.95; {Confidence} does not."));
        if (!double.IsFinite(Null))
            throw new StatisticsException("The null hypothesis is a finite number, such as 0.");
    }
}
