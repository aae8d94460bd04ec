using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace LobResearch.Ingest.Storing;

/// <summary>Counts the rows of a source's earlier files that a new file no longer holds.</summary>
internal sealed class VanishedRows
{
    private const int ChunkSize = 16384;
    private readonly NpgsqlConnection _connection;
    private readonly int _sourceId;
    private readonly bool _hasEarlierRows;
    private readonly List<byte[]> _chunk = [];

    private VanishedRows(NpgsqlConnection connection, int sourceId, bool hasEarlierRows) =>
        (_connection, _sourceId, _hasEarlierRows) = (connection, sourceId, hasEarlierRows);

    public static async Task<VanishedRows> BeginAsync(NpgsqlConnection connection, int sourceId)
    {
        var hasEarlierRows = await connection.ExecuteScalarAsync<bool>(
            "select exists (select 1 from study.questionnaire where source_id = @sourceId)", new { sourceId }).ConfigureAwait(false);
        if (hasEarlierRows)
            await connection.ExecuteAsync("create temporary table seen_response (response_key bytea not null) on commit drop").ConfigureAwait(false);
        return new VanishedRows(connection, sourceId, hasEarlierRows);
    }

    /// <summary>Notes a row of the new file. A source's first file has nothing to compare with and costs nothing.</summary>
    public async Task SeenAsync(byte[] responseKey, CancellationToken cancellationToken)
    {
        if (!_hasEarlierRows)
            return;
        _chunk.Add(responseKey);
        if (_chunk.Count == ChunkSize)
            await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<int> CountAsync(long batchId, CancellationToken cancellationToken)
    {
        if (!_hasEarlierRows)
            return 0;
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return await _connection.ExecuteScalarAsync<int>(
            """
            select count(*)::int from study.questionnaire q
            where q.source_id = @_sourceId and q.superseded_by_batch_id is null and q.batch_id < @batchId
              and not exists (select 1 from seen_response s where s.response_key = q.response_key)
            """,
            new { _sourceId, batchId }).ConfigureAwait(false);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await using (var copy = await _connection.BeginBinaryImportAsync(
            "copy seen_response (response_key) from stdin (format binary)", cancellationToken).ConfigureAwait(false))
        {
            foreach (var key in _chunk)
            {
                await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
                await copy.WriteAsync(key, NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
            }

            await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }

        _chunk.Clear();
    }
}
