using System.Globalization;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>Which functions of the dose make the curve.</summary>
public enum DoseBasis
{
    /// <summary>A natural cubic spline.</summary>
    Natural,

    /// <summary>No curve; the categories alone.</summary>
    None,
}

/// <summary>What becomes of a category with too few rows or clusters.</summary>
public enum ThinCategory
{
    /// <summary>It is put together with its neighbour, and a warning says so.</summary>
    Merge,

    /// <summary>The estimate is refused.</summary>
    Refuse,
}

/// <summary>How a dose–response is estimated.</summary>
public sealed record DoseOptions : CausalOptions
{
    /// <summary>Clusters that a dose must occur in where rows are clustered.</summary>
    public const int LeastClusters = 3;

    /// <summary>The categories, such as <c>0,1,2,3+</c> or <c>0,0-2,2-5,5+</c>; null: 0, 1, 2, 3+ for a dose of whole numbers.</summary>
    public string? Categories { get; init; }

    /// <summary>What becomes of a category with too few rows.</summary>
    public ThinCategory Thin { get; init; } = ThinCategory.Merge;

    /// <summary>Which curve.</summary>
    public DoseBasis Basis { get; init; } = DoseBasis.Natural;

    /// <summary>Knots of the spline at most, 3 to 5; fewer where the dose has fewer values above 0.</summary>
    public int Knots { get; init; } = 4;

    /// <summary>Doses at which the curve is given; null: each whole number, or 21 doses from 0 to the largest.</summary>
    public IReadOnlyList<double>? Grid { get; init; }

    /// <summary>Rows that must have about a dose, or lie in a category.</summary>
    public int Least { get; init; } = 10;

    /// <summary>How near a row's dose must lie to count as about it; null: a half for whole numbers, else a twentieth of the largest dose.</summary>
    public double? Window { get; init; }

    /// <summary>Whether the shape that a generalised additive model sees comes along: a description that nothing else hangs on.</summary>
    public bool Shape { get; init; } = true;

    internal override void Validate()
    {
        base.Validate();
        if (Knots is < 3 or > 5)
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"{Knots} knots: expected 3, 4 or 5."));
        if (Least < 1)
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"{Least} rows as the least at a dose: expected 1 or more."));
        if (Window is { } window && !(window > 0 && double.IsFinite(window)))
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"A window of {window} around a dose: expected a number above 0."));
        if (Grid is null)
            return;
        if (Grid.Count == 0 || Grid.Any(dose => !(dose >= 0 && double.IsFinite(dose))))
            throw new StatisticsException("The grid's doses are numbers of 0 or more, one at least, such as 0,1,2,3.");
        if (Grid.Zip(Grid.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new StatisticsException("The grid's doses must ascend, each once, such as 0,1,2,3.");
    }
}
