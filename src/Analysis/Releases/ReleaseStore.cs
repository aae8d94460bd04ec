using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using LobResearch.Study.Database;
using Npgsql;

namespace LobResearch.Analysis.Releases;

/// <summary>The log of releases in the study's database (migration 0019): it only grows.</summary>
/// <param name="database">The study's database.</param>
public sealed class ReleaseStore(StudyDatabase database)
{
    /// <summary>Lets one release at a time look at the earlier ones and add itself.</summary>
    /// <param name="tables">Names of the tables that the new one draws of.</param>
    /// <param name="release">Given the earlier releases that share a table with it, makes the new one; what it throws leaves the log as it was.</param>
    /// <param name="cancellationToken">Cancels the wait; nothing is logged then.</param>
    public async Task AppendAsync(IReadOnlyList<string> tables, Func<IReadOnlyList<ReleaseRecord>, ReleaseRecord> release, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        // Two at a time could each show what the other takes out.
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtext('analysis.release'))").ConfigureAwait(false);
        var entry = release(await EarlierAsync(connection, tables).ConfigureAwait(false));
        cancellationToken.ThrowIfCancellationRequested();
        await StoreAsync(connection, entry).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A pseudonym for each school, drawn at random once per study and kept.</summary>
    /// <param name="schools">The schools' codes.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<IReadOnlyDictionary<string, string>> PseudonymsAsync(IReadOnlyList<string> schools, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(StudyRole.Analyst, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtext('analysis.school_pseudonym'))").ConfigureAwait(false);
        var known = (await connection.QueryAsync<(string Code, int Number)>("select school_code, number from analysis.school_pseudonym").ConfigureAwait(false))
            .ToDictionary(row => row.Code, row => row.Number, StringComparer.Ordinal);
        var fresh = schools.Where(school => !known.ContainsKey(school)).ToArray();
        RandomNumberGenerator.Shuffle(fresh.AsSpan());
        foreach (var school in fresh)
        {
            known[school] = known.Count + 1;
            await connection.ExecuteAsync("insert into analysis.school_pseudonym (school_code, number) values (@school, @number)", new { school, number = known[school] }).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return known.ToDictionary(pair => pair.Key, pair => "School " + Letters(pair.Value), StringComparer.Ordinal);
    }

    // A to Z, then AA.
    private static string Letters(int number) =>
        number <= 26 ? ((char)('A' + number - 1)).ToString(CultureInfo.InvariantCulture) : Letters((number - 1) / 26) + Letters((number - 1) % 26 + 1);

    private static async Task<IReadOnlyList<ReleaseRecord>> EarlierAsync(NpgsqlConnection connection, IReadOnlyList<string> tables)
    {
        var cells = (await connection.QueryAsync<CellRow>(
            """
            select c.release_id as Release, c.ordinal as Ordinal, c.table_name as Table, c.row_name as Row, c.column_name as Column, c.persons as Persons, c.schools as Schools, c.shown as Shown,
              r.audience as Audience, r.school_code as School, r.chart as Chart, r.run_id as Run
            from analysis.release_cell c join analysis.release r on r.id = c.release_id
            where c.release_id in (select release_id from analysis.release_cell where table_name = any(@tables))
            order by c.release_id, c.ordinal
            """,
            new { tables = tables.ToArray() }).ConfigureAwait(false)).ToLookup(cell => cell.Release);
        var sums = (await connection.QueryAsync<(long Release, int Total, int[] Parts)>(
            """
            select s.release_id, s.total, s.parts from analysis.release_sum s
            where s.release_id = any(@releases) order by s.release_id, s.ordinal
            """,
            new { releases = cells.Select(release => release.Key).ToArray() }).ConfigureAwait(false)).ToLookup(sum => sum.Release);
        return cells.Select(release =>
        {
            var rows = release.ToList();
            var (first, places) = (rows[0], rows.Select((row, place) => (row.Ordinal, place)).ToDictionary(pair => pair.Ordinal, pair => pair.place));
            return new ReleaseRecord(
                first.Audience, first.School, first.Chart, first.Run,
                rows.ConvertAll(row => new ReleasedCell(row.Table, row.Row, row.Column, row.Persons, row.Schools, row.Shown)),
                sums[release.Key].Select(sum => new ReleasedSum(places[sum.Total], sum.Parts.Select(part => places[part]).ToList())).ToList(), []);
        }).ToList();
    }

    private static async Task StoreAsync(NpgsqlConnection connection, ReleaseRecord entry)
    {
        var id = await connection.ExecuteScalarAsync<long>(
            """
            insert into analysis.release (audience, school_code, chart, run_id, drawn_hash)
            values (@Audience, @School, @Chart, @Run, @Hash) returning id
            """,
            new { entry.Audience, entry.School, entry.Chart, entry.Run, entry.Hash }).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            insert into analysis.release_cell (release_id, ordinal, table_name, row_name, column_name, persons, schools, shown)
            select @id, c.* from unnest(@ordinals, @tables, @rows, @columns, @persons, @schools, @shown) c
            """,
            new
            {
                id,
                ordinals = Enumerable.Range(1, entry.Cells.Count).ToArray(),
                tables = entry.Cells.Select(cell => cell.Table).ToArray(),
                rows = entry.Cells.Select(cell => cell.Row).ToArray(),
                columns = entry.Cells.Select(cell => cell.Column).ToArray(),
                persons = entry.Cells.Select(cell => cell.Persons).ToArray(),
                schools = entry.Cells.Select(cell => cell.Schools).ToArray(),
                shown = entry.Cells.Select(cell => cell.IsShown).ToArray(),
            }).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "insert into analysis.release_sum (release_id, ordinal, total, parts) values (@id, @ordinal, @total, @parts)",
            entry.Sums.Select((sum, index) => new { id, ordinal = index + 1, total = sum.Total + 1, parts = sum.Parts.Select(part => part + 1).ToArray() })).ConfigureAwait(false);
    }

    private sealed record CellRow(long Release, int Ordinal, string Table, string Row, string Column, int Persons, int Schools, bool Shown, string Audience, string? School, string Chart, string? Run);
}
