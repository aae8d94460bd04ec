using Dapper;
using LobResearch.Study.Database;
using LobResearch.TestKit;

namespace LobResearch.Study.Tests.Database;

/// <summary>The server knows the size of tables that were just filled, so that it reads views over them in a sensible order.</summary>
public sealed class StatisticsTests
{
    [Test]
    public async Task GatherStatistics_TableThatGrew_IsCountedAndTheOthersAreNot()
    {
        ServerForTests.RequireServer();
        await using var database = await StudyDatabase.OpenAsync("statistics");
        await using var connection = await database.Source.OpenConnectionAsync();
        const string Add = "insert into study.school (code) select 's' || (select count(*) from study.school) + i from generate_series(1, @count) i";
        const string Count = "select reltuples::int from pg_class where oid = 'study.school'::regclass";
        // The server's own counting, once a minute, would come between.
        await connection.ExecuteAsync("alter table study.school set (autovacuum_enabled = off)");
        await connection.ExecuteAsync(Add, new { count = 3000 });
        await connection.ExecuteAsync("select study.gather_statistics()");
        Assert.That(await connection.ExecuteScalarAsync<int>(Count), Is.EqualTo(3000));
        Assert.That(
            await connection.ExecuteScalarAsync<int>("select count(*)::int from pg_class where oid in ('study.person'::regclass, 'study.questionnaire'::regclass) and reltuples < 0"),
            Is.EqualTo(2), "empty tables have nothing to count");

        await connection.ExecuteAsync(Add, new { count = 100 });
        await connection.ExecuteAsync("select study.gather_statistics()");
        Assert.That(await connection.ExecuteScalarAsync<int>(Count), Is.EqualTo(3000), "it grew by a thirtieth only");

        await connection.ExecuteAsync(Add, new { count = 3000 });
        await connection.ExecuteAsync("select study.gather_statistics()");
        Assert.That(await connection.ExecuteScalarAsync<int>(Count), Is.EqualTo(6100));
    }
}
