using System.Globalization;
using System.Text;
using LobResearch.Study.Server;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Cli.Tests.People;

/// <summary>
/// A wave as the survey tool exports it, with all that may not come through: names, addresses, IP addresses, codes, and open
/// answers that mention them. Every one of them is drawn once, so that finding it anywhere is no chance.
/// </summary>
internal sealed class GeneratedWave : IDisposable
{
    public const int Persons = 300;
    private const int Seed = 20160501;
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _secrets = [];
    private readonly List<string> _rows = [];

    public GeneratedWave()
    {
        Home = _folder.At("home");
        _folder.Write("study/study.yaml", StudyYaml);
        _folder.Write("study/codebooks/parents.yaml", FormYaml);
        _folder.Write("study/sources/export.yaml", SourceYaml);
        var random = new Random(Seed);
        for (var person = 0; person < Persons; person++)
            Add(random, person);
        Csv = _folder.Write("export.csv", Header + string.Concat(_rows));
    }

    public string Home { get; }

    public string Study => _folder.At("study");

    public string Csv { get; }

    public TemporaryFolder Folder => _folder;

    /// <summary>Names, addresses and codes, whole and as they could be spelled.</summary>
    public IReadOnlyList<string> Secrets => _secrets;

    /// <summary>The code of a person.</summary>
    public IReadOnlyList<string> Codes { get; } = new List<string>();

    /// <summary>The export a week later, with a person more.</summary>
    public string ReExport() => _folder.Write("export-2.csv", Header + string.Concat(_rows) + Row("R_later", "Zadlo", "Wietse", "wietse.zadlo@example.org", "203.0.113.250", "ZZ-31-ZZ-12", "2", "niets"));

    /// <summary>Runs the command and keeps what it printed.</summary>
    public async Task<LobResult> RunAsync(params string[] arguments)
    {
        var result = await LobProcess.RunAsync(Home, arguments);
        Printed.Append(result.Output).Append(result.Error);
        return result;
    }

    /// <summary>All that the command printed so far.</summary>
    public StringBuilder Printed { get; } = new();

    /// <summary>Asks the study's database.</summary>
    public async Task<T> AskAsync<T>(string question)
    {
        await using var server = await EmbeddedServer.EnterAsync(new LobHome(Home));
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionStringFor("lob_wave")) { Pooling = false }.ConnectionString);
        await using var command = source.CreateCommand(question);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public void Dispose()
    {
        EmbeddedServer.UnpinAndStopAsync(new LobHome(Home)).GetAwaiter().GetResult();
        _folder.Dispose();
    }

    private void Add(Random random, int person)
    {
        var last = Word(random, 8);
        var first = Word(random, 7);
        var mail = $"{Word(random, 6).ToLowerInvariant()}@{Word(random, 5).ToLowerInvariant()}.example";
        var ip = string.Create(CultureInfo.InvariantCulture, $"{random.Next(101, 224)}.{random.Next(101, 256)}.{random.Next(101, 256)}.{random.Next(101, 256)}");
        var code = string.Create(CultureInfo.InvariantCulture, $"{Letters(random)}-{random.Next(1, 32):D2}-{Letters(random)}-{random.Next(1, 13):D2}");
        var telephone = string.Create(CultureInfo.InvariantCulture, $"06{random.Next(10_000_000, 99_999_999)}");
        _secrets.AddRange([last, first, mail, ip, code, code.Replace("-", "", StringComparison.Ordinal), telephone]);
        ((List<string>)Codes).Add(code);
        var remark = (person % 3) switch
        {
            0 => $"Ik ben {first} {last} en mijn nummer is {telephone}.",
            1 => $"Mail mij: {mail}",
            _ => "Het gesprek was prettig.",
        };
        _rows.Add(Row($"R_{person:D5}", last, first, mail, ip, code, random.Next(1, 3).ToString(CultureInfo.InvariantCulture), remark));
    }

    private static string Row(string response, string last, string first, string mail, string ip, string code, string agree, string remark) =>
        $"2026-10-01 10:00:00,2026-10-01 10:05:00,0,{ip},100,300,1,2026-10-01 10:05:01,{response},{last},{first},{mail},,51.9012345,4.4712345,anonymous,NL,A,{code},{agree},{remark}\n";

    private static string Word(Random random, int length) =>
        "Q" + string.Concat(Enumerable.Range(0, length).Select(at => at % 2 == 0 ? "aeiouy"[random.Next(6)] : "bcdfghjklmnprstvwxz"[random.Next(19)]));

    private static string Letters(Random random) => $"{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}";

    private const string Header =
        "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,RecipientLastName,RecipientFirstName,RecipientEmail,ExternalReference,LocationLatitude,LocationLongitude,DistributionChannel,UserLanguage,Q1,Q2,Q3,Q4\n" +
        "Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,Recipient Last Name,Recipient First Name,Recipient Email,External Data Reference,Location Latitude,Location Longitude,Distribution Channel,User Language,School,Uw eigen code,Eens,Opmerking\n" +
        "\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"Europe/Amsterdam\"\"}\",\"{\"\"ImportId\"\":\"\"endDate\"\",\"\"timeZone\"\":\"\"Europe/Amsterdam\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"ipAddress\"\"}\",\"{\"\"ImportId\"\":\"\"progress\"\"}\",\"{\"\"ImportId\"\":\"\"duration\"\"}\",\"{\"\"ImportId\"\":\"\"finished\"\"}\",\"{\"\"ImportId\"\":\"\"recordedDate\"\",\"\"timeZone\"\":\"\"Europe/Amsterdam\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"recipientLastName\"\"}\",\"{\"\"ImportId\"\":\"\"recipientFirstName\"\"}\",\"{\"\"ImportId\"\":\"\"recipientEmail\"\"}\",\"{\"\"ImportId\"\":\"\"externalDataReference\"\"}\",\"{\"\"ImportId\"\":\"\"locationLatitude\"\"}\",\"{\"\"ImportId\"\":\"\"locationLongitude\"\"}\",\"{\"\"ImportId\"\":\"\"distributionChannel\"\"}\",\"{\"\"ImportId\"\":\"\"userLanguage\"\"}\",\"{\"\"ImportId\"\":\"\"QID1_TEXT\"\"}\",\"{\"\"ImportId\"\":\"\"QID2_TEXT\"\"}\",\"{\"\"ImportId\"\":\"\"QID3\"\"}\",\"{\"\"ImportId\"\":\"\"QID4_TEXT\"\"}\"\n";

    private const string StudyYaml =
        """
        study: wave
        title: {nl: Een meting}
        kind: simulated
        data_source: {nl: bedacht voor een test}
        waves:
          - {id: T0, title: {nl: T0}}
        schools: [{code: A}, {code: B}]
        retention: {codes: 2027-08-31, open_answers: 2028-08-31, research_data: 2036-12-31}
        codes:
          separator: "-"
          elements:
            - {id: mother, pattern: "[A-Z]{2}", wrong: 0.03}
            - {id: day, pattern: "[0-3][0-9]", wrong: 0.03}
            - {id: street, pattern: "[A-Z]{2}", wrong: 0.03}
            - {id: month, pattern: "[01][0-9]", wrong: 0.03}
        """;

    private const string FormYaml =
        """
        form: parents
        version: 1
        title: {nl: Ouders}
        role: parent
        answer_scales:
          agree:
            - {code: 1, label: {nl: oneens}}
            - {code: 2, label: {nl: eens}}
        items:
          - {id: agree, kind: single_choice, answers: agree, label: {nl: Eens}}
          - {id: remark, kind: text, label: {nl: Opmerking}}
        """;

    private const string SourceYaml =
        """
        source: export
        form: parents
        version: 1
        tool: qualtrics
        person: {column: QID2_TEXT}
        response: [_recordId]
        wave: {is: T0}
        school: {column: QID1_TEXT}
        items:
          agree: QID3
          remark: QID4_TEXT
        """;
}
