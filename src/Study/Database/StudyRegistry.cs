using Dapper;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;
using Npgsql;

namespace LobResearch.Study.Database;

/// <summary>Puts a study's definition (its mark, waves, schools and forms) into its database. Running it again changes nothing.</summary>
public static class StudyRegistry
{
    /// <summary>Registers the definition in one transaction.</summary>
    /// <remarks>Defining a study is an act of the database's owner. Any other login only finds out whether it is defined as its folder says.</remarks>
    /// <exception cref="EnvironmentFault">The login isn't the owner, and the database has the study otherwise.</exception>
    /// <exception cref="InputFault">
    /// The database holds another study or the other kind of data, or a form version that has answers was changed.
    /// </exception>
    public static async Task RegisterAsync(
        StudyDatabase database, StudyDefinition study, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (!await IsOwnerAsync(connection).ConfigureAwait(false))
        {
            await RefuseUnregisteredAsync(connection, study).ConfigureAwait(false);
            return;
        }

        await connection.ExecuteAsync("lock table study.about in exclusive mode").ConfigureAwait(false);

        await MarkAsync(connection, study).ConfigureAwait(false);
        await RegisterWavesAsync(connection, study).ConfigureAwait(false);
        await RegisterSchoolsAsync(connection, study).ConfigureAwait(false);
        await RegisterPurposesAsync(connection, study).ConfigureAwait(false);
        var changed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var form in study.Forms.OrderBy(form => form.Id, StringComparer.Ordinal).ThenBy(form => form.Version))
        {
            if (await FormStore.RegisterAsync(connection, form, cancellationToken).ConfigureAwait(false))
                changed.Add(form.Id);
        }

        foreach (var form in changed)
            await FormViews.CreateAsync(connection, form, cancellationToken).ConfigureAwait(false);

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        FaultPoints.Reach("registered");
    }

    private static Task<bool> IsOwnerAsync(NpgsqlConnection connection) => connection.ExecuteScalarAsync<bool>(
        "select pg_has_role(current_user, nspowner, 'member') from pg_namespace where nspname = 'study'");

    private static async Task RefuseUnregisteredAsync(NpgsqlConnection connection, StudyDefinition study)
    {
        var code = await connection.QuerySingleOrDefaultAsync<string>("select code from study.about").ConfigureAwait(false);
        var waves = (await connection.QueryAsync<string>("select code from study.wave").ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        var schools = (await connection.QueryAsync<string>("select code from study.school").ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        var forms = (await connection.QueryAsync<(string Form, int Version, byte[] Hash)>(
            "select f.code, v.version, v.content_hash from study.form_version v join study.form f on f.id = v.form_id").ConfigureAwait(false))
            .ToDictionary(form => (form.Form, form.Version), form => form.Hash);
        var purposes = (await connection.QueryAsync<(string Code, bool IsRequired)>("select code, is_required from study.consent_purpose").ConfigureAwait(false)).ToHashSet();
        var isThere = code == study.Id && purposes.SetEquals(Purposes(study)) && study.Waves.All(wave => waves.Contains(wave.Id)) && study.Schools.All(school => schools.Contains(school.Code)) &&
            study.Forms.All(form => forms.TryGetValue((form.Id, form.Version), out var hash) && form.ContentHash.AsSpan().SequenceEqual(hash));
        if (!isThere)
        {
            throw new EnvironmentFault(
                $"The database doesn't hold the study {study.Id} as {study.Folder} describes it, and this login may not define it. Let the database's owner run 'lob db migrate --study {study.Folder}'.");
        }
    }

    private static async Task MarkAsync(NpgsqlConnection connection, StudyDefinition study)
    {
        var kind = study.Kind == StudyKind.Real ? "real" : "simulated";
        await connection.ExecuteAsync(
            """
            insert into study.about (code, title_nl, title_en, kind) values (@Id, @Dutch, @English, @kind)
            on conflict do nothing
            """,
            new { study.Id, study.Title.Dutch, study.Title.English, kind }).ConfigureAwait(false);
        var (storedCode, storedKind) = await connection.QuerySingleAsync<(string, string)>(
            "select code, kind from study.about").ConfigureAwait(false);
        if (storedCode != study.Id || storedKind != kind)
        {
            throw new InputFault(
                $"This database holds the study '{storedCode}' with {storedKind} data; '{study.Id}' with {kind} data cannot enter it. " +
                "Use another database: real and simulated data, and two studies, never share one.");
        }
    }

    // A wave that is there as stated is left alone: updating it would wait for an ingest that refers to it, and with it
    // every verb that opens the study.
    private static Task RegisterWavesAsync(NpgsqlConnection connection, StudyDefinition study) =>
        connection.ExecuteAsync(
            """
            insert into study.wave (code, ordinal, title_nl, title_en, starts, ends)
            select @Id, @Ordinal, @Dutch, @English, @Starts::date, @Ends::date
            where not exists (
              select 1 from study.wave
              where code = @Id and (ordinal, title_nl, title_en, starts, ends) is not distinct from (@Ordinal, @Dutch, @English, @Starts::date, @Ends::date))
            on conflict (code) do update
              set ordinal = excluded.ordinal, title_nl = excluded.title_nl, title_en = excluded.title_en,
                  starts = excluded.starts, ends = excluded.ends
            """,
            study.Waves.Select(wave => new
            {
                wave.Id,
                Ordinal = (short)wave.Ordinal,
                wave.Title.Dutch,
                wave.Title.English,
                Starts = wave.Starts?.ToDateTime(TimeOnly.MinValue),
                Ends = wave.Ends?.ToDateTime(TimeOnly.MinValue),
            }));

    private static Task RegisterSchoolsAsync(NpgsqlConnection connection, StudyDefinition study) =>
        connection.ExecuteAsync(
            """
            insert into study.school (code, name, sector) values (@Code, @Name, @Sector)
            on conflict (code) do update set name = excluded.name, sector = excluded.sector
            """,
            study.Schools);

    private static async Task RegisterPurposesAsync(NpgsqlConnection connection, StudyDefinition study)
    {
        var stated = Purposes(study).ToList();
        await connection.ExecuteAsync("delete from study.consent_purpose where (code, is_required) not in (select * from unnest(@codes, @required))", Arrays(stated)).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "insert into study.consent_purpose (code, is_required) select * from unnest(@codes, @required) on conflict (code) do nothing", Arrays(stated)).ConfigureAwait(false);

        static object Arrays(List<(string Code, bool IsRequired)> purposes) =>
            new { codes = purposes.Select(purpose => purpose.Code).ToArray(), required = purposes.Select(purpose => purpose.IsRequired).ToArray() };
    }

    private static IEnumerable<(string Code, bool IsRequired)> Purposes(StudyDefinition study) =>
        study.Consent is { } rules ? rules.OtherPurposes.Select(purpose => (purpose, false)).Prepend((rules.Purpose, true)) : [];
}
