using Dapper;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Design;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Ingest.Identity;

/// <summary>Finds persons as questionnaires do: by the blind index of role, school and code.</summary>
internal sealed class BlindIndexPersons : IPersonFinder
{
    private readonly NpgsqlConnection _connection;
    private readonly KeyRing _keys;
    private readonly PersonCodes _codes;
    private readonly Tombstones _tombstones;

    private BlindIndexPersons(NpgsqlConnection connection, KeyRing keys, PersonCodes codes, Tombstones tombstones) =>
        (_connection, _keys, _codes, _tombstones) = (connection, keys, codes, tombstones);

    /// <summary>Loads the keys.</summary>
    /// <exception cref="EnvironmentFault">A key is missing, or not the one that the database's persons are indexed with.</exception>
    public static async Task<BlindIndexPersons> OpenAsync(NpgsqlConnection connection, LobHome home, StudyDefinition study)
    {
        var keys = await KeyRing.OpenAsync(connection, home, study.Id).ConfigureAwait(false);
        return new BlindIndexPersons(connection, keys, new PersonCodes(study), await Tombstones.LoadAsync(connection, keys).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<PersonCode, Guid?>> FindOrAddAsync(IReadOnlyCollection<PersonCode> codes, long batch)
    {
        var stay = codes.Distinct().ToLookup(code => _tombstones.Hold(code.Role, _codes.Scope(code.School), _codes.Indexed(code.Code)));
        var indexes = stay[false].ToDictionary(code => code, code => _keys.PersonIndex(code.Role, _codes.Scope(code.School), _codes.Indexed(code.Code)));
        var known = (await _connection.QueryAsync<(byte[] Index, Guid Person)>(
            "select blind_index, person_id from identity.code where blind_index = any(@indexes)", new { indexes = indexes.Values.ToArray() }).ConfigureAwait(false))
            .ToDictionary(pair => pair.Index, pair => pair.Person, ByteArrays.Equality);
        var added = indexes.Where(pair => !known.ContainsKey(pair.Value)).DistinctBy(pair => pair.Value, ByteArrays.Equality)
            .Select(pair => (Code: pair.Key, Index: pair.Value, Id: Guid.NewGuid())).ToList();
        await _connection.ExecuteAsync(
            "insert into study.person (id, role, first_batch_id) select id, role, @batch from unnest(@ids, @roles) n (id, role)",
            new { batch, ids = added.Select(person => person.Id).ToArray(), roles = added.Select(person => person.Code.Role).ToArray() }).ConfigureAwait(false);
        await _connection.ExecuteAsync(
            """
            insert into identity.code (person_id, role, scope, blind_index, index_key_id, code_cipher, code_key_id)
            select id, role, scope, index, @IndexKeyId, cipher, @CodeKeyId from unnest(@ids, @roles, @scopes, @indexes, @ciphers) n (id, role, scope, index, cipher)
            """,
            new
            {
                _keys.IndexKeyId,
                _keys.CodeKeyId,
                ids = added.Select(person => person.Id).ToArray(),
                roles = added.Select(person => person.Code.Role).ToArray(),
                scopes = added.Select(person => _codes.Scope(person.Code.School)).ToArray(),
                indexes = added.Select(person => person.Index).ToArray(),
                ciphers = added.Select(person => _keys.Encrypt(person.Id, person.Code.Role, person.Code.Code.Trim())).ToArray(),
            }).ConfigureAwait(false);
        foreach (var (_, index, id) in added)
            known[index] = id;
        var found = indexes.ToDictionary(pair => pair.Key, pair => (Guid?)known[pair.Value]);
        foreach (var withdrawn in stay[true])
            found[withdrawn] = null;
        return found;
    }

    /// <inheritdoc/>
    public byte[] ContentHash(ReadOnlySpan<byte> content) => _keys.ContentHash(content);

    /// <inheritdoc/>
    public void Dispose() => _keys.Dispose();
}
