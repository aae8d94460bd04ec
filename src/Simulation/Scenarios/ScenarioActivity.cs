namespace LobResearch.Simulation.Scenarios;

/// <summary>Something that a school offers parents between T0 and T2.</summary>
/// <param name="Code">Its short name.</param>
/// <param name="Kind">What it is, in the words of the sheet Activiteiten.</param>
/// <param name="Day">When it is.</param>
/// <param name="Components">What it holds.</param>
/// <param name="Minutes">How long it takes.</param>
/// <param name="Slot">Which of a parent's eight decisions to come it is: component × 2 + 0 before T1, + 1 after.</param>
public sealed record ScenarioActivity(string Code, string Kind, DateOnly Day, Components Components, int Minutes, int Slot)
{
    /// <summary>Whether it is over when T1 begins.</summary>
    public bool IsBeforeT1 => Slot % 2 == 0;
}
