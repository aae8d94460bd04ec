using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace LobResearch.Ingest.Storing;

/// <summary>
/// The responses that a file holds, kept in a temporary table of the batch's transaction: tells duplicates within the file,
/// and in the end which rows of the source's earlier files the file no longer holds.
/// </summary>
internal sealed class SeenResponses
{
    private readonly NpgsqlConnection _connection;
    private readonly int _sourceId;
    private readonly KeyFilter _filter = new();

    private SeenResponses(NpgsqlConnection connection, int sourceId, bool isFirstFile) =>
        (_connection, _sourceId, IsFirstFile) = (connection, sourceId, isFirstFile);

    /// <summary>Whether the source has no rows of earlier files.</summary>
    public bool IsFirstFile { get; }

    public static async Task<SeenResponses> BeginAsync(NpgsqlConnection connection, int sourceId)
    {
        var hasEarlierRows = await connection.ExecuteScalarAsync<bool>(
            "select exists (select 1 from study.questionnaire where source_id = @sourceId)", new { sourceId }).ConfigureAwait(false);
        // A first file's rows are all in study.questionnaire; with earlier files unchanged ones aren't written again.
        if (hasEarlierRows)
            await connection.ExecuteAsync("create temporary table seen_response (response_key bytea primary key) on commit drop").ConfigureAwait(false);
        return new SeenResponses(connection, sourceId, !hasEarlierRows);
    }

    /// <summary>Which of a chunk's keys may have occurred earlier in this file; the database isn't asked. Call it once a chunk.</summary>
    public byte[][] MayHaveOccurred(IReadOnlyList<byte[]> chunk)
    {
        var keys = chunk.Where(key => _filter.MayHold(key)).ToArray();
        foreach (var key in chunk)
            _filter.Add(key);
        return keys;
    }

    /// <summary>Which of the keys occurred earlier in this file.</summary>
    public async Task<HashSet<byte[]>> KnownAsync(byte[][] keys, CancellationToken cancellationToken)
    {
        if (keys.Length == 0)
            return new HashSet<byte[]>(ByteArrays.Equality);
        var known = IsFirstFile
            ? await _connection.QueryAsync<byte[]>(new CommandDefinition(
                """
                select k.response_key from unnest(@keys) k (response_key)
                cross join lateral (
                  select 1 from study.questionnaire
                  where source_id = @_sourceId and superseded_by_batch_id is null and response_key = k.response_key limit 1) q
                """,
                new { _sourceId, keys }, cancellationToken: cancellationToken)).ConfigureAwait(false)
            : await _connection.QueryAsync<byte[]>(new CommandDefinition(
                "select k.response_key from unnest(@keys) k (response_key) cross join lateral (select 1 from seen_response where response_key = k.response_key limit 1) s",
                new { keys }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return known.ToHashSet(ByteArrays.Equality);
    }

    /// <summary>Notes rows of the file.</summary>
    public async Task AddAsync(IEnumerable<byte[]> keys, CancellationToken cancellationToken)
    {
        if (IsFirstFile)
            return;
        await using var copy = await _connection.BeginBinaryImportAsync(
            "copy seen_response (response_key) from stdin (format binary)", cancellationToken).ConfigureAwait(false);
        foreach (var key in keys)
        {
            await copy.StartRowAsync(cancellationToken).ConfigureAwait(false);
            await copy.WriteAsync(key, NpgsqlDbType.Bytea, cancellationToken).ConfigureAwait(false);
        }

        await copy.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes rows that are in the file and were held back: they haven't vanished.</summary>
    public Task AddHeldBackAsync(IReadOnlyList<byte[]> keys) => IsFirstFile || keys.Count == 0
        ? Task.CompletedTask
        : _connection.ExecuteAsync("insert into seen_response (response_key) select unnest(@keys) on conflict do nothing", new { keys = keys.ToArray() });

    /// <summary>How many rows of earlier files the file no longer holds. Of waves that it doesn't hold at all it tells nothing: those have files of their own.</summary>
    /// <param name="batchId">The file's batch.</param>
    /// <param name="waves">Row ids of the waves that occur in the file.</param>
    public Task<int> VanishedAsync(long batchId, IReadOnlyCollection<int> waves) => IsFirstFile
        ? Task.FromResult(0)
        : _connection.ExecuteScalarAsync<int>(
            """
            select count(*)::int from study.questionnaire q
            where q.source_id = @_sourceId and q.superseded_by_batch_id is null and q.batch_id < @batchId and q.wave_id = any(@waves)
              and not exists (select 1 from seen_response s where s.response_key = q.response_key)
            """,
            new { _sourceId, batchId, waves = waves.ToArray() });
}
