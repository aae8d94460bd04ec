using System.Security.Cryptography;
using System.Text.Json;

namespace LobResearch.Study.Server;

/// <summary>The embedded server's data folder and what lies beside it.</summary>
internal sealed class Cluster
{
    /// <summary>The database login that <c>lob</c> uses on its own server.</summary>
    public const string Login = "lob";

    // sockaddr_un holds 108 bytes with its final zero; the file's name is .s.PGSQL.5432.
    private const int LongestSocketPath = 107;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public Cluster(LobHome home)
        : this(Path.Combine(home.Folder, "postgres"))
    {
    }

    private Cluster(string folder)
    {
        Folder = folder;
        Data = Path.Combine(Folder, "data");
        Log = Path.Combine(Folder, "run", "log");
        SocketFolder = Path.Combine(Folder, "run");
        Pin = Path.Combine(Folder, "pinned");
    }

    public string Folder { get; }

    public string Data { get; }

    /// <summary>Owned by the server's account: its socket and its log.</summary>
    public string SocketFolder { get; }

    public string Log { get; }

    /// <summary>While this file exists the server stays up when nobody uses it.</summary>
    public string Pin { get; }

    /// <summary>Where restored data are prepared: a server of its own, beside the present one.</summary>
    public Cluster Restored => new(Path.Combine(Folder, "restore"));

    /// <summary>The data that restored ones have replaced, until a server has started on those.</summary>
    public string Replaced => Path.Combine(Folder, "data.replaced");

    public string StartLock => Path.Combine(Folder, "start.lock");

    public string UseLock => Path.Combine(Folder, "use.lock");

    /// <summary>Whether a socket's path fits; otherwise the server listens on loopback.</summary>
    public bool UsesSocket => System.Text.Encoding.UTF8.GetByteCount(Path.Combine(SocketFolder, ".s.PGSQL.5432")) <= LongestSocketPath;

    /// <summary>Major version of the data; null when there are none yet.</summary>
    public int? DataMajor
    {
        get
        {
            var file = Path.Combine(Data, "PG_VERSION");
            return File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim(), System.Globalization.CultureInfo.InvariantCulture) : null;
        }
    }

    /// <summary>What is recorded beside the data; null before the first start.</summary>
    public ServerRecord? Record
    {
        get
        {
            var file = Path.Combine(Folder, "server.json");
            return File.Exists(file) ? JsonSerializer.Deserialize<ServerRecord>(File.ReadAllText(file)) : null;
        }
    }

    /// <summary>The login's password.</summary>
    public string Password => File.ReadAllText(PasswordFile).Trim();

    private string PasswordFile => Path.Combine(Folder, "password");

    /// <summary>Records where the programs are and how the server is reached.</summary>
    public void Write(ServerRecord record)
    {
        var file = Path.Combine(Folder, "server.json");
        var fresh = file + ".new";
        File.WriteAllText(fresh, JsonSerializer.Serialize(record));
        File.Move(fresh, file, overwrite: true);
    }

    /// <summary>
    /// Makes the data folder. It is made under another name and renamed when complete, so that a process killed
    /// meanwhile leaves nothing that looks like data.
    /// </summary>
    public async Task InitialiseAsync(PostgresBinaries binaries, Account account, CancellationToken cancellationToken)
    {
        RemoveLeftovers();
        var fresh = $"{Data}.new-{Guid.NewGuid():N}";
        Directory.CreateDirectory(fresh, OwnerOnly | UnixFileMode.UserExecute);
        var passwordFile = fresh + ".pw";
        var password = NewPassword();
        WritePrivate(passwordFile, password);
        await account.OwnAsync(fresh, cancellationToken).ConfigureAwait(false);
        await account.OwnAsync(passwordFile, cancellationToken).ConfigureAwait(false);
        var (program, arguments) = account.Run(binaries.Path("initdb"),
        [
            "--pgdata", fresh, "--username", Login, "--pwfile", passwordFile, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--no-instructions",
        ]);
        await Program.RunAsync(program, arguments, cancellationToken, started: () => FaultPoints.Reach("initdb")).ConfigureAwait(false);
        File.Delete(passwordFile);
        await File.AppendAllTextAsync(Path.Combine(fresh, "postgresql.conf"), Settings, cancellationToken).ConfigureAwait(false);
        // The password first: data without their password could never be opened again.
        WritePrivate(PasswordFile, password);
        Directory.Move(fresh, Data);
        FaultPoints.Reach("initialised");
    }

    /// <summary>
    /// Gives data that come from a backup this machine's password: the backup knows only the hash of the one of then, maybe
    /// of another machine. A server without users sets it, since no login could.
    /// </summary>
    public async Task AdoptPasswordAsync(Cluster present, PostgresBinaries binaries, Account account, CancellationToken cancellationToken)
    {
        if (!File.Exists(present.PasswordFile))
            WritePrivate(present.PasswordFile, NewPassword());
        WritePrivate(PasswordFile, present.Password);
        var (program, arguments) = account.Run(binaries.Path("postgres"), ["--single", "-D", Data, "-c", "exit_on_error=true", "-c", "log_statement=none", "postgres"]);
        await Program.RunAsync(program, arguments, cancellationToken, input: $"alter role {Login} password '{Password}'\n").ConfigureAwait(false);
    }

    // No statement and no value reaches the server's log: cells may hold names.
    private const string Settings =
        """

        # Set by lob.
        max_connections = 100
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_statement = 'none'
        log_min_error_statement = 'panic'
        log_min_duration_statement = -1
        log_parameter_max_length = 0
        log_parameter_max_length_on_error = 0
        log_error_verbosity = 'terse'
        max_wal_size = '1GB'

        """;

    // Letters, digits, - and _ only: it can stand in a connection string and in a literal as it is.
    private static string NewPassword() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private void RemoveLeftovers()
    {
        foreach (var leftover in Directory.GetFileSystemEntries(Folder, "data.new-*"))
        {
            try
            {
                if (Directory.Exists(leftover))
                    Directory.Delete(leftover, recursive: true);
                else
                    File.Delete(leftover);
            }
            catch (IOException)
            {
                // An initdb whose parent was killed may still be writing there: the next first start removes it.
            }
        }
    }

    private static void WritePrivate(string path, string text)
    {
        var fresh = path + ".tmp";
        File.Delete(fresh);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (var writer = new StreamWriter(new FileStream(fresh, options)))
            writer.WriteLine(text);
        File.Move(fresh, path, overwrite: true);
    }
}

/// <summary>What is recorded beside the data.</summary>
/// <param name="Binaries">Folder of the server's programs.</param>
/// <param name="Major">Their major version.</param>
/// <param name="Port">Port on loopback, or the number in the socket's name.</param>
internal sealed record ServerRecord(string Binaries, int Major, int Port);
