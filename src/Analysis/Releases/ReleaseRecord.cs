namespace LobResearch.Analysis.Releases;

/// <summary>A group of persons behind a number of a released picture.</summary>
/// <param name="Table">The population and what was counted of it.</param>
/// <param name="Row">The row's code.</param>
/// <param name="Column">The column's code; empty where there are none.</param>
/// <param name="Persons">Persons in the group, also when that wasn't shown.</param>
/// <param name="Schools">Schools that they came from.</param>
/// <param name="IsShown">Whether its numbers could be read.</param>
public sealed record ReleasedCell(string Table, string Row, string Column, int Persons, int Schools, bool IsShown);

/// <summary>How groups of a released picture add up.</summary>
/// <param name="Total">The total's place among the cells, from 0.</param>
/// <param name="Parts">The places of its parts, which don't overlap.</param>
public sealed record ReleasedSum(int Total, IReadOnlyList<int> Parts);

/// <summary>A picture that was released. Not the picture itself: what readers can know of groups of persons by it.</summary>
/// <param name="Audience">thesis, funder or school.</param>
/// <param name="School">The school whose picture it was; null for other audiences.</param>
/// <param name="Chart">The chart's name.</param>
/// <param name="Run">The run that it drew; null when it drew none.</param>
/// <param name="Cells">The groups behind it, each once.</param>
/// <param name="Sums">How they add up.</param>
/// <param name="Hash">SHA-256 of what was drawn; empty when read back.</param>
public sealed record ReleaseRecord(
    string Audience, string? School, string Chart, string? Run, IReadOnlyList<ReleasedCell> Cells, IReadOnlyList<ReleasedSum> Sums, byte[] Hash);
