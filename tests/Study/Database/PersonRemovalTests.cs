using Dapper;
using LobResearch.Study.Database;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Study.Tests.Database;

public sealed class PersonRemovalTests
{
    private static readonly Guid Withdrawn = new("aaaaaaaa-0000-4000-8000-000000000001");
    private static readonly Guid Staying = new("bbbbbbbb-0000-4000-8000-000000000002");

    // From the catalogue and by another question than the code under test asks: whatever is named after a person or refers to one.
    private const string PersonColumnsSql =
        """
        select distinct format('%I.%I', n.nspname, c.relname), quote_ident(a.attname)
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
        join pg_namespace n on n.oid = c.relnamespace
        left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and a.attnum = any(k.conkey)
          and k.confrelid in ('study.person'::regclass, 'study.questionnaire'::regclass) and a.attname <> 'questionnaire_id'
        where n.nspname !~ '^pg_' and a.attnum > 0 and not a.attisdropped and (n.nspname, c.relname) <> ('identity', 'tombstone')
          and (a.attname ~ '(^|_)person(_id)?$' or k.oid is not null or (n.nspname, c.relname, a.attname) = ('study', 'person', 'id'))
        order by 1, 2
        """;

    [Test]
    public async Task RemoveAsync_PersonWithARowInEveryTable_LeavesNone()
    {
        await using var database = await People.StudyAsync("removal");
        await using var connection = await database.Source.OpenConnectionAsync();
        await People.AddAsync(connection, Staying, "blijft");
        var before = await DatabaseSnapshot.ReadAllAsync(connection);
        await People.AddAsync(connection, Withdrawn, "gaat", Staying);
        var columns = (await connection.QueryAsync<(string Table, string Column)>(PersonColumnsSql)).ToList();
        Assert.That(columns, Has.Count.GreaterThanOrEqualTo(13));
        Assert.That(await HoldingAsync(connection, columns), Is.EqualTo(columns), "a table for persons' rows is new: add a row to People.AddAsync");

        await using var transaction = await connection.BeginTransactionAsync();
        var removed = await PersonRemoval.RemoveAsync(transaction, [Withdrawn, Guid.NewGuid()]);
        await transaction.CommitAsync();
        Assert.That((removed.Persons, removed.Questionnaires), Is.EqualTo((1, 2)));
        Assert.That(removed.Rows["text.answer"], Is.EqualTo(2));
        Assert.That(await HoldingAsync(connection, columns), Is.Empty);
        Assert.That(
            await connection.QueryAsync<(long, int)>("select batch_id, questionnaires from ingest.batch_removal order by 1"),
            Is.EqualTo(new[] { (1L, 1), (2L, 1) }), "what batches lack is accounted for");
        await connection.ExecuteAsync("delete from ingest.batch_removal; delete from identity.withdrawn_response");
        Assert.That(await DatabaseSnapshot.ReadAllAsync(connection), Is.EqualTo(before), "nobody else's rows went");
    }

    [Test]
    public async Task RemoveAsync_Keyholder_RemovesAnswersThatItMayNotRead()
    {
        await using var database = await People.StudyAsync("removal_keyholder");
        await using var connection = await database.Source.OpenConnectionAsync();
        await People.AddAsync(connection, Withdrawn, "gaat");
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await connection.ExecuteAsync("set local role lob_keyholder");
            var removed = await PersonRemoval.RemoveAsync(transaction, [Withdrawn]);
            Assert.That((removed.Persons, removed.Questionnaires), Is.EqualTo((1, 2)));
            await transaction.CommitAsync();
        }

        Assert.That(await connection.ExecuteScalarAsync<long>("select count(*) from text.answer"), Is.Zero);
    }

    [Test]
    public async Task RemoveAsync_LoginWithoutTheRight_IsToldWhoMay()
    {
        await using var database = await People.StudyAsync("removal_rights");
        await using var connection = await database.Source.OpenConnectionAsync();
        using var transaction = connection.BeginTransaction();
        await connection.ExecuteAsync("set local role lob_analyst");
        var fault = await Assert.ThrowsAsync<EnvironmentFault>(() => PersonRemoval.RemoveAsync(transaction, [Withdrawn]));
        Assert.That(fault!.Message, Does.Contain("lob_keyholder"));
    }

    private static async Task<List<(string, string)>> HoldingAsync(NpgsqlConnection connection, List<(string Table, string Column)> columns)
    {
        var holding = new List<(string, string)>();
        foreach (var (table, column) in columns)
        {
            if (await connection.ExecuteScalarAsync<bool>($"select exists (select 1 from {table} where {column} = @Withdrawn)", new { Withdrawn }))
                holding.Add((table, column));
        }

        return holding;
    }
}
