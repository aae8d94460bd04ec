using System.Diagnostics;
using System.Globalization;
using LobResearch.Study.Server;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Study.Tests.Server;

/// <summary>The embedded server's life, each test in a home of its own.</summary>
public sealed class EmbeddedServerTests
{
    private TemporaryFolder _folder = null!;
    private LobHome _home = null!;

    [SetUp]
    public void SetUp()
    {
        ServerForTests.RequireServer();
        _folder = new TemporaryFolder();
        _home = new LobHome(_folder.At("home"));
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        if (_home is not null)
            await EmbeddedServer.UnpinAndStopAsync(_home);
        _folder?.Dispose();
    }

    [Test]
    public async Task EnterAsync_FirstTime_MakesAServerThatAnswers()
    {
        await using (var server = await EmbeddedServer.EnterAsync(_home))
        {
            Assert.That(await AskAsync(server, "show server_encoding"), Is.EqualTo("UTF8"));
            Assert.That(await AskAsync(server, "show password_encryption"), Is.EqualTo("scram-sha-256"));
            Assert.That(await AskAsync(server, "show listen_addresses"), Is.Empty);
            Assert.That(File.GetUnixFileMode(Path.Combine(_home.Folder, "postgres", "password")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        Assert.That((await EmbeddedServer.StatusAsync(_home)).ProcessId, Is.Null, "the last one out stops it");
    }

    [Test]
    public async Task EnterAsync_HomeThatOnlyItsOwnerMayEnter_Works()
    {
        // As mktemp -d makes it.
        Directory.CreateDirectory(_home.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var server = await EmbeddedServer.EnterAsync(_home);
        Assert.That(await AskAsync(server, "select 'up'"), Is.EqualTo("up"));
    }

    [Test]
    public async Task DisposeAsync_WhileAnotherUsesIt_LeavesItRunning()
    {
        var first = await EmbeddedServer.EnterAsync(_home);
        await using var second = await EmbeddedServer.EnterAsync(_home);
        await first.DisposeAsync();
        Assert.That(await AskAsync(second, "select 'here'"), Is.EqualTo("here"));
    }

    [Test]
    public async Task DisposeAsync_WhileAnotherProgramIsConnected_LeavesItRunning()
    {
        var server = await EmbeddedServer.EnterAsync(_home);
        await using (var other = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionStringFor("postgres")) { ApplicationName = "psql", Pooling = false }.ConnectionString))
        {
            await other.OpenAsync();
            await server.DisposeAsync();
            Assert.That((await EmbeddedServer.StatusAsync(_home)).ProcessId, Is.Not.Null);
        }
    }

    [Test]
    public async Task PinAsync_AfterTheLastOneLeft_KeepsItRunning()
    {
        await EmbeddedServer.PinAsync(_home);
        var status = await EmbeddedServer.StatusAsync(_home);
        Assert.That(status.ProcessId, Is.Not.Null);
        Assert.That(status.Pinned, Is.True);
        await EmbeddedServer.UnpinAndStopAsync(_home);
        Assert.That((await EmbeddedServer.StatusAsync(_home)).ProcessId, Is.Null);
    }

    [Test]
    public async Task EnterAsync_AfterTheServerWasKilled_Recovers()
    {
        await EmbeddedServer.PinAsync(_home);
        await using (var before = await EmbeddedServer.EnterAsync(_home))
            await before.EnsureDatabaseAsync("kept");
        var id = (await EmbeddedServer.StatusAsync(_home)).ProcessId!.Value;
        using (var postmaster = Process.GetProcessById(id))
        {
            postmaster.Kill();
            await postmaster.WaitForExitAsync();
        }

        await using var after = await EmbeddedServer.EnterAsync(_home);
        Assert.That(await AskAsync(after, "select 'answers'", "kept"), Is.EqualTo("answers"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task EnterAsync_StaleProcessIdFile_IsRecoveredFrom(bool ofALivingProgram)
    {
        await using (await EmbeddedServer.EnterAsync(_home))
        {
        }

        using var sleeper = Process.Start("sleep", "60");
        var id = sleeper.Id;
        if (!ofALivingProgram)
        {
            sleeper.Kill();
            await sleeper.WaitForExitAsync();
        }

        var data = Path.Combine(_home.Folder, "postgres", "data");
        await File.WriteAllTextAsync(
            Path.Combine(data, "postmaster.pid"),
            string.Create(CultureInfo.InvariantCulture, $"{id}\n{data}\n1700000000\n5432\n/nowhere\n\n   1234 5678\nready\n"));
        await using (var server = await EmbeddedServer.EnterAsync(_home))
            Assert.That(await AskAsync(server, "select 'up'"), Is.EqualTo("up"));
        if (ofALivingProgram)
            sleeper.Kill();
    }

    [Test]
    public async Task EnterAsync_HomeWithAVeryLongPath_UsesLoopback()
    {
        _home = new LobHome(_folder.At(new string('a', 60), new string('b', 60)));
        await using var server = await EmbeddedServer.EnterAsync(_home);
        Assert.That(await AskAsync(server, "show listen_addresses"), Is.EqualTo("127.0.0.1"));
    }

    [Test]
    public async Task EnterAsync_DataOfAnotherMajorVersion_IsRefusedWithInstructions()
    {
        await using (await EmbeddedServer.EnterAsync(_home))
        {
        }

        var version = Path.Combine(_home.Folder, "postgres", "data", "PG_VERSION");
        var original = await File.ReadAllTextAsync(version);
        await File.WriteAllTextAsync(version, "9\n");
        Environment.SetEnvironmentVariable("LOB_POSTGRES_BIN", (await EmbeddedServer.StatusAsync(_home)).Binaries);
        try
        {
            var fault = await Assert.ThrowsAsync<EnvironmentFault>(() => EmbeddedServer.EnterAsync(_home));
            Assert.That(fault!.Message, Does.Contain("PostgreSQL 9"));
            Assert.That(fault.Message, Does.Contain("LOB_POSTGRES_BIN"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("LOB_POSTGRES_BIN", null);
            await File.WriteAllTextAsync(version, original);
        }
    }

    [Test]
    public async Task EnterAsync_NamedFolderWithoutPrograms_SaysSo()
    {
        Environment.SetEnvironmentVariable("LOB_POSTGRES_BIN", _folder.Path);
        try
        {
            var fault = await Assert.ThrowsAsync<EnvironmentFault>(() => EmbeddedServer.EnterAsync(_home));
            Assert.That(fault!.Message, Does.Contain(_folder.Path));
        }
        finally
        {
            Environment.SetEnvironmentVariable("LOB_POSTGRES_BIN", null);
        }
    }

    private static async Task<string?> AskAsync(EmbeddedServer server, string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionStringFor(database)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (string?)await command.ExecuteScalarAsync();
    }
}
