using System.Security.Cryptography;
using System.Text;
using Dapper;
using LobResearch.Analysis.Plans;
using LobResearch.Study;
using Npgsql;

namespace LobResearch.Analysis.Runs;

/// <summary>What a plan reads at a moment, now or as of a run: its batches, and what is known of the people in them.</summary>
/// <param name="Batches">The batches.</param>
/// <param name="LastBatch">The last batch that is in, whatever it holds.</param>
/// <param name="LinkVersion">The version of the links; null before there were any.</param>
/// <param name="Removed">Questionnaires of the batches that are gone: withdrawals.</param>
/// <param name="Refused">Questionnaires of the batches that are left out: refusals.</param>
/// <param name="Persons">Persons with questionnaires that are read.</param>
/// <param name="Hash">SHA-256 over what the rows are, not over their numbers in this database: two databases with the same files agree.</param>
internal sealed record DataState(IReadOnlyList<long> Batches, long LastBatch, int? LinkVersion, int Removed, int Refused, int Persons, byte[] Hash)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="InputFault">There is nothing to read.</exception>
    public static Task<DataState> ReadAsync(NpgsqlConnection connection, AnalysisPlan plan) => ReadAsync(connection, "Plan " + plan.Id, plan.FormId, plan.Waves, withExposure: false);

    /// <summary>Reads it of a plan of effects: questionnaires, activities and attendance.</summary>
    /// <exception cref="InputFault">There is nothing to read.</exception>
    public static Task<DataState> ReadAsync(NpgsqlConnection connection, EffectPlan plan) => ReadAsync(connection, "Plan " + plan.Id, plan.FormId, plan.Waves, withExposure: true);

    /// <summary>Reads it of a form at some waves.</summary>
    /// <exception cref="InputFault">There is nothing to read.</exception>
    public static Task<DataState> ReadAsync(NpgsqlConnection connection, string formId, IReadOnlyList<string> waves) => ReadAsync(connection, "Scales of " + formId, formId, waves, withExposure: false);

    private static async Task<DataState> ReadAsync(NpgsqlConnection connection, string reader, string formId, IReadOnlyList<string> waves, bool withExposure)
    {
        var batches = (await connection.QueryAsync<BatchHashes>(
            """
            with counted as (
              select q.batch_id, count(*) as rows from study.shown_questionnaire q
              join study.form_version v on v.id = q.form_version_id
              join study.form f on f.id = v.form_id
              join study.wave w on w.id = q.wave_id
              where f.code = @formId and w.code = any(@waves) group by q.batch_id
              union all select t.batch_id, count(*) from study.shown_attendance t where @withExposure group by t.batch_id
              union all select a.batch_id, count(*) from study.shown_activity a where @withExposure group by a.batch_id
            )
            select b.id as Id, b.file_hash as FileHash, b.mapping_hash as MappingHash, b.form_hash as FormHash, coalesce(r.questionnaires, 0)::int as Removed, c.rows::bigint as Counted
            from (select batch_id, sum(rows) as rows from counted group by batch_id) c
            join ingest.batch b on b.id = c.batch_id
            left join ingest.batch_removal r on r.batch_id = b.id
            order by b.id
            """,
            new { formId, waves = waves.ToArray(), withExposure }).ConfigureAwait(false)).ToList();
        if (batches.Count == 0)
            throw new InputFault($"{reader}: the database holds no questionnaires of form {formId}. Ingest a file first: lob ingest survey FILE.");
        var ids = batches.ConvertAll(batch => batch.Id).ToArray();
        var version = await connection.ExecuteScalarAsync<int?>("select link_version from study.reading").ConfigureAwait(false);
        // Who is one person, and who is left out, each told by files and rows.
        var links = version is null ? null : await connection.ExecuteScalarAsync<string?>(
            """
            with linked as (
              select person_id, same_as from study.person_link where version = @version
              -- The id that stands for a person has no row of its own.
              union
              select same_as, same_as from study.person_link where version = @version
            ),
            told as (
              select l.same_as, l.person_id, encode(b.file_hash, 'hex') || ':' || r.source_row as place
              from (
                select person_id, batch_id, source_row from study.shown_questionnaire
                union all
                select person_id, batch_id, source_row from study.shown_attendance where @withExposure) r
              join linked l on l.person_id = r.person_id
              join ingest.batch b on b.id = r.batch_id
              where r.batch_id = any(@ids)
            ),
            persons as (
              select string_agg(t.place, ',' order by t.place collate "C") as places, count(distinct t.person_id) as ids_told, max(k.ids) as ids
              from told t join (select same_as, count(*) as ids from linked group by same_as) k on k.same_as = t.same_as
              group by t.same_as
            )
            -- Plans of effects also ask who wrote one and the same code in all that came in, other batches too.
            select encode(sha256(convert_to(string_agg(line, ';' order by line collate "C"), 'UTF8')), 'hex')
            from (select places || case when @withExposure then '/' || ids else '' end as line from persons where ids_told > 1 or @withExposure) lines
            """,
            new { version, ids, withExposure }, commandTimeout: 0).ConfigureAwait(false);
        // Parents of one student, told by files and rows.
        var families = version is null || !withExposure ? null : await connection.ExecuteScalarAsync<string?>(
            """
            with parents as (
              select p.same_as, string_agg(encode(b.file_hash, 'hex') || ':' || q.source_row, ',' order by b.file_hash, q.source_row) as places
              from study.shown_questionnaire q join study.shown_person p on p.person_id = q.person_id join ingest.batch b on b.id = q.batch_id
              where q.batch_id = any(@ids) group by p.same_as
            )
            select encode(sha256(convert_to(string_agg(line, ';' order by line collate "C"), 'UTF8')), 'hex')
            from (
              select string_agg(p.places, '+' order by p.places collate "C") as line
              from study.dyad d join parents p on p.same_as = d.parent_id where d.version = @version group by d.student_id having count(*) > 1) lines
            """,
            new { version, ids }, commandTimeout: 0).ConfigureAwait(false);
        var refused = (await connection.QueryAsync<string>(
            """
            select encode(b.file_hash, 'hex') || ':' || q.source_row
            from study.shown_questionnaire q join ingest.batch b on b.id = q.batch_id
            where q.batch_id = any(@ids) and exists (select 1 from study.shown_refusal r where r.person_id = q.person_id)
            order by b.file_hash, q.source_row
            """,
            new { ids }).ConfigureAwait(false)).ToList();
        var (last, persons) = await connection.QuerySingleAsync<(long Last, int Persons)>(
            $"""
            select coalesce((select max(id) from ingest.batch), 0), (
              select count(distinct p.same_as)::int {Read} and not exists (select 1 from study.shown_refusal r where r.person_id = q.person_id))
            """,
            new { formId, waves = waves.ToArray() }).ConfigureAwait(false);
        // When a wave was decides which activities lie between two.
        var days = withExposure ? (await connection.QueryAsync<string>("select concat_ws(' ', code, starts, ends) from study.wave where code = any(@waves) order by ordinal", new { waves = waves.ToArray() }).ConfigureAwait(false)).ToList() : [];
        return new DataState(ids, last, version, batches.Sum(batch => batch.Removed), refused.Count, persons, HashOf(batches, links, families, refused, days));
    }

    /// <summary>Persons whose questionnaires a run read, and who refuse by now.</summary>
    /// <param name="connection">Within a transaction that reads as of the run.</param>
    /// <param name="formId">The run's form.</param>
    /// <param name="waves">The waves that its plan names.</param>
    public static Task<int> RefusedSinceAsync(NpgsqlConnection connection, string formId, IReadOnlyList<string> waves) => connection.ExecuteScalarAsync<int>(
        $"""
        select count(distinct p.same_as)::int {Read}
          and exists (select 1 from study.refused_person r where r.person_id = q.person_id) and not exists (select 1 from study.run_refusal r where r.person_id = q.person_id)
        """,
        new { formId, waves = waves.ToArray() });

    private const string Read =
        """
        from study.shown_questionnaire q
        join study.shown_person p on p.person_id = q.person_id
        join study.form_version v on v.id = q.form_version_id
        join study.form f on f.id = v.form_id
        join study.wave w on w.id = q.wave_id
        where f.code = @formId and w.code = any(@waves)
        """;

    private static byte[] HashOf(List<BatchHashes> batches, string? links, string? families, List<string> refused, List<string> days)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var batch in batches)
        {
            hash.AppendData(batch.FileHash);
            hash.AppendData(batch.MappingHash);
            hash.AppendData(batch.FormHash);
            // A later file can put some of a batch's rows elsewhere.
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"counted {batch.Counted}")));
            if (batch.Removed > 0)
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"removed {batch.Removed}")));
        }

        if (!string.IsNullOrEmpty(links))
            hash.AppendData(Encoding.UTF8.GetBytes("links " + links));
        if (!string.IsNullOrEmpty(families))
            hash.AppendData(Encoding.UTF8.GetBytes("families " + families));
        if (refused.Count > 0)
            hash.AppendData(Encoding.UTF8.GetBytes("refused " + string.Join(',', refused)));
        if (days.Count > 0)
            hash.AppendData(Encoding.UTF8.GetBytes("days " + string.Join(',', days)));
        return hash.GetHashAndReset();
    }

    private sealed record BatchHashes(long Id, byte[] FileHash, byte[] MappingHash, byte[] FormHash, int Removed, long Counted);
}
