using System.Diagnostics;
using System.Globalization;
using System.Text;
using LobResearch.Analysis;
using LobResearch.Ingest;
using LobResearch.Ingest.Mapping;
using LobResearch.Study;
using LobResearch.Study.Server;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Benchmarks;

/// <summary>Ingest (checks, ids, blind index, typed rows, history) beside psql's \copy of the same file into a text table.</summary>
internal static class IngestBesidePsql
{
    private const int Rounds = 5;
    private const int WideItems = 80;

    /// <summary>Project STAR.</summary>
    public static Task<int> StarAsync() => RunAsync("star", _ => LobStudy.Find("star").Folder, "star.csv");

    /// <summary>Questionnaires of eighty items with four answers, one in twenty missing, in eight schools of fifty classes.</summary>
    public static Task<int> WideAsync(int rows) => RunAsync("wide", folder => WriteWide(folder, rows), "wide.csv");

    private static async Task<int> RunAsync(string id, Func<TemporaryFolder, string> folderOf, string name)
    {
        using var folder = new TemporaryFolder();
        Environment.SetEnvironmentVariable("LOB_HOME", folder.At("home"));
        Environment.SetEnvironmentVariable("LOB_DATABASE", null);
        var studyFolder = folderOf(folder);
        var definition = LobStudy.Find(studyFolder);
        var file = Path.Combine(studyFolder, name);
        var lines = File.ReadLines(file).Count() - 1;
        var headings = File.ReadLines(file).First();
        var source = SourceReader.Read(definition, null);
        var home = LobHome.FromEnvironment();
        var (ours, copies, processor) = (new List<double>(), new List<double>(), new List<double>());
        await using var server = await EmbeddedServer.EnterAsync(home).ConfigureAwait(false);
        for (var round = 0; round < Rounds; round++)
        {
            await using (var study = await LobStudy.OpenAsync(studyFolder).ConfigureAwait(false))
            {
                var before = Process.GetCurrentProcess().TotalProcessorTime;
                var watch = Stopwatch.StartNew();
                await new SurveyIngest(study.Database, study.Definition, home).RunAsync(file, source).ConfigureAwait(false);
                ours.Add(watch.Elapsed.TotalSeconds);
                processor.Add((Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
            }

            copies.Add(await CopyAsync(server, file, headings).ConfigureAwait(false));
            NpgsqlConnection.ClearAllPools();
            await using var admin = new NpgsqlConnection(server.ConnectionStringFor("postgres"));
            await admin.OpenAsync().ConfigureAwait(false);
            await using var drop = new NpgsqlCommand($"drop database lob_{id}", admin);
            await drop.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        var (mine, theirs) = (Median(ours), Median(copies));
        Console.WriteLine("lob ingest per round: " + string.Join(" ", ours.Select(value => value.ToString("0.00", CultureInfo.InvariantCulture))));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{lines} rows, median of {Rounds}: lob ingest {mine:0.00} s ({lines / mine:0} rows/s), psql \\copy {theirs:0.00} s; ratio {mine / theirs:0.0}; processor time of the program {Median(processor):0.00} s; peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB"));
        return 0;
    }

    private static string WriteWide(TemporaryFolder folder, int rows)
    {
        var items = Enumerable.Range(1, WideItems).Select(index => $"item_{index:00}").ToList();
        folder.Write("wide/study.yaml", "study: wide\ntitle: {nl: Breed}\nkind: simulated\ndata_source: {nl: gegenereerd}\nwaves:\n  - {id: T0, title: {nl: T0}}\n");
        folder.Write(
            "wide/codebooks/wide.yaml",
            "form: wide\nversion: 1\ntitle: {nl: Breed}\nrole: parent\nmissing:\n  - {code: \"99\", class: dont_know, label: {nl: weet niet}}\nanswer_scales:\n  four:\n" +
            string.Concat(Enumerable.Range(1, 4).Select(code => $"    - {{code: {code}, label: {{nl: antwoord {code}}}}}\n")) +
            "items:\n" + string.Concat(items.Select(item => $"  - {{id: {item}, kind: single_choice, answers: four, label: {{nl: {item}}}}}\n")));
        folder.Write(
            "wide/sources/wide.yaml",
            "source: wide\nform: wide\nversion: 1\nperson: {column: code}\nresponse: [response]\nwave: {column: wave}\nschool: {column: school, new: add}\nclass_group: {column: class}\nitems:\n" +
            string.Concat(items.Select(item => $"  {item}: {item}\n")));
        var random = new Random(1);
        using var writer = new StreamWriter(folder.At("wide", "wide.csv"), append: false, new UTF8Encoding(false));
        writer.Write("code,response,wave,school,class," + string.Join(',', items) + "\n");
        for (var row = 0; row < rows; row++)
        {
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"P{row:0000000},R{row:0000000},T0,S{row % 8},{row % 50}"));
            for (var item = 0; item < WideItems; item++)
                writer.Write(random.Next(20) == 0 ? (random.Next(2) == 0 ? "," : ",99") : "," + (char)('1' + random.Next(4)));
            writer.Write('\n');
        }

        return folder.At("wide");
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
