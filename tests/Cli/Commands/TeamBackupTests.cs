using Dapper;
using LobResearch.Study.Server;
using LobResearch.Study.Withdrawals;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Cli.Tests.Commands;

/// <summary>Backup and restore on a server that <c>LOB_DATABASE</c> names.</summary>
public sealed class TeamBackupTests
{
    [Test]
    public async Task BackupAndRestore_OnATeamsServer_BringBackAllButTheWithdrawn()
    {
        ServerForTests.RequireServer();
        using var star = new StarFolder(60);
        var first = await DatabaseAsync();
        foreach (var command in new string[][] { ["db", "migrate", "--study", star.Study], ["ingest", "survey", star.Csv, "--study", star.Study] })
        {
            var done = await LobProcess.RunAsync(star.Home, first, command);
            Assert.That(done.ExitCode, Is.Zero, done.Error);
        }

        var atBackup = await ReadAsync(first);
        var file = star.Folder.At("team.backup");
        var made = await LobProcess.RunAsync(star.Home, first, "backup", file, "--json");
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        Assert.That((await Schemas.CheckAsync("backup", made.Output)).GetProperty("server").GetString(), Is.EqualTo("team"));
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));

        var refused = await LobProcess.RunAsync(star.Home, first, "restore", file);
        Assert.That(refused.ExitCode, Is.EqualTo(2));
        Assert.That(refused.Error, Does.Contain("not empty"));

        Guid person;
        await using (var connection = new NpgsqlConnection(first["LOB_DATABASE"]))
            person = await connection.ExecuteScalarAsync<Guid>("select id from study.person order by id limit 1");
        await new WithdrawalLog(new LobHome(star.Home), "star").AppendAsync([new Withdrawal(DateTimeOffset.UnixEpoch, "student", person, new byte[32])]);

        // Killed before withdrawals are replayed: no verb reads the database, and the same command goes on.
        var second = await DatabaseAsync();
        var pipe = new FaultPointPipe(star.Folder);
        using (var process = LobProcess.Start(star.Home, pipe.StopAt("restore-unpacked").Concat(second).ToDictionary(), "restore", file))
        {
            Assert.That(await pipe.ReachedAsync(), Is.EqualTo("restore-unpacked"));
            await process.KillAsync();
        }

        var early = await LobProcess.RunAsync(star.Home, second, "verify", "--study", star.Study);
        Assert.That(early.ExitCode, Is.EqualTo(3));
        Assert.That(early.Error, Does.Contain("'lob restore'"));
        var restored = await LobProcess.RunAsync(star.Home, second, "restore", file, "--json");
        Assert.That(restored.ExitCode, Is.Zero, restored.Error);
        var document = await Schemas.CheckAsync("restore", restored.Output);
        Assert.That(document.GetProperty("replayed")[0].GetProperty("withdrawals").GetInt32(), Is.EqualTo(1));

        var now = await ReadAsync(second);
        Assert.That(now.Keys, Is.EqualTo(atBackup.Keys));
        foreach (var (table, rows) in atBackup.Where(table => table.Key is not ("identity.tombstone" or "identity.withdrawn_response" or "ingest.withdrawal" or "ingest.batch_removal")))
            Assert.That(now[table], Is.EqualTo(rows.Where(row => !row.Contains(person.ToString()))), table);
        Assert.That((await LobProcess.RunAsync(star.Home, second, "verify", "--study", star.Study)).ExitCode, Is.Zero);
    }

    private static async Task<Dictionary<string, string>> DatabaseAsync() => new() { ["LOB_DATABASE"] = await ServerForTests.CreateDatabaseAsync() };

    private static async Task<SortedDictionary<string, List<string>>> ReadAsync(Dictionary<string, string> environment)
    {
        await using var connection = new NpgsqlConnection(environment["LOB_DATABASE"]);
        await connection.OpenAsync();
        return await DatabaseSnapshot.ReadAllAsync(connection);
    }
}
