namespace LobResearch.Study.Server;

/// <summary>Brings the server up from whatever state the last run left it in. The caller holds <c>start.lock</c>.</summary>
internal sealed class ServerStarter(Cluster cluster, Account account, PostgresBinaries binaries)
{
    private const int SocketPort = 5432;

    // Segments of the write-ahead log that are no longer needed are removed, not kept under a new name with what withdrawn
    // people answered. At the start rather than in postgresql.conf: data made earlier or restored from a backup get it too.
    private const string Settings = "-c wal_recycle=off -c min_wal_size=32MB ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for a server that is coming up or going down; starts one when there is none.</summary>
    public async Task EnsureRunningAsync(
        Func<CancellationToken, Task<bool>> ping, Func<int> freePort, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!await ping(cancellationToken).ConfigureAwait(false))
        {
            if (DateTime.UtcNow > deadline)
                throw new EnvironmentFault($"The database server did not answer within {Patience.TotalSeconds:0} seconds. Its log is {cluster.Log}.");
            if (await ServerProcess.FindAsync(cluster, cancellationToken).ConfigureAwait(false) is null)
            {
                ServerProcess.RemoveStaleFile(cluster);
                await TryStartAsync(freePort, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task TryStartAsync(Func<int> freePort, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(cluster.SocketFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await account.OwnAsync(cluster.SocketFolder, cancellationToken).ConfigureAwait(false);
        var port = cluster.UsesSocket ? SocketPort : freePort();
        cluster.Write(new ServerRecord(binaries.Folder, binaries.Major, port));
        var options = Settings + (cluster.UsesSocket
            ? $"-c listen_addresses='' -c unix_socket_directories={ShellQuoted(cluster.SocketFolder)} -c unix_socket_permissions=0700 -p {port}"
            : $"-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -p {port}");
        var (program, arguments) = account.Run(
            binaries.Path("pg_ctl"), ["start", "-D", cluster.Data, "-l", cluster.Log, "-w", "-t", "60", "-o", options]);
        var result = await Program.TryRunAsync(program, arguments, cancellationToken).ConfigureAwait(false)
            ?? throw new EnvironmentFault($"'{program}' could not be started.");
        if (result.ExitCode == 0)
            return;
        var lastWords = File.Exists(cluster.Log) ? File.ReadLines(cluster.Log).TakeLast(5).ToList() : [];
        // Backends of a killed server hold its memory for a moment: they end when they notice, and then it starts.
        if (lastWords.Exists(line => line.Contains("shared memory block", StringComparison.Ordinal) || line.Contains("postmaster.pid", StringComparison.Ordinal)))
        {
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            return;
        }

        throw new EnvironmentFault($"The database server did not start: {lastWords.LastOrDefault() ?? result.LastLine} Its log is {cluster.Log}.");
    }

    private static string ShellQuoted(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
