namespace LobResearch.Simulation.Scenarios;

/// <summary>Which schools offer which components.</summary>
public enum Scenario
{
    /// <summary>
    /// Eight schools as in the 2016 brochure: one mbo school with C, one mbo school with I, one vmbo school with O, one vmbo
    /// school with I and S, four without. A component can't be told from its school.
    /// </summary>
    Rotterdam,

    /// <summary>Sixteen schools, or a multiple: each combination of C, I, O and S in one of sixteen, by lot.</summary>
    Crossed,
}

/// <summary>The components of CIOS+R that are offered to parents, as bits.</summary>
[Flags]
public enum Components
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Contact.</summary>
    C = 1,

    /// <summary>Informatie.</summary>
    I = 2,

    /// <summary>Ondersteuning.</summary>
    O = 4,

    /// <summary>Samenwerken.</summary>
    S = 8,
}
