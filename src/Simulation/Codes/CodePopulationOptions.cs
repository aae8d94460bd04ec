namespace LobResearch.Simulation.Codes;

/// <summary>What a simulated population of codes is like.</summary>
/// <remarks>Response and attrition as in studies of this kind (docs/methods/linking.md); the other shares are assumptions.</remarks>
public sealed record CodePopulationOptions
{
    /// <summary>Students and parents who answer at least once.</summary>
    public int Persons { get; init; } = 10_000;

    /// <summary>Elements of a code beside the parents' own: 4, 5 or 6.</summary>
    public int Elements { get; init; } = 5;

    /// <summary>Share of the codes written with an element wrong.</summary>
    public double CodeErrors { get; init; } = 0.12;

    /// <summary>Share of the wrong codes with a second element wrong.</summary>
    public double SecondErrors { get; init; } = 0.10;

    /// <summary>How often the parents' element is the wrong one, as a share of any other element.</summary>
    public double ParentElementErrors { get; init; } = 0.1;

    /// <summary>Share of the families with twins in school.</summary>
    public double Twins { get; init; } = 0.015;

    /// <summary>Share of the families that come to another school between two waves.</summary>
    public double Movers { get; init; } = 0.015;

    /// <summary>Share of the families that come new at each later wave.</summary>
    public double Newcomers { get; init; } = 0.03;

    /// <summary>Families per school.</summary>
    public int SchoolSize { get; init; } = 450;

    /// <summary>Students per class.</summary>
    public int ClassSize { get; init; } = 25;

    /// <summary>Share of the students who keep the letter of their class in the next school year.</summary>
    public double ClassKept { get; init; } = 0.6;

    /// <summary>The seed: the same options and seed give the same population.</summary>
    public ulong Seed { get; init; } = 20260901;
}
