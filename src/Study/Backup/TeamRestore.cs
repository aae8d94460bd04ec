using Dapper;
using LobResearch.Study.Database;
using LobResearch.Study.Server;
using LobResearch.Study.Withdrawals;
using Npgsql;

namespace LobResearch.Study.Backup;

/// <summary>Brings a dump into an empty database on a team's server, without those who withdrew since.</summary>
/// <remarks>
/// The dump comes in by one transaction. Until withdrawals are replayed the database is marked, and every other verb refuses
/// it; the same command again goes on from there.
/// </remarks>
public static class TeamRestore
{
    // As the migrations make them: a dump grants rights to them but doesn't hold them.
    private static readonly string[] Roles = ["lob_ingest", "lob_analyst", "lob_coder", "lob_keyholder"];

    /// <summary>Restores into the database that <c>LOB_DATABASE</c> names.</summary>
    /// <inheritdoc cref="EmbeddedRestore.RunAsync" path="/param"/>
    /// <exception cref="InputFault">The file isn't a whole dump, or the database isn't empty.</exception>
    /// <exception cref="EnvironmentFault">The database or pg_restore can't be had, or the login may not restore.</exception>
    public static async Task<RestoreReport> RunAsync(
        LobHome home, string path, RestoreOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        progress?.Report("checking the backup");
        var digest = await DigestTrailer.CheckAsync(path, cancellationToken).ConfigureAwait(false);
        if (!TeamBackup.IsDump(path))
            throw new InputFault($"{path} is a backup of an embedded server, which can't go to a team's server as it is. Unset LOB_DATABASE and restore it there; move the study with pg_dump.");
        foreach (var file in options.WithdrawalFiles)
            await WithdrawalLog.ReadAsync(file, cancellationToken).ConfigureAwait(false);

        await using var database = await StudyDatabase.ConnectAsync("", progress, cancellationToken).ConfigureAwait(false);
        var restoring = await database.RestoringAsync(cancellationToken).ConfigureAwait(false);
        var isEmpty = await IsEmptyAsync(database.Source, cancellationToken).ConfigureAwait(false);
        if (!isEmpty && restoring != digest)
        {
            throw new InputFault(restoring is null
                ? "The database that LOB_DATABASE names is not empty, and a restore never writes over data. Make an empty one (create database …) and name that."
                : "A restore of another backup into this database didn't end. Run it again with that backup, or name an empty database.");
        }

        if (isEmpty)
        {
            await EnsureRolesAsync(database.Source, cancellationToken).ConfigureAwait(false);
            await database.MarkRestoringAsync(digest, cancellationToken).ConfigureAwait(false);
            progress?.Report("restoring the dump");
            await ClientProgram.RunAsync("pg_restore", ["--no-owner", "--exit-on-error", "--single-transaction", "--no-password", $"--dbname={DatabaseName(database)}", Path.GetFullPath(path)], cancellationToken).ConfigureAwait(false);
            FaultPoints.Reach("restore-unpacked");
        }

        progress?.Report("replaying withdrawals");
        var held = await BackedUpDatabase.ReadAsync(database.Source, cancellationToken).ConfigureAwait(false);
        var replayed = new List<ReplayedWithdrawals>();
        if (held.Study is { } study)
        {
            await database.MigrateAsync(cancellationToken).ConfigureAwait(false);
            var withdrawals = await options.ReadAsync(home, [study], cancellationToken).ConfigureAwait(false);
            replayed.Add(await WithdrawalReplay.RunAsync(database.Source, study, withdrawals[study], cancellationToken).ConfigureAwait(false));
        }

        await database.MarkRestoringAsync(null, cancellationToken).ConfigureAwait(false);
        return new RestoreReport(Path.GetFullPath(path), Embedded: false, null, [held], replayed, Replaced: false);
    }

    private static string DatabaseName(StudyDatabase database)
    {
        using var connection = database.Source.CreateConnection();
        return connection.Database;
    }

    private static async Task<bool> IsEmptyAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            select not exists (select 1 from pg_namespace where nspname not in ('public', 'information_schema') and nspname !~ '^pg_')
              and not exists (select 1 from pg_class where relnamespace = 'public'::regnamespace)
            """,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
    }

    private static async Task EnsureRolesAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var there = (await connection.QueryAsync<string>(new CommandDefinition(
            "select rolname from pg_roles where rolname = any(@Roles)", new { Roles }, cancellationToken: cancellationToken)).ConfigureAwait(false)).ToHashSet();
        foreach (var role in Roles.Where(role => !there.Contains(role)))
        {
            try
            {
                await connection.ExecuteAsync(new CommandDefinition($"create role {role} login", cancellationToken: cancellationToken)).ConfigureAwait(false);
            }
            catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                throw new EnvironmentFault($"The role {role} is not on this server and this login may not make it. Let an administrator run: create role {role} login");
            }
        }
    }
}
