namespace LobResearch.Statistics;

/// <summary>A model that can't be fitted as asked. The message says what is wrong and what to change.</summary>
public sealed class StatisticsException(string message) : Exception(message);
