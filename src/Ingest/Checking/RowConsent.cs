namespace LobResearch.Ingest.Checking;

/// <summary>What a row tells of consent.</summary>
/// <param name="Self">The person's own; null when the row doesn't say.</param>
/// <param name="Guardian">A guardian's; null when the row doesn't say.</param>
internal readonly record struct RowConsent(bool? Self, bool? Guardian);
