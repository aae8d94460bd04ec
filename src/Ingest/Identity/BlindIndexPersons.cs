using Dapper;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Ingest.Identity;

/// <summary>Finds persons as questionnaires do: by the blind index of role and code.</summary>
internal sealed class BlindIndexPersons : IPersonFinder
{
    private readonly NpgsqlConnection _connection;
    private readonly BlindIndexKey _key;

    private BlindIndexPersons(NpgsqlConnection connection, BlindIndexKey key) => (_connection, _key) = (connection, key);

    /// <summary>Loads the key.</summary>
    /// <exception cref="EnvironmentFault">It is missing, or not the one that the database's persons are indexed with.</exception>
    public static async Task<BlindIndexPersons> OpenAsync(NpgsqlConnection connection, LobHome home, string studyId)
    {
        var used = (await connection.QueryAsync<string>("select distinct index_key_id from identity.code").ConfigureAwait(false)).ToList();
        var key = BlindIndexKey.Load(home, studyId, mayCreate: used.Count == 0);
        if (used.Count == 0 || used.Contains(key.Id, StringComparer.Ordinal))
            return new BlindIndexPersons(connection, key);
        key.Dispose();
        throw new EnvironmentFault(
            $"The identity key {key.Id} is not the one that the database's persons are indexed with ({string.Join(", ", used)}). " +
            "With it every person would be taken for a new one. Restore the right key file, or set LOB_INDEX_KEY.");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<PersonCode, Guid?>> FindOrAddAsync(IReadOnlyCollection<PersonCode> codes, long batch)
    {
        var indexes = codes.Distinct().ToDictionary(code => code, code => _key.PersonIndex(code.Role, code.Code));
        var known = (await _connection.QueryAsync<(byte[] Index, Guid Person)>(
            "select blind_index, person_id from identity.code where blind_index = any(@indexes)", new { indexes = indexes.Values.ToArray() }).ConfigureAwait(false))
            .ToDictionary(pair => pair.Index, pair => pair.Person, ByteArrays.Equality);
        var added = indexes.Where(pair => !known.ContainsKey(pair.Value)).DistinctBy(pair => pair.Value, ByteArrays.Equality)
            .Select(pair => (pair.Key.Role, Index: pair.Value, Id: Guid.NewGuid())).ToList();
        await _connection.ExecuteAsync(
            "insert into study.person (id, role, first_batch_id) select id, role, @batch from unnest(@ids, @roles) n (id, role)",
            new { batch, ids = added.Select(person => person.Id).ToArray(), roles = added.Select(person => person.Role).ToArray() }).ConfigureAwait(false);
        await _connection.ExecuteAsync(
            "insert into identity.code (person_id, role, blind_index, index_key_id) select id, role, index, @key from unnest(@ids, @roles, @indexes) n (id, role, index)",
            new
            {
                key = _key.Id,
                ids = added.Select(person => person.Id).ToArray(),
                roles = added.Select(person => person.Role).ToArray(),
                indexes = added.Select(person => person.Index).ToArray(),
            }).ConfigureAwait(false);
        foreach (var (_, index, id) in added)
            known[index] = id;
        return indexes.ToDictionary(pair => pair.Key, pair => (Guid?)known[pair.Value]);
    }

    /// <inheritdoc/>
    public byte[] ContentHash(ReadOnlySpan<byte> content) => _key.ContentHash(content);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
