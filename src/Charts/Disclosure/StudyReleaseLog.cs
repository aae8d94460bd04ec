using LobResearch.Analysis.Releases;
using LobResearch.Study.Database;

namespace LobResearch.Charts.Disclosure;

/// <summary>The log of releases in the study's database.</summary>
internal sealed class StudyReleaseLog(StudyDatabase database) : IReleaseLog
{
    private readonly ReleaseStore _store = new(database);

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<string> tables, Func<IReadOnlyList<ReleaseEntry>, ReleaseEntry> release, CancellationToken cancellationToken) =>
        _store.AppendAsync(tables, earlier => ToRecord(release([.. earlier.Select(Of)])), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> PseudonymsAsync(IReadOnlyList<string> schools, CancellationToken cancellationToken) =>
        _store.PseudonymsAsync(schools, cancellationToken);

    private static ReleaseEntry Of(ReleaseRecord record)
    {
        var cells = record.Cells.Select(cell => new LoggedCell(new CellKey(cell.Table, cell.Row, cell.Column), cell.Persons, cell.Schools, cell.IsShown)).ToList();
        return new ReleaseEntry(
            Enum.Parse<Audience>(record.Audience, ignoreCase: true), record.School, record.Chart, record.Run, cells,
            [.. record.Sums.Select(sum => new CellSum(cells[sum.Total].Key, [.. sum.Parts.Select(part => cells[part].Key)]))], record.Hash);
    }

    private static ReleaseRecord ToRecord(ReleaseEntry entry)
    {
        var places = entry.Cells.Select((cell, place) => (cell.Key, place)).ToDictionary(pair => pair.Key, pair => pair.place);
        return new ReleaseRecord(
            Spelling.Of(entry.Audience), entry.School, entry.Chart, entry.Run,
            [.. entry.Cells.Select(cell => new ReleasedCell(cell.Key.Table, cell.Key.Row, cell.Key.Column, cell.Persons, cell.Schools, cell.IsShown))],
            [.. entry.Sums.Select(sum => new ReleasedSum(places[sum.Total], [.. sum.Parts.Select(part => places[part])]))], entry.Hash);
    }
}
