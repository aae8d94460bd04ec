using Dapper;
using LobResearch.Ingest.Identity;
using Npgsql;

namespace LobResearch.Ingest.Storing;

/// <summary>The marks that withdrawn persons' codes left: their rows are skipped whenever they come again.</summary>
internal sealed class Tombstones(KeyRing keys, HashSet<byte[]> marks, HashSet<byte[]> responses)
{
    /// <summary>Reads them.</summary>
    public static async Task<Tombstones> LoadAsync(NpgsqlConnection connection, KeyRing keys) =>
        new(keys, (await connection.QueryAsync<byte[]>("select code_mark from identity.tombstone").ConfigureAwait(false)).ToHashSet(ByteArrays.Equality),
            (await connection.QueryAsync<byte[]>("select response_key from identity.withdrawn_response").ConfigureAwait(false)).ToHashSet(ByteArrays.Equality));

    /// <summary>Whether this response was one of somebody who withdrew, whatever code stands in it now.</summary>
    public bool HoldResponse(byte[] responseKey) => responses.Contains(responseKey);

    /// <summary>Whether this code's person withdrew.</summary>
    public bool Hold(string role, string scope, string code) => marks.Count > 0 && marks.Contains(keys.WithdrawalMark(role, scope, code));
}
