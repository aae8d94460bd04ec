using Dapper;
using Npgsql;

namespace LobResearch.Ingest.Storing;

/// <summary>The newest batch of the same file, read in the same way.</summary>
/// <param name="Id">The batch.</param>
/// <param name="Since">
/// A later batch because of which the file can change something once more: it told of consents, and this one held rows back for want
/// of them; or it changed rows of the same source, which this file would change back. Null when the same file can change nothing.
/// </param>
internal sealed record EarlierBatch(long Id, long? Since)
{
    /// <summary>Finds it; null when the file never came in, or was taken back.</summary>
    public static Task<EarlierBatch?> FindAsync(NpgsqlConnection connection, byte[] file, byte[] mapping, byte[] form) =>
        connection.QuerySingleOrDefaultAsync<EarlierBatch>(
            """
            select b.id as Id, greatest(
              case when exists (select 1 from ingest.finding f where f.batch_id = b.id and f.rule in ('no-consent', 'no-guardian-consent'))
                then (select max(k.id) from ingest.batch k where k.id > b.id and k.undone_at is null and exists (select 1 from study.consent c where c.batch_id = k.id)) end,
              (select max(k.id) from ingest.batch k where k.id > b.id and k.undone_at is null and k.source_id = b.source_id and k.changed_count > 0)) as Since
            from ingest.batch b
            where b.file_hash = @file and b.mapping_hash = @mapping and b.form_hash = @form and b.undone_at is null
            order by b.id desc limit 1
            """,
            new { file, mapping, form });
}
