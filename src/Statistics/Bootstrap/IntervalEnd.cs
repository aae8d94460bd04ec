namespace LobResearch.Statistics.Bootstrap;

/// <summary>An end of an interval that a test was inverted for.</summary>
/// <param name="Value">In units of the coefficient; NaN when there is none.</param>
/// <param name="Reason">Why there is none; null when there is one.</param>
public readonly record struct IntervalEnd(double Value, string? Reason);
