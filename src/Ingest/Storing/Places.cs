using Dapper;
using Npgsql;

namespace LobResearch.Ingest.Storing;

/// <summary>Waves, schools and classes by the codes the file uses, within the batch's transaction.</summary>
internal sealed class Places
{
    private readonly NpgsqlConnection _connection;
    private readonly Dictionary<string, int> _waves;
    private readonly Dictionary<string, int> _schools;
    private readonly Dictionary<(int School, int Wave, string Code), int> _classGroups;

    private Places(
        NpgsqlConnection connection,
        Dictionary<string, int> waves,
        Dictionary<string, int> schools,
        Dictionary<(int School, int Wave, string Code), int> classGroups)
    {
        _connection = connection;
        _waves = waves;
        _schools = schools;
        _classGroups = classGroups;
        KnownSchools = schools.Keys.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Reads what the database knows.</summary>
    public static async Task<Places> LoadAsync(NpgsqlConnection connection)
    {
        var waves = await connection.QueryAsync<(string Code, int Id)>("select code, id from study.wave").ConfigureAwait(false);
        var schools = await connection.QueryAsync<(string Code, int Id)>("select code, id from study.school").ConfigureAwait(false);
        var groups = await connection.QueryAsync<(int School, int Wave, string Code, int Id)>(
            "select school_id, wave_id, code, id from study.class_group").ConfigureAwait(false);
        return new Places(
            connection,
            waves.ToDictionary(wave => wave.Code, wave => wave.Id, StringComparer.Ordinal),
            schools.ToDictionary(school => school.Code, school => school.Id, StringComparer.Ordinal),
            groups.ToDictionary(group => (group.School, group.Wave, group.Code), group => group.Id));
    }

    /// <summary>The wave's row id; null for an unknown wave.</summary>
    public int? Wave(string code) => _waves.TryGetValue(code, out var id) ? id : null;

    /// <summary>The codes of the schools known before this file.</summary>
    public IReadOnlySet<string> KnownSchools { get; }

    /// <summary>The school's row id, made when new.</summary>
    public async Task<int> SchoolAsync(string code)
    {
        if (_schools.TryGetValue(code, out var id))
            return id;
        id = await _connection.ExecuteScalarAsync<int>(
            "insert into study.school (code) values (@code) returning id", new { code }).ConfigureAwait(false);
        _schools.Add(code, id);
        return id;
    }

    /// <summary>The class's row id, made when new.</summary>
    public async Task<int> ClassGroupAsync(int school, int wave, string code)
    {
        if (_classGroups.TryGetValue((school, wave, code), out var id))
            return id;
        id = await _connection.ExecuteScalarAsync<int>(
            "insert into study.class_group (school_id, wave_id, code) values (@school, @wave, @code) returning id",
            new { school, wave, code }).ConfigureAwait(false);
        _classGroups.Add((school, wave, code), id);
        return id;
    }
}
