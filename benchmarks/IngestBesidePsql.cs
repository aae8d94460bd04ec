using System.Diagnostics;
using System.Globalization;
using LobResearch.Analysis;
using LobResearch.Ingest;
using LobResearch.Ingest.Mapping;
using LobResearch.Study;
using LobResearch.Study.Server;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Benchmarks;

/// <summary>Ingest of Project STAR (checks, ids, blind index, typed rows) beside psql's \copy of the same file into a text table.</summary>
internal static class IngestBesidePsql
{
    private const int Rounds = 5;

    public static async Task<int> RunAsync()
    {
        using var folder = new TemporaryFolder();
        Environment.SetEnvironmentVariable("LOB_HOME", folder.At("home"));
        Environment.SetEnvironmentVariable("LOB_DATABASE", null);
        var definition = LobStudy.Find("star");
        var file = Path.Combine(definition.Folder, "star.csv");
        var lines = await File.ReadAllLinesAsync(file).ConfigureAwait(false);
        var source = SourceReader.Read(definition, null);
        var home = LobHome.FromEnvironment();
        var (ours, copies) = (new List<double>(), new List<double>());
        await using var server = await EmbeddedServer.EnterAsync(home).ConfigureAwait(false);
        for (var round = 0; round < Rounds; round++)
        {
            await using (var study = await LobStudy.OpenAsync("star").ConfigureAwait(false))
            {
                var watch = Stopwatch.StartNew();
                await new SurveyIngest(study.Database, study.Definition, home).RunAsync(file, source).ConfigureAwait(false);
                ours.Add(watch.Elapsed.TotalSeconds);
            }

            copies.Add(await CopyAsync(server, file, lines[0]).ConfigureAwait(false));
            NpgsqlConnection.ClearAllPools();
            await using var admin = new NpgsqlConnection(server.ConnectionStringFor("postgres"));
            await admin.OpenAsync().ConfigureAwait(false);
            await using var drop = new NpgsqlCommand("drop database lob_star", admin);
            await drop.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        var (mine, theirs) = (Median(ours), Median(copies));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{lines.Length - 1} rows, median of {Rounds}: lob ingest {mine:0.00} s ({(lines.Length - 1) / mine:0} rows/s), psql \\copy {theirs:0.00} s; ratio {mine / theirs:0.0}"));
        return 0;
    }

    private static async Task<double> CopyAsync(EmbeddedServer server, string file, string headings)
    {
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionStringFor("postgres"));
        var columns = string.Join(", ", headings.Split(',').Select(name => $"\"{name}\" text"));
        var start = new ProcessStartInfo("psql") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "-q", "-X", "-h", connection.Host!, "-p", connection.Port.ToString(CultureInfo.InvariantCulture), "-U", connection.Username!, "-d", "postgres", "-c", $"create table copied ({columns})", "-c", $"\\copy copied from '{file}' csv header", "-c", "drop table copied" })
            start.ArgumentList.Add(argument);
        start.Environment["PGPASSWORD"] = connection.Password;
        var watch = Stopwatch.StartNew();
        using var psql = Process.Start(start)!;
        await psql.WaitForExitAsync().ConfigureAwait(false);
        if (psql.ExitCode != 0)
            throw new InvalidOperationException("psql failed");
        return watch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
