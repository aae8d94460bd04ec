using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace LobResearch.Study.Server;

/// <summary>
/// A PostgreSQL server for one user, started when first needed and stopped when nobody uses it any more. Its data live
/// under <see cref="LobHome"/>; it listens on a socket that only its owner reaches, or on loopback.
/// </summary>
/// <remarks>
/// Two locks. <c>start.lock</c> is held exclusively while the server's state changes, never longer. <c>use.lock</c> is
/// held shared by each process that uses the server; who gets it exclusively on the way out is the last one. The kernel
/// frees both when a process is killed: the server then stays up for the next process, which stops it in its turn.
/// </remarks>
public sealed class EmbeddedServer : IAsyncDisposable
{
    private const string MaintenanceDatabase = "postgres";
    private readonly Cluster _cluster;
    private readonly Account _account;
    private readonly PostgresBinaries _binaries;
    private readonly FileLock _start;
    private readonly FileLock _use;

    private EmbeddedServer(Cluster cluster, Account account, PostgresBinaries binaries, FileLock start, FileLock use) =>
        (_cluster, _account, _binaries, _start, _use) = (cluster, account, binaries, start, use);

    /// <summary>Makes sure the server runs, and keeps it running until the result is disposed.</summary>
    /// <param name="home">Where its data live.</param>
    /// <param name="progress">Told what takes time.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="EnvironmentFault">It can't be found, made, started or reached.</exception>
    public static async Task<EmbeddedServer> EnterAsync(
        LobHome home, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var (cluster, start, use) = OpenFolder(home);
        try
        {
            await start.TakeExclusiveAsync("starting or stopping the database server", cancellationToken).ConfigureAwait(false);
            await use.TakeSharedAsync("stopping the database server", cancellationToken).ConfigureAwait(false);
            var account = await Account.FindAsync(cancellationToken).ConfigureAwait(false);
            await RestoreSwap.RecoverAsync(cluster, account, cancellationToken).ConfigureAwait(false);
            var binaries = await FindBinariesAsync(home, cluster, progress, cancellationToken).ConfigureAwait(false);
            var server = new EmbeddedServer(cluster, account, binaries, start, use);
            await server.EnsureRunningAsync(progress, cancellationToken).ConfigureAwait(false);
            start.Release();
            return server;
        }
        catch
        {
            use.Dispose();
            start.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes the server for this process alone, running or not: for work on its files. Others wait until the result is
    /// disposed.
    /// </summary>
    /// <exception cref="EnvironmentFault">Somebody uses it, or it is kept up.</exception>
    internal static async Task<EmbeddedServer> OccupyAsync(LobHome home, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var (cluster, start, use) = OpenFolder(home);
        try
        {
            await start.TakeExclusiveAsync("starting or stopping the database server", cancellationToken).ConfigureAwait(false);
            if (File.Exists(cluster.Pin))
                throw new EnvironmentFault("The server is kept running by 'lob db start'. Run 'lob db stop', then this again.");
            if (!use.TryTakeExclusive())
                throw new EnvironmentFault("Another lob process uses the server. Wait until it has ended (or end it), then run this again.");
            var account = await Account.FindAsync(cancellationToken).ConfigureAwait(false);
            await RestoreSwap.RecoverAsync(cluster, account, cancellationToken).ConfigureAwait(false);
            var binaries = await FindBinariesAsync(home, cluster, progress, cancellationToken).ConfigureAwait(false);
            return new EmbeddedServer(cluster, account, binaries, start, use);
        }
        catch
        {
            use.Dispose();
            start.Dispose();
            throw;
        }
    }

    /// <summary>Starts the server and keeps it up after this process ends, until <see cref="UnpinAndStopAsync"/>.</summary>
    public static async Task PinAsync(LobHome home, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var server = await EnterAsync(home, progress, cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(server._cluster.Pin, "", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the pin away and stops the server, unless somebody uses it: then the last one to leave stops it.</summary>
    public static async Task UnpinAndStopAsync(LobHome home, CancellationToken cancellationToken = default)
    {
        var cluster = new Cluster(home);
        if (File.Exists(cluster.Pin))
            File.Delete(cluster.Pin);
        if (cluster.DataMajor is null || await ServerProcess.FindAsync(cluster, cancellationToken).ConfigureAwait(false) is null)
            return;
        var server = await EnterAsync(home, null, cancellationToken).ConfigureAwait(false);
        long others;
        try
        {
            others = await server.OtherClientsAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await server.LeaveAsync().ConfigureAwait(false);
        }

        if (others > 0)
        {
            throw new EnvironmentFault(
                $"The server has {others} open connection(s) of other programs and was left running. Close them and run 'lob db stop' again.");
        }
    }

    /// <summary>How the server is doing; doesn't start it.</summary>
    public static async Task<ServerStatus> StatusAsync(LobHome home, CancellationToken cancellationToken = default)
    {
        var cluster = new Cluster(home);
        var process = cluster.DataMajor is null ? null : await ServerProcess.FindAsync(cluster, cancellationToken).ConfigureAwait(false);
        return new ServerStatus(process?.Id, cluster.DataMajor, cluster.Record?.Binaries, cluster.Data, File.Exists(cluster.Pin));
    }

    /// <summary>The data folder and what lies beside it.</summary>
    internal Cluster Cluster => _cluster;

    /// <summary>The account that the server's programs run under.</summary>
    internal Account Account => _account;

    /// <summary>The server's programs.</summary>
    internal PostgresBinaries Binaries => _binaries;

    /// <summary>How to reach a database on this server. It holds the password: not for messages.</summary>
    public string ConnectionStringFor(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = _cluster.UsesSocket ? _cluster.SocketFolder : IPAddress.Loopback.ToString(),
        Port = _cluster.Record!.Port,
        Username = Cluster.Login,
        Password = _cluster.Password,
        Database = database,
        ApplicationName = "lob",
        // Many lob processes share the server's hundred connections.
        MaxPoolSize = 8,
        Timeout = 30,
        CommandTimeout = 0,
        IncludeErrorDetail = false,
    }.ConnectionString;

    /// <summary>Creates the database if it isn't there.</summary>
    public async Task EnsureDatabaseAsync(string name, CancellationToken cancellationToken = default)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionStringFor(MaintenanceDatabase));
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var exists = connection.CreateCommand();
        exists.CommandText = "select exists (select 1 from pg_database where datname = @name)";
        exists.Parameters.AddWithValue("name", name);
        if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true)
            return;
        await using var create = connection.CreateCommand();
        create.CommandText = $"create database \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        try
        {
            await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException fault) when (fault.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another process made it between the question and the command.
        }
    }

    /// <summary>A server on other data under the same locks. It isn't disposed: this one is.</summary>
    internal EmbeddedServer On(Cluster cluster, PostgresBinaries binaries) => new(cluster, _account, binaries, _start, _use);

    /// <summary>Starts an occupied server. Nobody else gets in.</summary>
    internal Task StartAsync(IProgress<string>? progress, CancellationToken cancellationToken) => EnsureRunningAsync(progress, cancellationToken);

    /// <summary>Stops an occupied server, after a checkpoint; nothing when it isn't running.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="atOnce">Without a checkpoint and whoever is connected: for data that are given up.</param>
    /// <exception cref="EnvironmentFault">Another program is connected.</exception>
    internal async Task StopAsync(CancellationToken cancellationToken, bool atOnce = false)
    {
        if (await ServerProcess.FindAsync(_cluster, cancellationToken).ConfigureAwait(false) is null)
            return;
        var others = atOnce ? 0 : await OtherClientsAsync(cancellationToken).ConfigureAwait(false);
        if (others > 0)
            throw new EnvironmentFault($"The server has {others} open connection(s) of other programs. Close them, then run this again.");
        var (program, arguments) = _account.Run(_binaries.Path("pg_ctl"), ["stop", "-D", _cluster.Data, "-m", atOnce ? "immediate" : "fast", "-w", "-t", "60"]);
        await Program.RunAsync(program, arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The databases that were made on this server.</summary>
    internal async Task<IReadOnlyList<string>> DatabasesAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionStringFor(MaintenanceDatabase)) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(
            "select datname from pg_database where not datistemplate and datallowconn and datname <> 'postgres' order by datname");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            names.Add(reader.GetString(0));
        return names;
    }

    /// <summary>Leaves the server; stops it when this was the last process that used it.</summary>
    /// <remarks>
    /// A server that can't be reached or stopped is left to the next process. Whoever worked with it has met its fault and
    /// tells it better; told from here it would take that one's place, or make work that is done look undone.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await LeaveAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException or IOException or EnvironmentFault)
        {
        }
    }

    private async Task LeaveAsync()
    {
        try
        {
            await _start.TakeExclusiveAsync("starting or stopping the database server", CancellationToken.None).ConfigureAwait(false);
            if (_use.TryTakeExclusive() && !File.Exists(_cluster.Pin) &&
                await ServerProcess.FindAsync(_cluster, CancellationToken.None).ConfigureAwait(false) is not null && await OtherClientsAsync(CancellationToken.None).ConfigureAwait(false) == 0)
            {
                FaultPoints.Reach("stopping");
                var (program, arguments) = _account.Run(_binaries.Path("pg_ctl"), ["stop", "-D", _cluster.Data, "-m", "fast", "-w", "-t", "60"]);
                await Program.RunAsync(program, arguments, CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            _use.Dispose();
            _start.Dispose();
        }
    }

    private static (Cluster Cluster, FileLock Start, FileLock Use) OpenFolder(LobHome home)
    {
        if (OperatingSystem.IsWindows())
            throw new EnvironmentFault("There is no embedded server on Windows. Set LOB_DATABASE to a server's connection string, or use WSL.");
        home.Create();
        var cluster = new Cluster(home);
        Directory.CreateDirectory(cluster.Folder);
        var start = FileLock.Open(cluster.StartLock);
        return (cluster, start, FileLock.Open(cluster.UseLock));
    }

    private static async Task<PostgresBinaries> FindBinariesAsync(
        LobHome home, Cluster cluster, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var major = cluster.DataMajor;
        if (major is not null && Environment.GetEnvironmentVariable("LOB_POSTGRES_BIN") is null or "" &&
            cluster.Record is { } record && await PostgresBinaries.InspectAsync(record.Binaries, cancellationToken).ConfigureAwait(false) is { } same && same.Major == major)
        {
            return same;
        }

        return await PostgresBinaries.FindAsync(home, major, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task EnsureRunningAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (_cluster.DataMajor is null)
        {
            progress?.Report("making a database server for you (first time only)");
            await _account.RefuseUnreachableAsync(_cluster.Folder, cancellationToken).ConfigureAwait(false);
            await _cluster.InitialiseAsync(_binaries, _account, cancellationToken).ConfigureAwait(false);
        }

        var starter = new ServerStarter(_cluster, _account, _binaries);
        await starter.EnsureRunningAsync(PingAsync, FreePort, cancellationToken).ConfigureAwait(false);
        if (Directory.Exists(_cluster.Restored.Folder))
            RestoreSwap.Clear(_cluster);
        FaultPoints.Reach("started");
    }

    private async Task<bool> PingAsync(CancellationToken cancellationToken)
    {
        if (_cluster.Record is null)
            return false;
        var connectionString = new NpgsqlConnectionStringBuilder(ConnectionStringFor(MaintenanceDatabase)) { Pooling = false, Timeout = 10 }.ConnectionString;
        await using var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new EnvironmentFault($"The server refuses the password in {Path.Combine(_cluster.Folder, "password")}. Restore that file from a backup of {_cluster.Folder}.");
        }
        catch (Exception fault) when (fault is NpgsqlException or SocketException or TimeoutException)
        {
            return false;
        }
    }

    private async Task<long> OtherClientsAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(ConnectionStringFor(MaintenanceDatabase)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from pg_stat_activity where backend_type = 'client backend' and application_name <> 'lob'";
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
