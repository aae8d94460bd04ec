namespace LobResearch.Statistics.Causal;

/// <summary>How far a causal estimate is with what it learns out of fold.</summary>
/// <param name="Task">What is being learned: the effect, or the effect without a covariate.</param>
/// <param name="Done">Functions learned, one per fold and split.</param>
/// <param name="Of">Of how many.</param>
public sealed record CausalProgress(string Task, int Done, int Of);
