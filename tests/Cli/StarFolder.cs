using LobResearch.Study.Server;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Cli.Tests;

/// <summary>A copy of the STAR study with fewer rows, and a home of its own for the database.</summary>
internal sealed class StarFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StarFolder(int rows)
    {
        var example = Repository.At("data-schema", "examples", "star");
        foreach (var file in Directory.GetFiles(example, "*.yaml", SearchOption.AllDirectories))
            _folder.Write(Path.Combine("study", Path.GetRelativePath(example, file)), File.ReadAllText(file));
        Csv = Write("star.csv", string.Join('\n', File.ReadLines(Path.Combine(example, "star.csv")).Take(rows + 1)) + "\n");
        Home = _folder.At("home");
    }

    public string Home { get; }

    public string Study => _folder.At("study");

    public string Csv { get; }

    public TemporaryFolder Folder => _folder;

    public string Write(string name, string text) => _folder.Write(Path.Combine("study", name), text);

    public Task<LobResult> IngestAsync(string? file = null, params string[] options) =>
        LobProcess.RunAsync(Home, ["ingest", "survey", file ?? Csv, "--study", Study, .. options]);

    /// <summary>What the database holds; ids, hashes under keys and clocks left out.</summary>
    public async Task<string> SnapshotAsync()
    {
        await using var server = await EmbeddedServer.EnterAsync(new LobHome(Home));
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionStringFor("lob_star")) { Pooling = false }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        return await DatabaseSnapshot.TakeAsync(connection);
    }

    public void Dispose()
    {
        EmbeddedServer.UnpinAndStopAsync(new LobHome(Home)).GetAwaiter().GetResult();
        _folder.Dispose();
    }
}
