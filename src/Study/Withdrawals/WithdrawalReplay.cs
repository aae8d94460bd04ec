using Dapper;
using LobResearch.Study.Database;
using Npgsql;

namespace LobResearch.Study.Withdrawals;

/// <summary>Makes withdrawals count in a database that doesn't know of them, because it comes from an older backup.</summary>
internal static class WithdrawalReplay
{
    /// <summary>The withdrawals that a database knows; none when its schema is older than they are.</summary>
    public static async Task<IReadOnlyList<Withdrawal>> KnownAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await connection.ExecuteScalarAsync<bool>("select to_regclass('identity.tombstone') is null").ConfigureAwait(false))
            return [];
        var rows = await connection.QueryAsync<(DateTime At, string Role, Guid Person, byte[] Mark)>(new CommandDefinition(
            "select withdrawn_at, role, person_id, code_mark from identity.tombstone order by withdrawn_at, code_mark",
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        return rows.Select(row => new Withdrawal(new DateTimeOffset(row.At.ToUniversalTime()), row.Role, row.Person, row.Mark)).ToList();
    }

    /// <summary>Removes the persons and leaves their tombstones, in one transaction; then scrubs if there was anything to remove.</summary>
    public static async Task<ReplayedWithdrawals> RunAsync(
        NpgsqlDataSource source, string study, IReadOnlyCollection<Withdrawal> withdrawals, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var known = (await KnownAsync(connection, cancellationToken).ConfigureAwait(false)).Select(withdrawal => withdrawal.Person).ToHashSet();
        // A person with several codes has several entries, and each can come from several sources.
        var fresh = withdrawals.Where(withdrawal => !known.Contains(withdrawal.Person)).DistinctBy(withdrawal => withdrawal.Person).ToList();
        var questionnaires = 0;
        foreach (var together in fresh.GroupBy(withdrawal => (withdrawal.At, withdrawal.Role)).OrderBy(group => group.Key.At))
        {
            var persons = together.Select(withdrawal => withdrawal.Person).ToList();
            var removed = await PersonRemoval.RemoveAsync(transaction, persons, cancellationToken).ConfigureAwait(false);
            questionnaires += removed.Questionnaires;
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into ingest.withdrawal (role, persons, questionnaires, withdrawn_at) values (@role, @persons, @questionnaires, @at)",
                new { role = together.Key.Role, persons = persons.Count, questionnaires = removed.Questionnaires, at = together.Key.At.UtcDateTime },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
        }

        // A tombstone whose person is there nevertheless would be a withdrawal undone; and each further mark of a known
        // person keeps one more code out.
        await PersonRemoval.RemoveAsync(transaction, withdrawals.Select(withdrawal => withdrawal.Person).Concat(known).Distinct().ToList(), cancellationToken).ConfigureAwait(false);
        foreach (var withdrawal in withdrawals)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                insert into identity.tombstone (code_mark, person_id, role, withdrawn_at) values (@Mark, @Person, @Role, @At)
                on conflict (code_mark) do nothing
                """,
                new { withdrawal.Mark, withdrawal.Person, withdrawal.Role, At = withdrawal.At.UtcDateTime },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        await connection.CloseAsync().ConfigureAwait(false);
        var left = fresh.Count == 0 ? [] : (await Scrubbing.RunAsync(source, cancellationToken).ConfigureAwait(false)).LeftToAdministrator;
        return new ReplayedWithdrawals(study, fresh.Count, questionnaires, left);
    }
}

/// <summary>Withdrawals that a restored database didn't know of and that count again.</summary>
/// <param name="Study">The study.</param>
/// <param name="Persons">Persons who withdrew after the backup.</param>
/// <param name="Questionnaires">Their questionnaires in the backup, removed.</param>
/// <param name="LeftToAdministrator">Statements that make the removed rows leave the files and that the login may not run.</param>
public sealed record ReplayedWithdrawals(string Study, int Persons, int Questionnaires, IReadOnlyList<string> LeftToAdministrator);
