using System.Globalization;
using System.Text;
using LobResearch.Study.Server;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Cli.Tests.Faults;

/// <summary>
/// A study with answers of every kind, two waves, and some rows that are held back: long enough an ingest to be hit in the
/// middle. Its rows are drawn by a seeded generator, so that all have the same.
/// </summary>
internal sealed class GeneratedStudy : IDisposable
{
    private const int Persons = 6000;
    private const int Seed = 20160501;
    private static readonly Lazy<string> Export = new(() => Rows(new Random(Seed), 0, Persons));
    private static int _number;

    private readonly TemporaryFolder _folder = new();

    /// <param name="home">LOB_HOME: each study has a database of its own on its server.</param>
    public GeneratedStudy(string home)
    {
        Home = home;
        Id = string.Create(CultureInfo.InvariantCulture, $"faults_{Interlocked.Increment(ref _number)}");
        _folder.Write("study/study.yaml", StudyYaml.Replace("ID", Id, StringComparison.Ordinal));
        _folder.Write("study/codebooks/parents.yaml", FormYaml);
        _folder.Write("study/sources/export.yaml", SourceYaml);
        Csv = _folder.Write("export.csv", Header + Export.Value);
    }

    public TemporaryFolder Folder => _folder;

    public string Home { get; }

    public string Id { get; }

    public string Csv { get; }

    /// <summary>The same wave exported again: one answer in ten edited, a hundred persons more.</summary>
    /// <param name="number">Another number is another re-export, with other edits and other persons.</param>
    public string ReExport(int number)
    {
        var random = new Random(Seed + number);
        var edited = string.Concat(Export.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row =>
            (random.Next(10) == 0 ? row.Replace(",ja,", ",nee,", StringComparison.Ordinal) : row) + "\n"));
        return _folder.Write($"export-{number}.csv", Header + edited + Rows(random, Persons + 100 * number, 100));
    }

    public LobProcess Start(IReadOnlyDictionary<string, string>? environment = null, string? file = null) =>
        LobProcess.Start(Home, environment, "ingest", "survey", file ?? Csv, "--study", _folder.At("study"));

    public async Task<LobResult> IngestAsync(IReadOnlyDictionary<string, string>? environment = null, string? file = null)
    {
        using var process = Start(environment, file);
        return await process.EndAsync();
    }

    /// <summary>Makes the server and the study's database, with nothing in it.</summary>
    public Task<LobResult> MigrateAsync() => LobProcess.RunAsync(Home, "db", "migrate", "--study", _folder.At("study"));

    /// <summary>What the database holds, once the server has noticed that nobody else is connected.</summary>
    public Task<StoredStudy> StoredAsync() => OnServerAsync(async server =>
    {
        await using var connection = await TryConnectAsync(server);
        if (connection is null)
            return StoredStudy.Nothing;
        await OthersLeftAsync(connection);
        return await StoredStudy.ReadAsync(connection);
    });

    /// <summary>The server process that holds the ingest's transaction.</summary>
    public Task<int> BackendAsync() => OnServerAsync(server => ScalarAsync<int>(
        server, "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null"));

    /// <summary>Waits until an ingest waits for the one before it.</summary>
    public Task<bool> OneWaitsAsync() => OnServerAsync(async server =>
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (await ScalarAsync<bool>(server, "select exists (select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))"))
                return true;
            await Task.Delay(50);
        }

        return false;
    });

    public void Dispose() => _folder.Dispose();

    private async Task<T> OnServerAsync<T>(Func<EmbeddedServer, Task<T>> ask)
    {
        await using var server = await EmbeddedServer.EnterAsync(new LobHome(Home));
        return await ask(server);
    }

    private async Task<T> ScalarAsync<T>(EmbeddedServer server, string question)
    {
        await using var connection = await TryConnectAsync(server) ?? throw new InvalidOperationException("There is no database.");
        await using var command = connection.CreateCommand();
        command.CommandText = question;
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private async Task<NpgsqlConnection?> TryConnectAsync(EmbeddedServer server)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(server.ConnectionStringFor("lob_" + Id)) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await connection.DisposeAsync();
            return null;
        }
    }

    // The server goes on with a killed process's statement until it looks at the connection again.
    private static async Task OthersLeftAsync(NpgsqlConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
        for (var tries = 0; await command.ExecuteScalarAsync() is > 0L; tries++)
        {
            Assert.That(tries, Is.LessThan(1200), "a killed process's connection is still there after a minute");
            await Task.Delay(50);
        }
    }

    private static string Rows(Random random, int firstPerson, int persons)
    {
        var text = new StringBuilder();
        for (var person = firstPerson; person < firstPerson + persons; person++)
        {
            Row(text, random, person, "T0");
            if (random.Next(10) < 6)
                Row(text, random, person, "T1");
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, Random random, int person, string wave)
    {
        var code = random.Next(400) == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"p{person}");
        var hours = random.Next(400) == 0 ? 81 : random.Next(0, 800) / 10.0;
        text.Append(
            CultureInfo.InvariantCulture,
            $"{code},r{person}{wave},{wave},S{random.Next(8)},{random.Next(1, 5)}a,{random.Next(2)},{random.Next(2)},{(random.Next(2) == 0 ? "nee" : "ja")},{hours},{(random.Next(20) == 0 ? -99 : random.Next(30, 60))},19{random.Next(60, 99)}-0{random.Next(1, 10)}-1{random.Next(10)},opmerking {random.Next(1_000_000)},{random.Next(1, 3)}\n");
    }

    private const string Header = "code,response,wave,school,class,tick_a,tick_b,agree,hours,age,born,remark,origin\n";

    private const string StudyYaml =
        """
        study: ID
        title: {nl: Verstoorde studie}
        kind: simulated
        data_source: {nl: bedacht voor een test}
        waves:
          - {id: T0, title: {nl: T0}}
          - {id: T1, title: {nl: T1}}
        schools: [{code: S0}, {code: S1}, {code: S2}, {code: S3}, {code: S4}, {code: S5}, {code: S6}, {code: S7}]
        """;

    private const string FormYaml =
        """
        form: parents
        version: 1
        title: {nl: Ouders}
        role: parent
        missing:
          - {code: "-99", class: refused, label: {nl: wil niet zeggen}}
        answer_scales:
          agree:
            - {code: 1, name: oneens, label: {nl: oneens}}
            - {code: 2, name: eens, label: {nl: eens}}
          which:
            - {code: 1, name: a, label: {nl: a}}
            - {code: 2, name: b, label: {nl: b}}
        items:
          - {id: which, kind: multiple_choice, answers: which, label: {nl: Welke}}
          - {id: agree, kind: single_choice, answers: agree, label: {nl: Eens}}
          - {id: hours, kind: decimal, minimum: 0, maximum: 80, label: {nl: Uren}}
          - {id: age, kind: whole_number, minimum: 0, maximum: 99, label: {nl: Leeftijd}}
          - {id: born, kind: date, label: {nl: Geboren}}
          - {id: remark, kind: text, label: {nl: Opmerking}}
          - {id: origin, kind: single_choice, answers: agree, special_category: true, label: {nl: Herkomst}}
        """;

    private const string SourceYaml =
        """
        source: export
        form: parents
        version: 1
        format: {separator: ",", decimal: ".", encoding: utf8}
        person: {column: code}
        response: [response]
        wave: {column: wave}
        school: {column: school}
        class_group: {column: class}
        items:
          which: {columns: {a: tick_a, b: tick_b}}
          agree: {column: agree, values: {nee: 1, ja: 2}}
          hours: hours
          age: age
          born: born
          remark: remark
          origin: origin
        """;
}
