using System.Runtime.InteropServices;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Study.Backup;

/// <summary>A cold copy of the embedded server in one file.</summary>
public static class EmbeddedBackup
{
    /// <summary>Operating system and processor, as the manifest names them.</summary>
    internal static string Platform => $"{(OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    /// <summary>Stops the server, copies its data, and reads the copy back. The file has its name once it is complete.</summary>
    /// <param name="home">Where the server's data live.</param>
    /// <param name="path">The file to write; mode 600.</param>
    /// <param name="progress">Told what takes time.</param>
    /// <param name="cancellationToken">Cancels it; nothing is left then.</param>
    /// <exception cref="InputFault">The file is there already, or there is nothing to back up.</exception>
    /// <exception cref="EnvironmentFault">Somebody uses the server, or the copy can't be written.</exception>
    public static async Task<BackupReport> RunAsync(
        LobHome home, string path, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var fresh = FreshFile.Begin(path);
        if (new Cluster(home).DataMajor is null && !Directory.Exists(new Cluster(home).Restored.Folder))
            throw new InputFault($"There is nothing to back up: no server has been made under {home.Folder}. Set LOB_HOME to the folder that holds the data.");
        await using var server = await EmbeddedServer.OccupyAsync(home, progress, cancellationToken).ConfigureAwait(false);
        // Started first: after a crash it puts its own data in order, and only it can say what is in them.
        await server.StartAsync(progress, cancellationToken).ConfigureAwait(false);
        var databases = new List<BackedUpDatabase>();
        foreach (var name in await server.DatabasesAsync(cancellationToken).ConfigureAwait(false))
        {
            await using var source = SourceOf(server, name);
            databases.Add(await BackedUpDatabase.ReadAsync(source, cancellationToken).ConfigureAwait(false));
        }

        await server.StopAsync(cancellationToken).ConfigureAwait(false);
        var manifest = new BackupManifest(
            BackupManifest.CurrentFormat, server.Cluster.DataMajor!.Value, Platform, ProgramVersion.Current, DateTimeOffset.UtcNow, databases);
        progress?.Report("copying the data and reading the copy back; the server is stopped meanwhile");
        var oldestNeeded = await OldestSegmentNeededAsync(server, cancellationToken).ConfigureAwait(false);
        try
        {
            await BackupFile.WriteAsync(fresh, manifest, server.Cluster.Record!, server.Cluster.Data, name => IsLeftOut(name, oldestNeeded), cancellationToken).ConfigureAwait(false);
            FreshFile.Complete(fresh, path);
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }

        return new BackupReport(Path.GetFullPath(path), new FileInfo(path).Length, Embedded: true, manifest.MadeAt, databases);
    }

    /// <summary>Connections that end when they are closed: the server is stopped right after.</summary>
    internal static NpgsqlDataSource SourceOf(EmbeddedServer server, string database) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(server.ConnectionStringFor(database)) { Pooling = false }.ConnectionString);

    // A server that was stopped cleanly needs the write-ahead log from its last checkpoint on. Earlier segments make the
    // file large and hold what was deleted since.
    private static async Task<string?> OldestSegmentNeededAsync(EmbeddedServer server, CancellationToken cancellationToken)
    {
        var (program, arguments) = server.Account.Run(server.Binaries.Path("pg_controldata"), ["-D", server.Cluster.Data]);
        if (!File.Exists(server.Binaries.Path("pg_controldata")))
            return null;
        var control = (await Server.Program.RunAsync(program, arguments, cancellationToken).ConfigureAwait(false)).Output;
        string? Value(string name) => control.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();
        if (Value("Database cluster state") != "shut down")
            throw new EnvironmentFault($"The server on {server.Cluster.Data} did not stop cleanly ({Value("Database cluster state")}). Its log is {server.Cluster.Log}.");
        return Value("Latest checkpoint's REDO WAL file");
    }

    private static bool IsLeftOut(string name, string? oldestNeeded)
    {
        const int SegmentNameLength = 24;
        if (name is "postmaster.pid" or "postmaster.opts" || name.Contains("pgsql_tmp", StringComparison.Ordinal))
            return true;
        var segment = name.StartsWith("pg_wal/", StringComparison.Ordinal) ? name["pg_wal/".Length..] : "";
        return oldestNeeded is not null && segment.Length == SegmentNameLength && segment.All(char.IsAsciiHexDigit) && string.CompareOrdinal(segment, oldestNeeded) < 0;
    }
}

/// <summary>A file that gets its name when it is complete.</summary>
internal static class FreshFile
{
    /// <summary>The name to write under.</summary>
    /// <exception cref="InputFault">The file is there already, or its folder isn't.</exception>
    public static string Begin(string path)
    {
        if (File.Exists(path) || Directory.Exists(path))
            throw new InputFault($"{path} is there already, and a backup is never written over. Name another file.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Directory.Exists(folder) ? path + ".partial" : throw new InputFault($"There is no folder {folder} to write the backup into. Make it, or name another file.");
    }

    /// <summary>Gives it its name, so that it is there after a loss of power too.</summary>
    public static void Complete(string fresh, string path)
    {
        File.Move(fresh, path, overwrite: false);
        DurableFiles.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
