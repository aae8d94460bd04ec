using LobResearch.Study.Database;

namespace LobResearch.Study.Backup;

/// <summary>A dump of the study's database on a team's server, by PostgreSQL's own pg_dump.</summary>
public static class TeamBackup
{
    /// <summary>Dumps the database that <c>LOB_DATABASE</c> names; others may go on using it.</summary>
    /// <param name="path">The file to write; mode 600.</param>
    /// <param name="progress">Told what takes time.</param>
    /// <param name="cancellationToken">Cancels it; nothing is left then.</param>
    /// <exception cref="InputFault">The file is there already.</exception>
    /// <exception cref="EnvironmentFault">The database or pg_dump can't be had, or the login may not read everything.</exception>
    public static async Task<BackupReport> RunAsync(string path, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var fresh = FreshFile.Begin(path);
        await using var database = await StudyDatabase.OpenAsync("", progress, cancellationToken).ConfigureAwait(false);
        var held = await BackedUpDatabase.ReadAsync(database.Source, cancellationToken).ConfigureAwait(false);
        var madeAt = DateTimeOffset.UtcNow;
        progress?.Report("dumping the database");
        try
        {
            // pg_dump writes into a file that is there with the mode it has.
            await DurableFiles.OpenPrivate(fresh, FileMode.Create).DisposeAsync().ConfigureAwait(false);
            await ClientProgram.RunAsync("pg_dump", ["--format=custom", "--no-password", $"--file={Path.GetFullPath(fresh)}"], cancellationToken).ConfigureAwait(false);
            await DigestTrailer.AppendAsync(fresh, cancellationToken).ConfigureAwait(false);
            FaultPoints.Reach("backup-written");
            await DigestTrailer.CheckAsync(fresh, cancellationToken).ConfigureAwait(false);
            await ClientProgram.RunAsync("pg_restore", [Path.GetFullPath(fresh), "--file=/dev/null"], cancellationToken).ConfigureAwait(false);
            FreshFile.Complete(fresh, path);
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }

        return new BackupReport(Path.GetFullPath(path), new FileInfo(path).Length, Embedded: false, madeAt, [held]);
    }

    /// <summary>Whether a file is a dump of this kind.</summary>
    internal static bool IsDump(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[5];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("PGDMP"u8);
    }
}
