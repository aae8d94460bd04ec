namespace LobResearch.Simulation.Scenarios;

/// <summary>When a generated study takes place: a school year in the past, so that nothing in it is still to come.</summary>
internal static class ScenarioCalendar
{
    /// <summary>T0 to T3.</summary>
    public const int Waves = 4;

    /// <summary>The waves' first and last days.</summary>
    public static IReadOnlyList<(DateOnly Starts, DateOnly Ends)> Days { get; } =
    [
        (new(2023, 9, 1), new(2023, 10, 31)),
        (new(2024, 1, 8), new(2024, 2, 29)),
        (new(2024, 5, 1), new(2024, 6, 30)),
        (new(2024, 9, 1), new(2024, 10, 31)),
    ];

    /// <summary>The first day on which an activity before or after T1 can be.</summary>
    public static DateOnly FirstActivity(bool beforeT1) => beforeT1 ? new(2023, 11, 6) : new(2024, 3, 4);
}
