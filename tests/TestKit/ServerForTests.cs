using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Server;
using Npgsql;
using NUnit.Framework;

namespace LobResearch.TestKit;

/// <summary>One embedded server for a test assembly, in a home of its own; stopped and removed at the end.</summary>
public static class ServerForTests
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static TemporaryFolder? _folder;
    private static EmbeddedServer? _server;
    private static string? _missing;
    private const string Template = "template";
    private static bool _hasTemplate;
    private static int _databases;

    /// <summary>The home that its tests share.</summary>
    public static LobHome Home => new(_folder!.Path);

    /// <summary>Sets the environment so that code under test finds this server, and keeps the server up. Call it once per assembly.</summary>
    public static async Task StartAsync()
    {
        await Gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_server is not null || _missing is not null)
                return;
            _folder = new TemporaryFolder();
            Environment.SetEnvironmentVariable("LOB_HOME", _folder.Path);
            Environment.SetEnvironmentVariable("LOB_DATABASE", null);
            try
            {
                _server = await EmbeddedServer.EnterAsync(Home).ConfigureAwait(false);
            }
            catch (EnvironmentFault fault)
            {
                _missing = fault.Message;
            }
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>Ends the test as skipped, saying why, when this machine has no PostgreSQL.</summary>
    public static void RequireServer()
    {
        if (_missing is not null)
            Assert.Ignore("No PostgreSQL server can be had here: " + _missing);
        if (_server is null)
            throw new InvalidOperationException("Call ServerForTests.StartAsync in the assembly's [OneTimeSetUp] first.");
    }

    /// <summary>A fresh, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDatabaseAsync()
    {
        RequireServer();
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await _server!.EnsureDatabaseAsync(name).ConfigureAwait(false);
        return _server.ConnectionStringFor(name);
    }

    /// <summary>Makes a study's database with all migrations applied: a copy of one that was migrated once, since copying takes a tenth of the time.</summary>
    /// <param name="study">The study's identifier; the code under test then finds its database there.</param>
    public static async Task PrepareStudyAsync(string study)
    {
        RequireServer();
        await Gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_hasTemplate)
            {
                await (await StudyDatabase.OpenAsync(Template).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
                _hasTemplate = true;
            }

            await using var source = NpgsqlDataSource.Create(_server!.ConnectionStringFor("postgres"));
            await using var command = source.CreateCommand($"create database \"lob_{study}\" template \"lob_{Template}\"");
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>How to connect to one of its databases, as its owner.</summary>
    public static string ConnectionStringFor(string database) => _server!.ConnectionStringFor(database);

    /// <summary>Stops the server and removes its home.</summary>
    public static async Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        _server = null;
        _folder?.Dispose();
    }
}
