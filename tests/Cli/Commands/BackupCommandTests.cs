using System.Diagnostics;
using Dapper;
using LobResearch.Study.Backup;
using LobResearch.Study.Database;
using LobResearch.Study.Server;
using LobResearch.Study.Withdrawals;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Cli.Tests.Commands;

/// <summary>A backup, what came after it, and the way back: everything as it was, without those who withdrew since.</summary>
public sealed class BackupCommandTests
{
    private const int Rows = 200;
    private readonly List<string> _homes = [];
    private StarFolder _star = null!;
    private string _backup = null!;
    private string _elsewhere = null!;
    private List<Guid> _withdrawn = null!;
    private SortedDictionary<string, List<string>> _atBackup = null!;
    private SortedDictionary<string, List<string>> _afterwards = null!;

    /// <summary>Three persons withdraw after the backup: one is known by the database, one by the log, one by another machine's log.</summary>
    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        ServerForTests.RequireServer();
        _star = new StarFolder(Rows);
        _homes.Add(_star.Home);
        _backup = _star.Folder.At("star.backup");
        Assert.That((await _star.IngestAsync()).ExitCode, Is.Zero);
        _atBackup = await ReadAsync(_star.Home);
        var made = await LobProcess.RunAsync(_star.Home, "backup", _backup, "--json");
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        var document = await Schemas.CheckAsync("backup", made.Output);
        Assert.That(document.GetProperty("databases")[0].GetProperty("questionnaires").GetInt32(), Is.EqualTo(Rows));

        var lines = File.ReadLines(Repository.At("data-schema", "examples", "star", "star.csv")).Take(Rows + 60).ToList();
        Assert.That((await _star.IngestAsync(_star.Write("more.csv", string.Join('\n', lines) + "\n"))).ExitCode, Is.Zero);
        await using (var server = await EmbeddedServer.EnterAsync(new LobHome(_star.Home)))
        {
            await using var source = SourceOf(server);
            await using var connection = await source.OpenConnectionAsync();
            _withdrawn = (await connection.QueryAsync<Guid>("select id from study.person where first_batch_id = 1 order by id limit 3")).ToList();
            await using var transaction = await connection.BeginTransactionAsync();
            var removed = await PersonRemoval.RemoveAsync(transaction, [_withdrawn[0]]);
            Assert.That(removed.Questionnaires, Is.GreaterThan(0));
            await connection.ExecuteAsync(
                "insert into identity.tombstone (code_mark, person_id, role) values (sha256('one'), @id, 'student')", new { id = _withdrawn[0] });
            await transaction.CommitAsync();
        }

        await new WithdrawalLog(new LobHome(_star.Home), "star").AppendAsync([Withdrawal(1), Withdrawal(1) with { Mark = Mark(7) }]);
        var other = new WithdrawalLog(new LobHome(_star.Folder.At("other")), "star");
        await other.AppendAsync([Withdrawal(2)]);
        _elsewhere = other.FilePath;
        _afterwards = await ReadAsync(_star.Home);
    }

    [OneTimeTearDown]
    public async Task TearDownAsync()
    {
        foreach (var home in _homes)
            await EmbeddedServer.UnpinAndStopAsync(new LobHome(home));
        _star?.Dispose();
    }

    [Test]
    public async Task Restore_AfterIngestAndWithdrawals_IsTheStateAtBackupWithoutTheWithdrawn()
    {
        var home = CopyOfHome();
        var restored = await LobProcess.RunAsync(home, "restore", _backup, "--withdrawals", _elsewhere, "--json");
        Assert.That(restored.ExitCode, Is.Zero, restored.Error);
        var document = await Schemas.CheckAsync("restore", restored.Output);
        Assert.That(document.GetProperty("replayed")[0].GetProperty("withdrawals").GetInt32(), Is.EqualTo(3));
        Assert.That(document.GetProperty("replacedRemoved").GetBoolean(), Is.True);
        AssertRestored(await ReadAsync(home));
        AssertNothingBeside(home);
        Assert.That((await LobProcess.RunAsync(home, "verify", "--study", _star.Study)).ExitCode, Is.Zero, "the keys still fit");
        foreach (var id in _withdrawn)
            Assert.That(FilesWith(home, id), Has.Count.EqualTo(1).And.All.Contains("/base/"), "only the tombstone knows the id");
    }

    [TestCase("restore-replayed", false, Category = "Slow")]
    [TestCase("restore-between", true)]
    [TestCase("restore-unpacked", false, Category = "Slow")]
    [TestCase("restore-decided", true, Category = "Slow")]
    [TestCase("restore-swapped", true, Category = "Slow")]
    public async Task Restore_KilledAtPoint_LeavesTheOldOrTheNewDataAndCompletesWhenRunAgain(string point, bool isNew)
    {
        var home = CopyOfHome();
        var pipe = new FaultPointPipe(_star.Folder);
        using (var process = LobProcess.Start(home, pipe.StopAt(point), "restore", _backup, "--withdrawals", _elsewhere))
        {
            Assert.That(await pipe.ReachedAsync(), Is.EqualTo(point));
            await process.KillAsync();
        }

        var between = await ReadAsync(home);
        if (isNew)
            AssertRestored(between);
        else
            Assert.That(between, Is.EqualTo(_afterwards));
        AssertNothingBeside(home);
        var again = await LobProcess.RunAsync(home, "restore", _backup, "--withdrawals", _elsewhere);
        Assert.That(again.ExitCode, Is.Zero, again.Error);
        AssertRestored(await ReadAsync(home));
    }

    [Test]
    public async Task Restore_OnAMachineWithoutData_SetsAPasswordOfItsOwn()
    {
        var home = _star.Folder.At("fresh");
        _homes.Add(home);
        var restored = await LobProcess.RunAsync(home, "restore", _backup);
        Assert.That(restored.ExitCode, Is.Zero, restored.Error);
        Assert.That(restored.Output, Does.Contain("star (real, 200 questionnaires)").And.Contain("0 withdrawal(s)").And.Not.Contain("removed:"));
        Assert.That(await ReadAsync(home), Is.EqualTo(_atBackup));
        Assert.That(PasswordOf(home), Is.Not.EqualTo(PasswordOf(_star.Home)));
    }

    [Test]
    public async Task Restore_DamagedFile_IsRefusedInOneLineAndNothingChanges()
    {
        var whole = await File.ReadAllBytesAsync(_backup);
        var home = new LobHome(_star.Folder.At("untouched"));
        var random = new Random(5);
        var positions = Enumerable.Range(0, 25).Select(_ => random.Next(whole.Length)).Concat([0, 3, whole.Length - 1, whole.Length - 40, whole.Length - 93]);
        foreach (var position in positions)
        {
            var flipped = whole.ToArray();
            flipped[position] ^= 1;
            await RefusedAsync(flipped, $"byte {position}");
        }

        foreach (var length in new[] { 0, 1, 92, whole.Length / 2, whole.Length - 93, whole.Length - 1 })
            await RefusedAsync(whole[..length], $"first {length} bytes");
        Assert.That(Directory.Exists(home.Folder), Is.False);

        whole[whole.Length / 2] ^= 0x10;
        var damaged = _star.Folder.At("damaged");
        await File.WriteAllBytesAsync(damaged, whole);
        var result = await LobProcess.RunAsync(_star.Home, "restore", damaged);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error.TrimEnd().Split('\n').Where(line => !line.StartsWith('…')), Has.Exactly(1).Items.And.All.Contains("damaged"));

        async Task RefusedAsync(byte[] content, string what)
        {
            var path = _star.Folder.At("damaged-copy");
            await File.WriteAllBytesAsync(path, content);
            var fault = await Assert.ThrowsAsync<Study.InputFault>(() => EmbeddedRestore.RunAsync(home, path, new RestoreOptions([])));
            Assert.That(fault!.Message, Does.Contain("Nothing was changed"), what);
        }
    }

    [Test]
    public async Task Backup_ServerInUseOrPinned_IsRefusedWithWhatToDo()
    {
        var home = new LobHome(CopyOfHome());
        var file = _star.Folder.At("none");
        await using (await EmbeddedServer.EnterAsync(home))
        {
            var used = await LobProcess.RunAsync(home.Folder, "backup", file);
            Assert.That((used.ExitCode, used.Error), Is.EqualTo((3, used.Error)));
            Assert.That(used.Error, Does.Contain("Another lob process"));
        }

        await EmbeddedServer.PinAsync(home);
        var pinned = await LobProcess.RunAsync(home.Folder, "backup", file);
        Assert.That(pinned.ExitCode, Is.EqualTo(3));
        Assert.That(pinned.Error, Does.Contain("lob db stop"));
        await EmbeddedServer.UnpinAndStopAsync(home);
        Assert.That(File.Exists(file) || File.Exists(file + ".partial"), Is.False);
        var there = await LobProcess.RunAsync(home.Folder, "backup", _backup);
        Assert.That(there.ExitCode, Is.EqualTo(2));
        Assert.That(there.Error, Does.Contain("never written over"));
    }

    [Test]
    public async Task Backup_File_IsATarWithoutKeysOrPasswordThatOnlyItsOwnerReads()
    {
        Assert.That(File.GetUnixFileMode(_backup), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        using var list = Process.Start(new ProcessStartInfo("tar", ["tzf", _backup]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var names = (await list.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(await list.StandardError.ReadToEndAsync(), Is.Empty);
        Assert.That(names, Has.Member("manifest.json").And.Member("server.json").And.Member("data/PG_VERSION").And.Member("data/global/pg_control"));
        Assert.That(names.Where(name => name.Contains("key") || name.Contains("password") || name.EndsWith("/log", StringComparison.Ordinal) || name.Contains("postmaster")), Is.Empty);
        // The segment that the server stopped in, and at most the next one, which it makes beforehand; none of before.
        Assert.That(names.Count(name => name.StartsWith("data/pg_wal/0", StringComparison.Ordinal)), Is.InRange(1, 2));
    }

    [Test]
    public async Task Restore_OfAnotherMajorVersion_SaysWhatToInstall()
    {
        foreach (var program in new[] { "initdb", "pg_ctl", "postgres" })
            File.SetUnixFileMode(_star.Folder.Write(Path.Combine("bin14", program), "#!/bin/sh\necho 'pg_ctl (PostgreSQL) 9.6.1'\n"), (UnixFileMode)0x1ED);
        var result = await LobProcess.RunAsync(
            _star.Folder.At("empty"), new Dictionary<string, string> { ["LOB_POSTGRES_BIN"] = _star.Folder.At("bin14") }, "restore", _backup);
        Assert.That(result.ExitCode, Is.EqualTo(3));
        Assert.That(result.Error, Does.Contain($"The data in {_backup} were made by PostgreSQL").And.Contain("LOB_POSTGRES_BIN"));
    }

    [Test]
    public async Task Restore_StudyThatTheBackupLacks_IsNotLostUnasked()
    {
        var home = new LobHome(CopyOfHome());
        await using (var server = await EmbeddedServer.EnterAsync(home))
        {
            await server.EnsureDatabaseAsync("lob_other");
            await using var source = SourceOf(server, "lob_other");
            await Migrations.ApplyAsync(source, server.ConnectionStringFor("lob_other"));
            await using var connection = await source.OpenConnectionAsync();
            await connection.ExecuteAsync("insert into study.about (code, title_nl, kind) values ('other', 'O', 'simulated')");
        }

        NpgsqlConnection.ClearAllPools();
        var result = await LobProcess.RunAsync(home.Folder, "restore", _backup);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Error);
        Assert.That(result.Error, Does.Contain("'other'").And.Contain("--discard-present"));
        Assert.That(await ReadAsync(home.Folder), Is.EqualTo(_afterwards));
    }

    [Test]
    [Category("Slow")]
    public async Task Restore_PresentDataBeyondRepair_NeedsAWordAndUsesTheLog()
    {
        var home = CopyOfHome();
        var control = Path.Combine(home, "postgres", "data", "global", "pg_control");
        File.WriteAllBytes(control, new byte[8192]);
        var refused = await LobProcess.RunAsync(home, "restore", _backup);
        Assert.That(refused.ExitCode, Is.EqualTo(3));
        Assert.That(refused.Error, Does.Contain("--discard-present"));
        var restored = await LobProcess.RunAsync(home, "restore", _backup, "--discard-present");
        Assert.That(restored.ExitCode, Is.Zero, restored.Error);
        Assert.That(restored.Output, Does.Contain("1 withdrawal(s)"));
        Assert.That(await ReadAsync(home), Is.Not.EqualTo(_afterwards));
    }

    private void AssertRestored(SortedDictionary<string, List<string>> restored)
    {
        string[] log = ["identity.tombstone", "identity.withdrawn_response", "ingest.withdrawal", "ingest.batch_removal"];
        Assert.That(restored["identity.tombstone"], Has.Count.EqualTo(4), "one of them has two codes");
        Assert.That(restored["ingest.withdrawal"], Has.Count.EqualTo(3));
        Assert.That(restored.Keys, Is.EqualTo(_atBackup.Keys));
        foreach (var (table, rows) in _atBackup.Where(table => !log.Contains(table.Key)))
            Assert.That(restored[table], Is.EqualTo(rows.Where(row => !_withdrawn.Exists(id => row.Contains(id.ToString())))), table);
        Assert.That(restored["study.person"], Has.Count.EqualTo(_atBackup["study.person"].Count - 3));
    }

    private static void AssertNothingBeside(string home)
    {
        var folder = Path.Combine(home, "postgres");
        Assert.That(Directory.Exists(Path.Combine(folder, "restore")), Is.False);
        Assert.That(Directory.Exists(Path.Combine(folder, "data.replaced")), Is.False);
    }

    private static List<string> FilesWith(string home, Guid id) => Directory.EnumerateFiles(Path.Combine(home, "postgres"), "*", SearchOption.AllDirectories)
        .Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(id.ToByteArray(bigEndian: true)) >= 0).ToList();

    private string CopyOfHome()
    {
        var home = _star.Folder.At($"home-{_homes.Count}");
        using var copy = Process.Start("cp", ["-a", _star.Home, home]);
        copy.WaitForExit();
        _homes.Add(home);
        return home;
    }

    private static async Task<SortedDictionary<string, List<string>>> ReadAsync(string home)
    {
        await using var server = await EmbeddedServer.EnterAsync(new LobHome(home));
        await using var source = SourceOf(server);
        await using var connection = await source.OpenConnectionAsync();
        return await DatabaseSnapshot.ReadAllAsync(connection);
    }

    private static NpgsqlDataSource SourceOf(EmbeddedServer server, string database = "lob_star") =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionStringFor(database)) { Pooling = false }.ConnectionString);

    private static string PasswordOf(string home) => File.ReadAllText(Path.Combine(home, "postgres", "password"));

    private Withdrawal Withdrawal(int number) => new(new DateTimeOffset(2026, 5, number, 12, 0, 0, TimeSpan.Zero), "student", _withdrawn[number], Mark(number));

    private static byte[] Mark(int number) => Enumerable.Repeat((byte)number, 32).ToArray();
}
