namespace LobResearch.Study.Codebook;

/// <summary>
/// What is checked of filled-in questionnaires beyond single items, and how much of it stops an ingest. Not part of the
/// form's meaning: another limit is no other version.
/// </summary>
/// <param name="StraightLining">Batteries of items that nobody answers all alike without reason.</param>
/// <param name="FastestSeconds">Filled in within fewer seconds is a finding; null for no such check.</param>
/// <param name="Limits">Per rule, from how many rows it warns or stops; rules not named warn from the first row and never stop.</param>
public sealed record FormChecks(
    IReadOnlyList<StraightLining> StraightLining, decimal? FastestSeconds, IReadOnlyDictionary<string, RuleLimits> Limits)
{
    /// <summary>None beyond the items' own.</summary>
    public static FormChecks None { get; } = new([], null, new Dictionary<string, RuleLimits>(StringComparer.Ordinal));
}

/// <summary>A battery in which the same answer everywhere is a finding.</summary>
/// <param name="Name">The scale's name, or the first item's.</param>
/// <param name="ItemIds">Its items.</param>
/// <param name="AtLeast">How many must be answered before it is looked at.</param>
public sealed record StraightLining(string Name, IReadOnlyList<string> ItemIds, int AtLeast);

/// <summary>From how many rows a rule warns, and from how many it stops the ingest.</summary>
/// <param name="Warn">Warns from here; null for never.</param>
/// <param name="Stop">Stops from here; null for never.</param>
public sealed record RuleLimits(Limit? Warn, Limit? Stop)
{
    /// <summary>Warns from the first row, never stops.</summary>
    public static RuleLimits Default { get; } = new(new Limit(1, false), null);
}

/// <summary>A number of rows, or a share of the file's.</summary>
/// <param name="Value">Rows, or per cent of the rows.</param>
/// <param name="IsPercent">Whether it is a share.</param>
public sealed record Limit(decimal Value, bool IsPercent)
{
    /// <summary>Whether so many of so many rows reach it.</summary>
    public bool IsReached(long rows, long of) => rows > 0 && (IsPercent ? rows * 100m >= Value * of : rows >= Value);
}
