using Dapper;
using Npgsql;

namespace LobResearch.Study.Backup;

/// <summary>What a backup of the embedded server says about itself.</summary>
/// <param name="Format">Version of the file's form.</param>
/// <param name="PostgresMajor">PostgreSQL's major version; data of another one can't be read.</param>
/// <param name="Platform">Operating system and processor: data files are of one platform.</param>
/// <param name="ProgramVersion">The program that wrote it.</param>
/// <param name="MadeAt">When, UTC.</param>
/// <param name="Databases">The databases in it.</param>
public sealed record BackupManifest(
    int Format, int PostgresMajor, string Platform, string ProgramVersion, DateTimeOffset MadeAt, IReadOnlyList<BackedUpDatabase> Databases)
{
    /// <summary>The form that this program writes and reads.</summary>
    public const int CurrentFormat = 1;
}

/// <summary>A database in a backup.</summary>
/// <param name="Name">Its name on the server.</param>
/// <param name="Study">The study that it holds; null for none yet.</param>
/// <param name="Kind">real or simulated; null for none yet.</param>
/// <param name="Questionnaires">Filled-in questionnaires, earlier versions included.</param>
public sealed record BackedUpDatabase(string Name, string? Study, string? Kind, long Questionnaires)
{
    /// <summary>Looks what a database holds.</summary>
    internal static async Task<BackedUpDatabase> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var name = connection.Database;
        if (await connection.ExecuteScalarAsync<bool>("select to_regclass('study.about') is null or to_regclass('study.questionnaire') is null").ConfigureAwait(false))
            return new BackedUpDatabase(name, null, null, 0);
        var (study, kind) = await connection.QuerySingleOrDefaultAsync<(string?, string?)>("select code, kind from study.about").ConfigureAwait(false);
        return new BackedUpDatabase(name, study, kind, await connection.ExecuteScalarAsync<long>("select count(*) from study.questionnaire").ConfigureAwait(false));
    }
}

/// <summary>A backup that was written and read back.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Embedded">Whether it is of the embedded server, rather than of a database on a team's server.</param>
/// <param name="MadeAt">When, UTC.</param>
/// <param name="Databases">What is in it.</param>
public sealed record BackupReport(string File, long Bytes, bool Embedded, DateTimeOffset MadeAt, IReadOnlyList<BackedUpDatabase> Databases);

/// <summary>What a restore did.</summary>
/// <param name="File">The backup.</param>
/// <param name="Embedded">Whether it went to the embedded server.</param>
/// <param name="MadeAt">When the backup was made; null where the file doesn't say.</param>
/// <param name="Databases">What is in place now.</param>
/// <param name="Replayed">Withdrawals that the backup didn't know of, per study.</param>
/// <param name="Replaced">Whether data were there before, which are removed now: they held rows of people who withdrew.</param>
public sealed record RestoreReport(
    string File, bool Embedded, DateTimeOffset? MadeAt, IReadOnlyList<BackedUpDatabase> Databases,
    IReadOnlyList<Withdrawals.ReplayedWithdrawals> Replayed, bool Replaced);
