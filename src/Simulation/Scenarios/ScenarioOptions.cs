namespace LobResearch.Simulation.Scenarios;

/// <summary>What a generated study is like.</summary>
/// <remarks>The latent traits have a standard deviation near 1. docs/methods/simulation.md says what is assumed and after what.</remarks>
public sealed record ScenarioOptions
{
    /// <summary>The study.</summary>
    public Scenario Scenario { get; init; }

    /// <summary>The seed: the same options and seed give the same study, on any number of threads.</summary>
    public ulong Seed { get; init; } = 20260901;

    /// <summary>Parents in the schools, whether they answer or not; null for 150 per school.</summary>
    public int? Parents { get; init; }

    /// <summary>Schools; null for 8 (rotterdam, always) or 16 (crossed, or a multiple of 16).</summary>
    public int? Schools { get; init; }

    /// <summary>Effects of attending on support.</summary>
    public ScenarioEffects Effects { get; init; } = ScenarioEffects.Default;

    /// <summary>Effect of attending a component on interference (INT).</summary>
    public double InterferenceEffect { get; init; }

    /// <summary>Effect of attending a component on lack of engagement (LOE).</summary>
    public double DisengagementEffect { get; init; } = -0.08;

    /// <summary>How much more those with a high lasting latent support attend: change in log-odds per standard deviation, beyond what is observed. 0: selection on observed variables alone.</summary>
    public double LatentSelection { get; init; }

    /// <summary>How much more those with a high latent support at the wave itself answer again: change in log-odds per standard deviation. 0: missing at random given what is observed.</summary>
    public double LatentAttrition { get; init; }

    /// <summary>Share of the register's rows whose presence nobody knows.</summary>
    public double UnknownPresence { get; init; } = 0.02;

    /// <summary>Share of the codes written with an element wrong.</summary>
    public double CodeErrors { get; init; } = 0.12;

    /// <summary>Share of the trait's variance between schools.</summary>
    public double SchoolIcc { get; init; } = 0.045;

    /// <summary>Share of the trait's variance between a school's classes.</summary>
    public double ClassIcc { get; init; } = 0.08;

    /// <summary>Share of the schools' variance that comes anew with each wave.</summary>
    public double SchoolShocks { get; init; } = 0.3;

    /// <summary>Correlation of a parent's own part of a trait between waves.</summary>
    public double Stability { get; init; } = 0.7;

    internal int SchoolCount => Schools ?? (Scenario == Scenario.Rotterdam ? 8 : 16);

    internal int ParentCount => Parents ?? 150 * SchoolCount;

    /// <exception cref="ArgumentException">Options that fit no study; the message says which.</exception>
    internal void Validate()
    {
        Require(Scenario == Scenario.Rotterdam ? SchoolCount == 8 : SchoolCount > 0 && SchoolCount % 16 == 0, "eight schools for rotterdam, sixteen or a multiple of sixteen for crossed");
        Require(SchoolCount <= 6400, "at most 6400 schools");
        Require(ParentCount >= 20 * SchoolCount && ParentCount <= 10_000_000, "at least twenty parents per school, and at most ten million");
        Require(SchoolIcc >= 0 && ClassIcc >= 0 && SchoolIcc + ClassIcc < 1, "shares of variance that leave something for parents");
        Require(UnknownPresence is >= 0 and < 1 && CodeErrors is >= 0 and < 1 && SchoolShocks is >= 0 and <= 1 && Stability is >= 0 and <= 1, "shares between 0 and 1");
        Require(Math.Abs(LatentSelection) <= 5 && Math.Abs(LatentAttrition) <= 5 && Math.Abs(InterferenceEffect) <= 3 && Math.Abs(DisengagementEffect) <= 3, "slopes of at most 5 and effects of at most 3");

        static void Require(bool holds, string what)
        {
            if (!holds)
                throw new ArgumentException($"A generated study has {what}.");
        }
    }
}
