using System.Data;
using Dapper;
using Npgsql;

namespace LobResearch.Study.Database;

/// <summary>
/// Makes removed rows disappear from the server's files, as far as PostgreSQL allows: tables are written anew without them,
/// so are the planner's statistics (which quote values), and the write-ahead log of before is given up.
/// </summary>
/// <remarks>
/// What stays possible is told in docs/privacy.md: blocks that the file system freed and nobody wrote over, backups,
/// replicas, archived write-ahead log.
/// </remarks>
public static class Scrubbing
{
    /// <summary>Scrubs after removals. Tables are locked while they are rewritten; running it twice does no harm.</summary>
    /// <param name="source">The study's database.</param>
    /// <param name="cancellationToken">Cancels it; what was done stays done.</param>
    /// <returns>What was done, and what this login may not do.</returns>
    public static async Task<ScrubbingReport> RunAsync(NpgsqlDataSource source, CancellationToken cancellationToken = default)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var tables = await PersonColumns.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        var rights = await ReadRightsAsync(connection, cancellationToken).ConfigureAwait(false);
        var left = new List<string>();

        if (rights.OpenTransactions > 0)
            left.Add($"-- {rights.OpenTransactions} other transaction(s) were open and can keep removed rows alive: repeat when they have ended.");
        if (rights.IsSuperuser)
        {
            // ANALYZE leaves the statistics of a table that is empty now as they were.
            await connection.ExecuteAsync(new CommandDefinition(
                "delete from pg_catalog.pg_statistic where starelid = any(@names::regclass[]::oid[])",
                new { names = tables.Select(table => table.Name).ToArray() }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        }

        foreach (var table in tables)
        {
            var statement = $"vacuum (full, analyze) {table.Name}";
            if (table.IsOwner)
                await RunAsync(connection, statement, cancellationToken).ConfigureAwait(false);
            else
                left.Add(statement + ";");
        }

        const string Statistics = "vacuum full pg_catalog.pg_statistic";
        if (rights.IsSuperuser)
            await RunAsync(connection, Statistics, cancellationToken).ConfigureAwait(false);
        else
            left.Add(Statistics + ";");

        // The second checkpoint starts in a new segment, so that those before it are no longer needed and are removed.
        var end = new[] { "checkpoint", "select pg_switch_wal()", "checkpoint" };
        if (rights.MayCheckpoint && rights.MaySwitch)
        {
            foreach (var statement in end)
                await RunAsync(connection, statement, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            left.AddRange(end.Select(statement => statement + ";"));
        }

        return new ScrubbingReport(tables.Where(table => table.IsOwner).Select(table => table.Name).ToList(), left);
    }

    private static Task<Rights> ReadRightsAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<Rights>(new CommandDefinition(
            """
            select r.rolsuper as "IsSuperuser",
              r.rolsuper or exists (select 1 from pg_roles c where c.rolname = 'pg_checkpoint' and pg_has_role(c.oid, 'usage')) as "MayCheckpoint",
              has_function_privilege('pg_switch_wal()', 'execute') as "MaySwitch",
              (select count(*)::integer from pg_stat_activity a
                where a.datname = current_database() and a.pid <> pg_backend_pid() and a.backend_xmin is not null) as "OpenTransactions"
            from pg_roles r where r.rolname = current_user
            """,
            cancellationToken: cancellationToken));

    // A large table takes as long as it takes; a single word would otherwise be taken for a procedure's name.
    private static Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, commandTimeout: 0, commandType: CommandType.Text, cancellationToken: cancellationToken));

    private sealed record Rights(bool IsSuperuser, bool MayCheckpoint, bool MaySwitch, int OpenTransactions);
}

/// <summary>What scrubbing did.</summary>
/// <param name="Tables">Tables that were written anew.</param>
/// <param name="LeftToAdministrator">Statements that this login may not run: the administrator runs them. Empty on the embedded server.</param>
public sealed record ScrubbingReport(IReadOnlyList<string> Tables, IReadOnlyList<string> LeftToAdministrator);
