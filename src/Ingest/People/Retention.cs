using System.Globalization;
using Dapper;
using LobResearch.Ingest.Identity;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Ingest.People;

/// <summary>One kind of data and how long it may be kept.</summary>
/// <param name="What"><c>codes</c>, <c>open_answers</c> or <c>research_data</c>.</param>
/// <param name="Until">Last day on which it may be there; null when the study states none.</param>
/// <param name="Rows">Rows that are there.</param>
/// <param name="IsDue">Whether it should be gone.</param>
/// <param name="DoneAt">When it was deleted, UTC; null while it wasn't.</param>
public sealed record RetentionEntry(string What, DateOnly? Until, long Rows, bool IsDue, DateTime? DoneAt)
{
    /// <summary>A line for people.</summary>
    public override string ToString()
    {
        var until = Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no day stated";
        var state = DoneAt is { } done ? "deleted on " + done.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : IsDue ? "DUE" : "may be kept";
        return string.Create(CultureInfo.InvariantCulture, $"{What,-14} until {until,-14} {Rows,9} rows  {state}");
    }
}

/// <summary>What was deleted because its time was over.</summary>
/// <param name="Deleted">What went now.</param>
/// <param name="LeftToAdministrator">SQL that this login may not run and that makes deleted rows disappear from the files.</param>
public sealed record CarriedOut(IReadOnlyList<RetentionEntry> Deleted, IReadOnlyList<string> LeftToAdministrator);

/// <summary>Lists what may no longer be kept, and deletes it: codes and keys first, research data last.</summary>
public sealed class Retention(StudyDatabase database, StudyDefinition study, LobHome home)
{
    private const string Codes = "codes";
    private const string OpenAnswers = "open_answers";
    private const string ResearchData = "research_data";

    // Wherever somebody wrote in words of their own. Quotes that are published, and what circles decided, are the study's results.
    private static readonly (string Table, string Condition)[] OpenTexts =
    [
        ("text.answer", "body is not null"), ("sensitive.answer", "body is not null"), ("text.circle_evaluation_answer", "true"), ("text.quote", "not publish"),
        ("text.earlier_row", "table_name in ('text.circle_evaluation_answer', 'text.quote')"),
    ];

    /// <summary>What is there, and whether it is due on a day.</summary>
    public async Task<IReadOnlyList<RetentionEntry>> ListAsync(DateOnly today, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await ListAsync(connection, today).ConfigureAwait(false);
    }

    /// <summary>Deletes what is due on a day.</summary>
    public async Task<CarriedOut> CarryOutAsync(DateOnly today, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<RetentionEntry> due;
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false))
        {
            await IngestLock.TakeAsync(connection).ConfigureAwait(false);
            due = (await ListAsync(connection, today).ConfigureAwait(false)).Where(entry => entry.IsDue).ToList();
            foreach (var entry in due)
            {
                await DeleteAsync(connection, entry.What).ConfigureAwait(false);
                await connection.ExecuteAsync(
                    "insert into ingest.retention (what, removed) values (@What, @Rows) on conflict (what) do update set removed = ingest.retention.removed + excluded.removed, carried_out_at = now(), carried_out_by = session_user",
                    entry).ConfigureAwait(false);
            }

            FaultPoints.Reach("before-commit");
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        // Keys go when nothing is left that they open; a run that ended before this does it the next time.
        if (await connection.ExecuteScalarAsync<bool>("select exists (select 1 from ingest.retention where what = @Codes)", new { Codes }).ConfigureAwait(false))
            DestroyKeys();
        return new CarriedOut(due, due.Count == 0 ? [] : (await Scrubbing.RunAsync(database.Source, cancellationToken).ConfigureAwait(false)).LeftToAdministrator);
    }

    private async Task<IReadOnlyList<RetentionEntry>> ListAsync(NpgsqlConnection connection, DateOnly today)
    {
        var done = (await connection.QueryAsync<(string What, DateTime At)>("select what, carried_out_at from ingest.retention").ConfigureAwait(false)).ToDictionary(pair => pair.What, pair => pair.At);
        var plan = study.Retention;
        return
        [
            await EntryAsync(Codes, plan.Codes, "select (select count(*) from identity.code) + (select count(*) from identity.link_decision) + (select count(*) from identity.key where retired_at is null)").ConfigureAwait(false),
            await EntryAsync(OpenAnswers, plan.OpenAnswers, "select " + string.Join(" + ", OpenTexts.Select(text => $"(select count(*) from {text.Table} where {text.Condition})"))).ConfigureAwait(false),
            await EntryAsync(ResearchData, plan.ResearchData, "select (select count(*) from study.person) + (select count(*) from study.questionnaire)").ConfigureAwait(false),
        ];

        async Task<RetentionEntry> EntryAsync(string what, DateOnly? until, string count)
        {
            var rows = await connection.ExecuteScalarAsync<long>(count).ConfigureAwait(false);
            return new RetentionEntry(what, until, rows, rows > 0 && until < today, rows == 0 && done.TryGetValue(what, out var at) ? at : null);
        }
    }

    private static async Task DeleteAsync(NpgsqlConnection connection, string what)
    {
        switch (what)
        {
            case Codes:
                await connection.ExecuteAsync(
                    "delete from identity.link_decision; delete from identity.code; update identity.key set retired_at = now() where retired_at is null;").ConfigureAwait(false);
                break;
            case OpenAnswers:
                foreach (var (table, condition) in OpenTexts)
                    await connection.ExecuteAsync($"delete from {table} where {condition}").ConfigureAwait(false);
                break;
            default:
                // Whatever table tells of a person, also one that a later migration adds.
                var tables = await connection.QueryAsync<string>(
                    """
                    select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.relkind = 'r' and n.nspname in ('study', 'text', 'sensitive', 'identity')
                      and (c.oid = 'study.person'::regclass or exists (
                        select 1 from pg_attribute a where a.attrelid = c.oid and a.atttypid = 'uuid'::regtype and not a.attisdropped))
                    """).ConfigureAwait(false);
                await connection.ExecuteAsync($"truncate {string.Join(", ", tables)} cascade").ConfigureAwait(false);
                break;
        }
    }

    private void DestroyKeys()
    {
        var folder = new KeyFolder(home, study.Id);
        foreach (var purpose in Enum.GetValues<KeyPurpose>())
        {
            foreach (var path in folder.Files(purpose))
                folder.Destroy(purpose, Path.GetFileName(path).Split('.')[^2]);
        }
    }
}
