using System.Text;
using LobResearch.Study.Database;
using LobResearch.Study.Server;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Study.Tests.Database;

/// <summary>Reads the server's files as a thief of the disk would.</summary>
public sealed class ScrubbingTests
{
    private const string Marker = "kersenboomgaard-van-tante";

    [Test]
    public async Task RunAsync_AfterARemoval_LeavesNothingInTheDataFolder()
    {
        var withdrawn = Guid.NewGuid();
        await using var database = await People.StudyAsync("scrubbing");
        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await People.AddAsync(connection, Guid.NewGuid(), "blijft");
            await People.AddAsync(connection, withdrawn, Marker);
            await RunAsync(connection, "analyze; checkpoint");
            await using var transaction = await connection.BeginTransactionAsync();
            await PersonRemoval.RemoveAsync(transaction, [withdrawn]);
            await transaction.CommitAsync();
            await RunAsync(connection, "checkpoint");
        }

        var id = withdrawn.ToByteArray(bigEndian: true);
        Assert.That(FilesWith(id), Has.Some.Contains("/base/"), "deleted rows stay in the files");
        Assert.That(FilesWith(Encoding.UTF8.GetBytes(Marker)), Has.Some.Contains("/pg_wal/"), "and in the log");

        var report = await Scrubbing.RunAsync(database.Source);
        Assert.That(report.LeftToAdministrator, Is.Empty);
        Assert.That(report.Tables, Has.Member("text.answer"));
        Assert.That(FilesWith(id), Is.Empty);
        Assert.That(FilesWith(Encoding.UTF8.GetBytes(withdrawn.ToString())), Is.Empty);
        Assert.That(FilesWith(Encoding.UTF8.GetBytes(Marker)), Is.Empty);
    }

    [Test]
    public async Task RunAsync_LoginThatOwnsNothing_TellsTheAdministratorWhatToRun()
    {
        await using var database = await People.StudyAsync("scrubbing_rights");
        await using var source = new NpgsqlDataSourceBuilder(database.Source.ConnectionString + ";Password=" + PasswordOf(ServerForTests.Home)).UsePhysicalConnectionInitializer(
            connection => throw new NotSupportedException(),
            connection => RunAsync(connection, "set role lob_keyholder")).Build();
        var report = await Scrubbing.RunAsync(source);
        Assert.That(report.Tables, Is.Empty);
        Assert.That(report.LeftToAdministrator, Has.Member("vacuum (full, analyze) text.answer;").And.Member("select pg_switch_wal();"));
    }

    private static List<string> FilesWith(byte[] wanted)
    {
        var data = Path.Combine(ServerForTests.Home.Folder, "postgres", "data");
        return Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Where(file => Holds(file, wanted)).ToList();
    }

    private static bool Holds(string file, byte[] wanted)
    {
        try
        {
            return File.ReadAllBytes(file).AsSpan().IndexOf(wanted) >= 0;
        }
        catch (FileNotFoundException)
        {
            // The server removed it between the listing and the reading.
            return false;
        }
    }

    private static string PasswordOf(LobHome home) => File.ReadAllText(Path.Combine(home.Folder, "postgres", "password")).Trim();

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
