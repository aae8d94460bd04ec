namespace LobResearch.Ingest.Mapping;

/// <summary>Where a row tells whether consent was given.</summary>
/// <param name="Column">The column.</param>
/// <param name="Given">What stands there when it was; anything else that stands there says that it was refused, and an empty cell says nothing.</param>
/// <param name="TextVersion">Version of the text that was agreed to.</param>
public sealed record ConsentMapping(string Column, IReadOnlySet<string> Given, string TextVersion);

/// <summary>Where a row tells how old the person is: the age in years, or the day of birth. Neither is stored.</summary>
/// <param name="Column">The column.</param>
/// <param name="DateFormat">How days of birth are written; null when the column holds years of age.</param>
public sealed record AgeMapping(string Column, string? DateFormat);
