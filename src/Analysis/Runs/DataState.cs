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
    public static Task<DataState> ReadAsync(NpgsqlConnection connection, AnalysisPlan plan) => ReadAsync(connection, "Plan " + plan.Id, plan.FormId, plan.Waves, withExposure: false);

    /// <summary>Reads it of a plan of effects: questionnaires, activities and attendance.</summary>
    /// <exception cref="InputFault">There is nothing to read.</exception>
    public static Task<DataState> ReadAsync(NpgsqlConnection connection, EffectPlan plan) => ReadAsync(connection, "Plan " + plan.Id, plan.FormId, [plan.BaselineWave, plan.OutcomeWave], withExposure: true);

    /// <summary>Reads it of a form at some waves.</summary>
    /// <exception cref="InputFault">There is nothing to read.</exception>
    public static Task<DataState> ReadAsync(NpgsqlConnection connection, string formId, IReadOnlyList<string> waves) => ReadAsync(connection, "Scales of " + formId, formId, waves, withExposure: false);

    private static async Task<DataState> ReadAsync(NpgsqlConnection connection, string reader, string formId, IReadOnlyList<string> waves, bool withExposure)
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
            throw new InputFault($"{reader}: the database holds no questionnaires of form {formId}. Ingest a file first: lob ingest survey FILE.");
        var ids = batches.ConvertAll(batch => batch.Id).ToArray();
        var version = await connection.ExecuteScalarAsync<int?>("select max(version) from study.link_version").ConfigureAwait(false);
        // Who is one person, and who is left out, each told by files and rows.
        var links = version is null ? null : await connection.ExecuteScalarAsync<string?>(
            """
            select string_agg(rows, ';' order by rows) from (
              select string_agg(encode(b.file_hash, 'hex') || ':' || q.source_row, ',' order by b.file_hash, q.source_row) as rows
              from study.person_link l
              join study.questionnaire q on q.person_id = l.person_id and q.superseded_by_batch_id is null
              join ingest.batch b on b.id = q.batch_id
              where l.version = @version and q.batch_id = any(@ids)
              group by l.same_as having count(*) > 1) groups
            """,
            new { version, ids }).ConfigureAwait(false);
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
