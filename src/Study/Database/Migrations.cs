using System.Reflection;
using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using Npgsql;

namespace LobResearch.Study.Database;

/// <summary>Brings a database's schema up to the program's: plain SQL from <c>data-schema/migrations</c>, in order.</summary>
public static class Migrations
{
    // Any constant will do, as long as every lob process uses the same.
    private const long LockKey = 0x10B_5C4E_3A;

    /// <summary>Applies what is missing, one transaction per script; nothing when the schema is current.</summary>
    /// <returns>The names of the scripts that were applied now.</returns>
    /// <exception cref="EnvironmentFault">A script failed; the database stays as that script found it.</exception>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        NpgsqlDataSource source, string connectionString, CancellationToken cancellationToken = default)
    {
        // Several lob processes may start on one new database: one migrates, the others wait and find it done.
        await using var guard = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await guard.ExecuteAsync("select pg_advisory_lock(@key)", cancellationToken, ("key", LockKey)).ConfigureAwait(false);
        var result = Upgrader(connectionString).PerformUpgrade();
        await guard.ExecuteAsync("select pg_advisory_unlock(@key)", cancellationToken, ("key", LockKey)).ConfigureAwait(false);
        if (!result.Successful)
        {
            throw new EnvironmentFault(
                $"Migration {result.ErrorScript?.Name ?? "(none)"} failed: {result.Error.Message} " +
                "The database stays as it was before that script.");
        }

        return result.Scripts.Select(script => script.Name).ToList();
    }

    /// <summary>The scripts that a database still lacks, in order.</summary>
    public static IReadOnlyList<string> Pending(string connectionString) =>
        Upgrader(connectionString).GetScriptsToExecute().Select(script => script.Name).ToList();

    private static UpgradeEngine Upgrader(string connectionString) =>
        DeployChanges.To
            // Unpooled: a connection that is used once would otherwise stay open as long as the process lives.
            .PostgresqlDatabase(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString)
            .WithScripts(EmbeddedScripts())
            .JournalToPostgresqlTable("public", "schema_version")
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new NoUpgradeLog())
            .Build();

    private static List<SqlScript> EmbeddedScripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("migrations/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => SqlScript.FromStream(name["migrations/".Length..], assembly.GetManifestResourceStream(name)))
            .ToList();
    }
}
