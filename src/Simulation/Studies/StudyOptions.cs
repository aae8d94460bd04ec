namespace LobResearch.Simulation.Studies;

/// <summary>Where an exposure differs.</summary>
public enum ExposureLevel
{
    /// <summary>Whole schools are exposed or not.</summary>
    Between,

    /// <summary>In exposed schools some persons are and others aren't.</summary>
    Within,
}

/// <summary>What a simulated study of parents in classes in schools is like.</summary>
/// <remarks>The trait has variance 1 at each wave, so that shares of variance and effects are in its standard deviations.</remarks>
public sealed record StudyOptions
{
    /// <summary>Number of schools, G.</summary>
    public int Schools { get; init; } = 8;

    /// <summary>Schools with any exposure.</summary>
    public int ExposedSchools { get; init; } = 4;

    /// <summary>Between schools, or within the exposed ones.</summary>
    public ExposureLevel Level { get; init; }

    /// <summary>Share of the persons of an exposed school who are exposed, when that differs within schools.</summary>
    public double ExposedShare { get; init; } = 0.5;

    /// <summary>Persons per school on average.</summary>
    public int SchoolSize { get; init; } = 24;

    /// <summary>Largest school's size over the smallest's; 1 when all are equal.</summary>
    public double SizeRatio { get; init; } = 1;

    /// <summary>Persons per class.</summary>
    public int ClassSize { get; init; } = 12;

    /// <summary>Share of the trait's variance that lies between schools.</summary>
    public double SchoolIcc { get; init; } = 0.05;

    /// <summary>Share of the trait's variance that lies between a school's classes.</summary>
    public double ClassIcc { get; init; }

    /// <summary>Share of the schools' variance that comes anew with each wave.</summary>
    public double SchoolShocks { get; init; } = 0.5;

    /// <summary>Correlation of a person's own part of the trait between waves.</summary>
    public double Stability { get; init; } = 0.6;

    /// <summary>What exposure adds to the trait after the first wave, in its standard deviations.</summary>
    public double Effect { get; init; }

    /// <summary>Correlation of the trait at the first wave with the propensity to be exposed; 0 for exposure by lot.</summary>
    public double Selection { get; init; }

    /// <summary>Waves, the first before exposure.</summary>
    public int Waves { get; init; } = 2;

    /// <summary>Share of the persons who drop out before each later wave, for good.</summary>
    public double Attrition { get; init; }

    /// <summary>How much more those low in the trait drop out: the change in log-odds per standard deviation, to be negative.</summary>
    public double AttritionSlope { get; init; }

    /// <summary>Items of the scale.</summary>
    public int Items { get; init; } = 6;

    /// <summary>Correlation of an item's continuous answer with the trait.</summary>
    public double Loading { get; init; } = 0.7;

    /// <summary>Where continuous answers are cut to the points 1, 2, 3, 4.</summary>
    public IReadOnlyList<double> Thresholds { get; init; } = [-1.2, -0.2, 0.9];

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 20260901;

    internal void Validate()
    {
        Require(Schools >= 2, "two schools or more");
        Require(ExposedSchools >= 0 && ExposedSchools <= Schools, "no more exposed schools than schools");
        Require(SchoolSize >= 2 && ClassSize >= 1 && Items >= 1 && Waves >= 1, "two persons per school, one per class, one item and one wave or more");
        Require(SizeRatio >= 1, "a size ratio of 1 or more");
        Require(SchoolIcc >= 0 && ClassIcc >= 0 && SchoolIcc + ClassIcc < 1, "shares of variance of 0 or more that leave something for persons");
        Require(ExposedShare is >= 0 and <= 1 && SchoolShocks is >= 0 and <= 1 && Stability is >= 0 and <= 1 && Attrition is >= 0 and < 1, "shares between 0 and 1");
        Require(Math.Abs(Selection) < 1 && Loading is > 0 and < 1, "correlations below 1");
        Require(Thresholds.Count == 3 && Thresholds[0] < Thresholds[1] && Thresholds[1] < Thresholds[2], "three thresholds that rise");

        static void Require(bool holds, string what)
        {
            if (!holds)
                throw new ArgumentException($"A simulated study needs {what}.");
        }
    }
}
