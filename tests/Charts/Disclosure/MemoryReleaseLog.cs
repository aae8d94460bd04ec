using LobResearch.Charts.Disclosure;

namespace LobResearch.Charts.Tests.Disclosure;

/// <summary>A log of releases without a database.</summary>
internal sealed class MemoryReleaseLog : IReleaseLog
{
    public List<ReleaseEntry> Entries { get; } = [];

    public Task AppendAsync(IReadOnlyList<string> tables, Func<IReadOnlyList<ReleaseEntry>, ReleaseEntry> release, CancellationToken cancellationToken)
    {
        Entries.Add(release([.. Entries.Where(entry => entry.Cells.Any(cell => tables.Contains(cell.Key.Table)))]));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, string>> PseudonymsAsync(IReadOnlyList<string> schools, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(schools.ToDictionary(school => school, school => "School " + school[^1]));
}
