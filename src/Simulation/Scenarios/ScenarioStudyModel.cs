using LobResearch.Simulation.Codes;

namespace LobResearch.Simulation.Scenarios;

/// <summary>What all families of a study share: its options, its random streams, and how codes go wrong.</summary>
internal sealed class ScenarioStudyModel(ScenarioOptions options, int replication)
{
    public ScenarioOptions Options => options;

    public ScenarioDraws Draws { get; } = new(options.Seed, replication);

    public CodeErrors Codes { get; } = new(options.CodeErrors, second: 0.1, parentElement: 0.1);
}
