using LobResearch.Study;

namespace LobResearch.Charts.Disclosure;

/// <summary>A group in the log of releases.</summary>
/// <param name="Key">Which group.</param>
/// <param name="Persons">Persons in it then, also when that wasn't shown.</param>
/// <param name="Schools">Schools that they came from.</param>
/// <param name="IsShown">Whether its numbers could be read.</param>
internal sealed record LoggedCell(CellKey Key, int Persons, int Schools, bool IsShown);

/// <summary>A picture that was released.</summary>
/// <param name="Audience">For whom.</param>
/// <param name="School">The school whose picture it was; null for other audiences.</param>
/// <param name="Chart">The chart's name.</param>
/// <param name="Run">The run that it drew; null when it drew none.</param>
/// <param name="Cells">The groups behind it.</param>
/// <param name="Sums">How they add up.</param>
/// <param name="Hash">SHA-256 of what was drawn; empty when read back.</param>
internal sealed record ReleaseEntry(
    Audience Audience, string? School, string Chart, string? Run, IReadOnlyList<LoggedCell> Cells, IReadOnlyList<CellSum> Sums, byte[] Hash);

/// <summary>The log of releases: what readers can already know.</summary>
internal interface IReleaseLog
{
    /// <summary>Lets one release at a time look at the earlier ones and add itself.</summary>
    /// <param name="release">Given the earlier releases that share a table with it, makes the new one.</param>
    /// <param name="tables">Names of the tables that the new one draws of.</param>
    /// <param name="cancellationToken">Cancels the wait; nothing is logged then.</param>
    Task AppendAsync(IReadOnlyList<string> tables, Func<IReadOnlyList<ReleaseEntry>, ReleaseEntry> release, CancellationToken cancellationToken);

    /// <summary>A pseudonym for each school, drawn at random once per study.</summary>
    /// <param name="schools">The schools' codes.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="EnvironmentFault">The database can't be reached.</exception>
    Task<IReadOnlyDictionary<string, string>> PseudonymsAsync(IReadOnlyList<string> schools, CancellationToken cancellationToken);
}
