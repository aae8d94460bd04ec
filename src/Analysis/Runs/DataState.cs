using System.Security.Cryptography;
using System.Text;
using Dapper;
using LobResearch.Analysis.Plans;
using LobResearch.Study;
using Npgsql;

namespace LobResearch.Analysis.Runs;

/// <summary>What a plan reads at a moment: its batches, and what is known of the people in them.</summary>
/// <param name="Batches">The batches.</param>
/// <param name="LinkVersion">The version of the links; null before there were any.</param>
/// <param name="Removed">Questionnaires of the batches that are gone: withdrawals.</param>
/// <param name="Refused">Questionnaires of the batches that are left out: refusals.</param>
/// <param name="Hash">SHA-256 over what the rows are, not over their numbers in this database: two databases with the same files agree.</param>
internal sealed record DataState(IReadOnlyList<long> Batches, int? LinkVersion, int Removed, int Refused, byte[] Hash)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="InputFault">There is nothing to read.</exception>
    public static Task<DataState> ReadAsync(NpgsqlConnection connection, AnalysisPlan plan) => ReadAsync(connection, plan.Id, plan.FormId, plan.Waves, withExposure: false);

    /// <summary>Reads it of a plan of effects: questionnaires, activities and attendance.</summary>
    /// <exception cref="InputFault">There is nothing to read.</exception>
    public static Task<DataState> ReadAsync(NpgsqlConnection connection, EffectPlan plan) => ReadAsync(connection, plan.Id, plan.FormId, [plan.BaselineWave, plan.OutcomeWave], withExposure: true);

    private static async Task<DataState> ReadAsync(NpgsqlConnection connection, string planId, string formId, IReadOnlyList<string> waves, bool withExposure)
    {
        var batches = (await connection.QueryAsync<BatchHashes>(
            """
            select b.id as Id, b.file_hash as FileHash, b.mapping_hash as MappingHash, b.form_hash as FormHash, coalesce(r.questionnaires, 0)::int as Removed
            from ingest.batch b left join ingest.batch_removal r on r.batch_id = b.id
            where exists (
              select 1 from study.questionnaire q
              join study.form_version v on v.id = q.form_version_id
              join study.form f on f.id = v.form_id
              join study.wave w on w.id = q.wave_id
              where q.batch_id = b.id and q.superseded_by_batch_id is null and f.code = @formId and w.code = any(@waves))
              or (@withExposure and (exists (select 1 from study.attendance t where t.batch_id = b.id) or exists (select 1 from study.activity a where a.batch_id = b.id)))
            order by b.id
            """,
            new { formId, waves = waves.ToArray(), withExposure }).ConfigureAwait(false)).ToList();
        if (batches.Count == 0)
            throw new InputFault($"Plan {planId}: the database holds no questionnaires of form {formId}. Ingest a file first: lob ingest survey FILE.");
        var ids = batches.ConvertAll(batch => batch.Id).ToArray();
        var version = await connection.ExecuteScalarAsync<int?>("select max(version) from study.link_version").ConfigureAwait(false);
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
                select person_id, batch_id, source_row from study.questionnaire where superseded_by_batch_id is null
                union all
                select person_id, batch_id, source_row from study.attendance where @withExposure) r
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
        var refused = (await connection.QueryAsync<string>(
            """
            select encode(b.file_hash, 'hex') || ':' || q.source_row
            from study.questionnaire q join ingest.batch b on b.id = q.batch_id
            where q.batch_id = any(@ids) and q.superseded_by_batch_id is null and exists (select 1 from study.refused_person r where r.person_id = q.person_id)
            order by b.file_hash, q.source_row
            """,
            new { ids }).ConfigureAwait(false)).ToList();
        return new DataState(ids, version, batches.Sum(batch => batch.Removed), refused.Count, HashOf(batches, links, refused));
    }

    private static byte[] HashOf(List<BatchHashes> batches, string? links, List<string> refused)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var batch in batches)
        {
            hash.AppendData(batch.FileHash);
            hash.AppendData(batch.MappingHash);
            hash.AppendData(batch.FormHash);
            if (batch.Removed > 0)
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"removed {batch.Removed}")));
        }

        if (!string.IsNullOrEmpty(links))
            hash.AppendData(Encoding.UTF8.GetBytes("links " + links));
        if (refused.Count > 0)
            hash.AppendData(Encoding.UTF8.GetBytes("refused " + string.Join(',', refused)));
        return hash.GetHashAndReset();
    }

    private sealed record BatchHashes(long Id, byte[] FileHash, byte[] MappingHash, byte[] FormHash, int Removed);
}
