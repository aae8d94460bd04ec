using System.Globalization;
using LobResearch.Study.Database;
using LobResearch.Study.Server;
using Npgsql;

namespace LobResearch.Study.Backup;

/// <summary>Runs pg_dump or pg_restore on the database that <c>LOB_DATABASE</c> names.</summary>
internal static class ClientProgram
{
    /// <summary>Runs it to its end. Where to and as whom stands in its environment: a command line can be read by every user of the machine.</summary>
    /// <exception cref="EnvironmentFault">It isn't there, or it failed.</exception>
    public static async Task RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var path = Find(program)
            ?? throw new EnvironmentFault($"'{program}' was not found: not under LOB_POSTGRES_BIN, on the PATH, nor in /usr/lib/postgresql. Install PostgreSQL's client programs (Debian: apt-get install postgresql-client).");
        var result = await Server.Program.TryRunAsync(path, arguments, cancellationToken, environment: Environment()).ConfigureAwait(false)
            ?? throw new EnvironmentFault($"'{path}' could not be started.");
        if (result.ExitCode != 0)
            throw new EnvironmentFault($"{program} failed with exit code {result.ExitCode}: {FirstLine(result)}");
    }

    private static string? Find(string program)
    {
        if (System.Environment.GetEnvironmentVariable("LOB_POSTGRES_BIN") is { Length: > 0 } configured)
            return File.Exists(Path.Combine(configured, program)) ? Path.Combine(configured, program) : null;
        return Server.Program.OnPath(program) ?? PostgresBinaries.DebianFolders().Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    private static Dictionary<string, string> Environment()
    {
        var connection = new NpgsqlConnectionStringBuilder(StudyDatabase.TeamServer);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["PGAPPNAME"] = "lob" };
        Set("PGHOST", connection.Host);
        Set("PGPORT", connection.Port.ToString(CultureInfo.InvariantCulture));
        Set("PGUSER", connection.Username);
        Set("PGDATABASE", connection.Database ?? connection.Username);
        Set("PGPASSWORD", connection.Password);
        Set("PGPASSFILE", connection.Passfile);
        Set("PGSSLROOTCERT", connection.RootCertificate);
        Set("PGSSLMODE", connection.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var mode => mode.ToString().ToLowerInvariant(),
        });
        return variables;

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                variables[name] = value;
        }
    }

    // The first line is the cause, the last one often "while …". A failing COPY quotes its row in further lines.
    private static string FirstLine(Server.Program.Result result) => result.Error.Split('\n', 2)[0].Trim();
}
