namespace LobResearch.Statistics.Causal;

/// <summary>Rows that are predicted, and the rows that are learned from for it.</summary>
/// <param name="Label">What the fold is called.</param>
/// <param name="Train">Rows to learn from.</param>
/// <param name="Predict">Rows to predict; each row stands in one fold.</param>
internal sealed record Fold(string Label, int[] Train, int[] Predict);
