using Dapper;
using Npgsql;

namespace LobResearch.Ingest.Storing;

/// <summary>The newest batch of the same file, read in the same way.</summary>
/// <param name="Id">The batch.</param>
/// <param name="ConsentSince">
/// A later batch that told of consents, when this one held rows back for want of them: the file may come in once more. Null when
/// the same file can change nothing.
/// </param>
internal sealed record EarlierBatch(long Id, long? ConsentSince)
{
    /// <summary>Finds it; null when the file never came in, or was taken back.</summary>
    public static Task<EarlierBatch?> FindAsync(NpgsqlConnection connection, byte[] file, byte[] mapping, byte[] form) =>
        connection.QuerySingleOrDefaultAsync<EarlierBatch>(
            """
            select b.id as Id, case when exists (select 1 from ingest.finding f where f.batch_id = b.id and f.rule in ('no-consent', 'no-guardian-consent'))
              then (select max(k.id) from ingest.batch k where k.id > b.id and k.undone_at is null and exists (select 1 from study.consent c where c.batch_id = k.id)) end as ConsentSince
            from ingest.batch b
            where b.file_hash = @file and b.mapping_hash = @mapping and b.form_hash = @form and b.undone_at is null
            order by b.id desc limit 1
            """,
            new { file, mapping, form });
}
