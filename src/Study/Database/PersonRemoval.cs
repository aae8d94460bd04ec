using Dapper;
using Npgsql;

namespace LobResearch.Study.Database;

/// <summary>
/// Removes persons: their questionnaires with history and answers, consents, links, dyads, codes and the persons
/// themselves, wherever the catalogue knows a column for a person's id. Tombstones stay: they are what keeps the person out.
/// </summary>
/// <remarks>
/// Deleted rows stay in the files until <see cref="Scrubbing"/> has run. Batches keep their counts (beside them stands how many went) and runs their
/// aggregates: neither tells of a single person.
/// </remarks>
public static class PersonRemoval
{
    private const string Person = "study.person";
    private const string Questionnaire = "study.questionnaire";

    /// <summary>Removes the persons within the caller's transaction, so that tombstone and removal come together or not at all.</summary>
    /// <param name="transaction">The caller commits it.</param>
    /// <param name="persons">Random ids; those that aren't there are no fault.</param>
    /// <param name="cancellationToken">Cancels it; the transaction has to be rolled back then.</param>
    /// <exception cref="EnvironmentFault">The login lacks the right, or a table kept a row; the transaction has to be rolled back.</exception>
    public static async Task<RemovedRows> RemoveAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<Guid> persons, CancellationToken cancellationToken = default)
    {
        var connection = transaction.Connection ?? throw new ArgumentException("The transaction has ended.", nameof(transaction));
        var tables = await PersonColumns.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        if (tables.FirstOrDefault(table => table.Name is Person or Questionnaire && !(table.MayRead && table.MayDelete)) is { } closed)
            throw new EnvironmentFault($"This login may not delete from {closed.Name}. Withdrawals are the keyholder's: connect as lob_keyholder or as the database's owner.");

        var ids = persons.ToArray();
        // What a batch lacks from now on is accounted for, or it would look as if rows had been lost.
        await ExecuteAsync(
            connection,
            """
            insert into ingest.batch_removal (batch_id, questionnaires)
            select batch_id, count(*) from study.questionnaire where person_id = any(@persons) group by batch_id
            on conflict (batch_id) do update set questionnaires = ingest.batch_removal.questionnaires + excluded.questionnaires
            """,
            ids,
            cancellationToken).ConfigureAwait(false);
        // The same responses, exported again with another code or school, stay out too. A backup of before has no such table.
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select to_regclass('identity.withdrawn_response') is not null", cancellationToken: cancellationToken)).ConfigureAwait(false))
        {
            await ExecuteAsync(
                connection,
                "insert into identity.withdrawn_response (response_key) select distinct response_key from study.questionnaire where person_id = any(@persons) on conflict do nothing",
                ids,
                cancellationToken).ConfigureAwait(false);
        }

        var removed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        // A table that this login may not delete from goes by the triggers and cascades of the others (a keyholder can't
        // touch an answer, and needn't).
        foreach (var table in tables.Where(table => table.MayRead && table.MayDelete))
        {
            var rows = await ExecuteAsync(connection, $"delete from {table.Name} where {table.Condition}", ids, cancellationToken).ConfigureAwait(false);
            if (rows > 0)
                removed.Add(table.Name, rows);
        }

        await RefuseRemnantsAsync(connection, tables, ids, cancellationToken).ConfigureAwait(false);
        return new RemovedRows(removed.GetValueOrDefault(Person), removed.GetValueOrDefault(Questionnaire), removed);
    }

    private static async Task RefuseRemnantsAsync(
        NpgsqlConnection connection, IReadOnlyList<PersonTable> tables, Guid[] ids, CancellationToken cancellationToken)
    {
        foreach (var table in tables.Where(table => table.MayRead))
        {
            var remains = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                $"select exists (select 1 from {table.Name} where {table.Condition})", new { persons = ids }, cancellationToken: cancellationToken)).ConfigureAwait(false);
            if (remains)
                throw new EnvironmentFault($"{table.Name} still holds rows of the person and this login may not delete them. Nothing was removed; run it as the database's owner.");
        }
    }

    private static Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, Guid[] persons, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, new { persons }, cancellationToken: cancellationToken));
}

/// <summary>What a removal took away.</summary>
/// <param name="Persons">Persons that were there.</param>
/// <param name="Questionnaires">Filled-in questionnaires, earlier versions included.</param>
/// <param name="Rows">Rows that were deleted by name of the table; what went by a trigger isn't counted.</param>
public sealed record RemovedRows(int Persons, int Questionnaires, IReadOnlyDictionary<string, int> Rows);
