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
/// <param name="Removed">Questionnaires, or rows of a sheet, that are gone.</param>
/// <param name="Restored">Earlier versions that it had superseded and that are current again.</param>
/// <param name="Persons">Persons who are gone, since nothing else is known of them.</param>
/// <param name="Runs">Analyses that read the batch; their estimates stay, with the mark that the batch is gone.</param>
/// <param name="Waiting">Batches of other sources that held back rows of persons who had a questionnaire in some other file.</param>
public sealed record UndoReport(
    long Batch, string File, bool AlreadyUndone, int Removed, int Restored, int Persons, IReadOnlyList<string> Runs, IReadOnlyList<long> Waiting)
{
    /// <summary>survey, or the kind of sheet.</summary>
    public string Kind { get; init; } = "survey";

    /// <summary>A few lines for people.</summary>
    public override string ToString()
    {
        if (AlreadyUndone)
            return string.Create(CultureInfo.InvariantCulture, $"Batch {Batch} ({File}) was taken back before; nothing was done.");
        var lines = new List<string>
        {
            string.Create(
                CultureInfo.InvariantCulture,
                $"Batch {Batch} ({File}) is taken back: {Removed} {(Kind == "survey" ? "questionnaires" : "rows")} and {Persons} persons removed, {Restored} earlier versions are current again."),
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
            "select kind, source_id as SourceId, form_version_id as FormVersionId, file_name as File, undone_at as UndoneAt from ingest.batch where id = @batch", new { batch }).ConfigureAwait(false)
            ?? throw new InputFault($"There is no batch {batch.ToString(CultureInfo.InvariantCulture)} in study {study.Id}. 'lob ingest list --study {study.Id}' lists them.");
        if (known.UndoneAt is not null)
            return new UndoReport(batch, known.File, true, 0, 0, 0, [], []) { Kind = known.Kind };
        UndoReport report;
        if (known.Kind == "survey")
        {
            await RefuseIfBuiltUponAsync(connection, batch, known.SourceId).ConfigureAwait(false);
            await RefuseIfConsentedByAsync(connection, batch).ConfigureAwait(false);
            report = await RemoveAsync(connection, batch, known).ConfigureAwait(false);
        }
        else
        {
            report = await RemoveSheetAsync(connection, batch, known).ConfigureAwait(false);
        }

        FaultPoints.Reach("before-commit");
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return report;
    }

    // A later file of the source left unchanged rows where they were, in this batch: without it they would be lost.
    private static async Task RefuseIfBuiltUponAsync(NpgsqlConnection connection, long batch, int source)
    {
        var later = (await connection.QueryAsync<long>(
            """
            select id from ingest.batch where source_id = @source and id > @batch and undone_at is null
            union
            select o.batch_id from ingest.batch_overlap o join ingest.batch b on b.id = o.batch_id where o.earlier_batch_id = @batch and b.undone_at is null
            order by 1 desc
            """,
            new { source, batch }).ConfigureAwait(false)).ToList();
        if (later.Count > 0)
        {
            throw new InputFault(string.Create(
                CultureInfo.InvariantCulture,
                $"Batch {batch} can't be taken back yet: later files of the same source left their unchanged rows in it, or a sheet tells of the same consents. Take back first, in this order: {string.Join(", ", later)}."));
        }
    }

    // What other files told of a person may stand on a consent that only this one told.
    private async Task RefuseIfConsentedByAsync(NpgsqlConnection connection, long batch)
    {
        if (study.Consent is not { } rules)
            return;
        var later = (await connection.QueryAsync<long>(
            """
            select distinct b.batch_id from study.person_batch b
            where b.batch_id <> @batch
              and exists (select 1 from study.consent c where c.person_id = b.person_id and c.purpose = @Purpose and c.given and c.batch_id = @batch)
              and not exists (select 1 from study.consent c where c.person_id = b.person_id and c.purpose = @Purpose and c.given and c.batch_id is distinct from @batch)
            order by 1 desc
            """,
            new { batch, rules.Purpose }).ConfigureAwait(false)).ToList();
        if (later.Count > 0)
        {
            throw new InputFault(string.Create(
                CultureInfo.InvariantCulture,
                $"Batch {batch} can't be taken back yet: what other files told of its persons stands on the consent that it tells. Take back first: {string.Join(", ", later)}; or bring the consent in by 'lob ingest consent'."));
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
        var persons = await RemovePersonsAsync(connection, batch).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "delete from study.class_group g where g.id = any(@groups) and not exists (select 1 from study.questionnaire q where q.class_group_id = g.id)", new { groups }).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            delete from study.school s where s.id = any(@schools) and s.code <> all(@known)
              and not exists (select 1 from study.questionnaire q where q.school_id = s.id)
              and not exists (select 1 from study.class_group g where g.school_id = s.id)
            """,
            new { schools, known = study.Schools.Select(school => school.Code).ToArray() }).ConfigureAwait(false);
        var runs = await MarkAsync(connection, batch).ConfigureAwait(false);
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

    private async Task<UndoReport> RemoveSheetAsync(NpgsqlConnection connection, long batch, KnownBatch known)
    {
        var later = (await connection.QueryAsync<long>(
            """
            select o.batch_id from ingest.batch_overlap o join ingest.batch b on b.id = o.batch_id
            where o.earlier_batch_id = @batch and b.undone_at is null order by o.batch_id desc
            """,
            new { batch }).ConfigureAwait(false)).ToList();
        var restored = await connection.ExecuteScalarAsync<long>("select ingest.restore_rows(@batch)", new { batch }).ConfigureAwait(false);
        // Rows that came with this file and that rows of other files refer to.
        later.AddRange(await connection.QueryAsync<long>(
            """
            select distinct later.batch_id from (
              select x.batch_id, y.batch_id as of from study.attendance x join study.activity y on y.code = x.activity_code
              union all select x.batch_id, y.batch_id from study.circle_member x join study.learning_circle y on y.code = x.circle_code
              union all select x.batch_id, y.batch_id from study.circle_session x join study.learning_circle y on y.code = x.circle_code
              union all select x.batch_id, y.batch_id from study.circle_evaluation x join study.learning_circle y on y.code = x.circle_code
              union all select x.batch_id, y.batch_id from study.circle_decision x join study.learning_circle y on y.code = x.circle_code
              union all select x.batch_id, y.batch_id from text.quote x join study.learning_circle y on y.code = x.circle_code
              union all select x.batch_id, y.batch_id from text.quote_code x join text.quote y on y.code = x.quote_code
              union all select x.batch_id, y.batch_id from study.session_evaluation x join study.circle_session y on y.circle_code = x.circle_code and y.number = x.session_number
              union all select x.batch_id, y.batch_id from study.method_rating x join study.circle_session y on y.circle_code = x.circle_code and y.number = x.session_number
              union all select x.batch_id, y.batch_id from study.method_verdict x join study.circle_session y on y.circle_code = x.circle_code and y.number = x.session_number
              union all select x.batch_id, y.batch_id from study.practice_total x join study.practice_round y on y.code = x.round_code
              union all select x.batch_id, y.batch_id from study.practice_cell x join study.practice_total y on y.round_code = x.round_code and y.practice = x.practice
            ) later where later.of = @batch and later.batch_id <> @batch
            """,
            new { batch }).ConfigureAwait(false));
        if (later.Count > 0)
        {
            throw new InputFault(string.Create(
                CultureInfo.InvariantCulture,
                $"Batch {batch} can't be taken back yet: later files hold rows of it, or refer to them. Take back first, in this order: {string.Join(", ", later.Distinct().OrderDescending())}."));
        }

        await RefuseIfConsentedByAsync(connection, batch).ConfigureAwait(false);
        var removed = await connection.ExecuteScalarAsync<long>("select ingest.remove_rows(@batch)", new { batch }).ConfigureAwait(false);
        var persons = await RemovePersonsAsync(connection, batch).ConfigureAwait(false);
        var runs = await MarkAsync(connection, batch).ConfigureAwait(false);
        return new UndoReport(batch, known.File, false, (int)removed, (int)restored, persons, runs, []) { Kind = known.Kind };
    }

    // Persons of whom another file tells something stay; their first batch is then the earliest of those.
    private static async Task<int> RemovePersonsAsync(NpgsqlConnection connection, long batch)
    {
        await connection.ExecuteAsync(
            """
            update study.person p set first_batch_id = q.batch_id
            from (select person_id, min(batch_id) as batch_id from study.person_batch group by person_id) q
            where p.first_batch_id = @batch and q.person_id = p.id and q.batch_id <> @batch
            """,
            new { batch }).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "delete from identity.code c using study.person p where p.id = c.person_id and p.first_batch_id = @batch", new { batch }).ConfigureAwait(false);
        return await connection.ExecuteAsync("delete from study.person where first_batch_id = @batch", new { batch }).ConfigureAwait(false);
    }

    private static async Task<List<string>> MarkAsync(NpgsqlConnection connection, long batch)
    {
        await connection.ExecuteAsync("update ingest.batch set undone_at = now(), undone_by = session_user where id = @batch", new { batch }).ConfigureAwait(false);
        return (await connection.QueryAsync<string>("select run_id from analysis.run_batch where batch_id = @batch order by 1", new { batch }).ConfigureAwait(false)).ToList();
    }

    private sealed record KnownBatch(string Kind, int SourceId, int? FormVersionId, string File, DateTime? UndoneAt);
}
