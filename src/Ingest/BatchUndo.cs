using System.Globalization;
using Dapper;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using Npgsql;

namespace LobResearch.Ingest;

/// <summary>What taking a batch back did.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="File">Its file.</param>
/// <param name="AlreadyUndone">Whether it had been taken back before, so that nothing was done.</param>
/// <param name="Removed">Questionnaires that are gone.</param>
/// <param name="Restored">Earlier versions that it had superseded and that are current again.</param>
/// <param name="Persons">Persons who are gone, since nothing else is known of them.</param>
/// <param name="Runs">Analyses that read the batch; their estimates stay, with the mark that the batch is gone.</param>
/// <param name="Waiting">Batches of other sources that held back rows of persons who had a questionnaire in some other file.</param>
public sealed record UndoReport(
    long Batch, string File, bool AlreadyUndone, int Removed, int Restored, int Persons, IReadOnlyList<string> Runs, IReadOnlyList<long> Waiting)
{
    /// <summary>A few lines for people.</summary>
    public override string ToString()
    {
        if (AlreadyUndone)
            return string.Create(CultureInfo.InvariantCulture, $"Batch {Batch} ({File}) was taken back before; nothing was done.");
        var lines = new List<string>
        {
            string.Create(
                CultureInfo.InvariantCulture,
                $"Batch {Batch} ({File}) is taken back: {Removed} questionnaires and {Persons} persons removed, {Restored} earlier versions are current again."),
        };
        if (Runs.Count > 0)
            lines.Add($"  Analyses that read it: {string.Join(", ", Runs)}. Their estimates stay; run them again.");
        if (Waiting.Count > 0)
            lines.Add($"  Batches of other sources held rows back as second questionnaires: {string.Join(", ", Waiting)}. Take them back and bring their files in again if those rows should count now.");
        return string.Join(Environment.NewLine, lines);
    }
}

/// <summary>Takes a batch back: the database is as if its file had never come in, and remembers that it had.</summary>
public sealed class BatchUndo(StudyDatabase database, StudyDefinition study)
{
    /// <summary>Takes the batch back, in one transaction.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Undoes everything.</param>
    /// <exception cref="InputFault">There is no such batch, or later ones of its source stand on it.</exception>
    public async Task<UndoReport> RunAsync(long batch, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(StudyRole.Ingest, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await IngestLock.TakeAsync(connection).ConfigureAwait(false);
        var known = await connection.QuerySingleOrDefaultAsync<KnownBatch>(
            "select source_id as SourceId, form_version_id as FormVersionId, file_name as File, undone_at as UndoneAt from ingest.batch where id = @batch", new { batch }).ConfigureAwait(false)
            ?? throw new InputFault($"There is no batch {batch.ToString(CultureInfo.InvariantCulture)} in study {study.Id}. 'lob ingest list --study {study.Id}' lists them.");
        if (known.UndoneAt is not null)
            return new UndoReport(batch, known.File, true, 0, 0, 0, [], []);
        await RefuseIfBuiltUponAsync(connection, batch, known.SourceId).ConfigureAwait(false);
        var report = await RemoveAsync(connection, batch, known).ConfigureAwait(false);
        FaultPoints.Reach("before-commit");
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return report;
    }

    // A later file of the source left unchanged rows where they were, in this batch: without it they would be lost.
    private static async Task RefuseIfBuiltUponAsync(NpgsqlConnection connection, long batch, int source)
    {
        var later = (await connection.QueryAsync<long>(
            "select id from ingest.batch where source_id = @source and id > @batch and undone_at is null order by id desc", new { source, batch }).ConfigureAwait(false)).ToList();
        if (later.Count > 0)
        {
            throw new InputFault(string.Create(
                CultureInfo.InvariantCulture,
                $"Batch {batch} can't be taken back yet: later files of the same source left their unchanged rows in it. Take back first, in this order: {string.Join(", ", later)}."));
        }
    }

    private async Task<UndoReport> RemoveAsync(NpgsqlConnection connection, long batch, KnownBatch known)
    {
        var groups = (await connection.QueryAsync<int>("select distinct class_group_id from study.questionnaire where batch_id = @batch and class_group_id is not null", new { batch }).ConfigureAwait(false)).ToArray();
        var schools = (await connection.QueryAsync<int>("select distinct school_id from study.questionnaire where batch_id = @batch and school_id is not null", new { batch }).ConfigureAwait(false)).ToArray();
        var removed = await connection.ExecuteAsync("delete from study.questionnaire where batch_id = @batch", new { batch }).ConfigureAwait(false);
        await connection.ExecuteAsync("delete from study.consent where batch_id = @batch", new { batch }).ConfigureAwait(false);
        var restored = await connection.ExecuteAsync(
            "update study.questionnaire set superseded_by_batch_id = null where superseded_by_batch_id = @batch", new { batch }).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            update study.person p set first_batch_id = q.batch_id
            from (select person_id, min(batch_id) as batch_id from study.questionnaire group by person_id) q
            where p.first_batch_id = @batch and q.person_id = p.id
            """,
            new { batch }).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "delete from identity.code c using study.person p where p.id = c.person_id and p.first_batch_id = @batch", new { batch }).ConfigureAwait(false);
        var persons = await connection.ExecuteAsync("delete from study.person where first_batch_id = @batch", new { batch }).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "delete from study.class_group g where g.id = any(@groups) and not exists (select 1 from study.questionnaire q where q.class_group_id = g.id)", new { groups }).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            delete from study.school s where s.id = any(@schools) and s.code <> all(@known)
              and not exists (select 1 from study.questionnaire q where q.school_id = s.id)
              and not exists (select 1 from study.class_group g where g.school_id = s.id)
            """,
            new { schools, known = study.Schools.Select(school => school.Code).ToArray() }).ConfigureAwait(false);
        await connection.ExecuteAsync("update ingest.batch set undone_at = now(), undone_by = session_user where id = @batch", new { batch }).ConfigureAwait(false);
        var runs = (await connection.QueryAsync<string>("select run_id from analysis.run_batch where batch_id = @batch order by 1", new { batch }).ConfigureAwait(false)).ToList();
        var waiting = (await connection.QueryAsync<long>(
            """
            select b.id from ingest.batch b
            join study.form_version v on v.id = b.form_version_id
            join study.form_version mine on mine.id = @FormVersionId and mine.form_id = v.form_id
            where b.source_id <> @SourceId and b.undone_at is null
              and exists (select 1 from ingest.finding f where f.batch_id = b.id and f.rule = 'duplicate-person')
            order by 1
            """,
            new { known.FormVersionId, known.SourceId }).ConfigureAwait(false)).ToList();
        return new UndoReport(batch, known.File, false, removed, restored, persons, runs, waiting);
    }

    private sealed record KnownBatch(int SourceId, int FormVersionId, string File, DateTime? UndoneAt);
}
