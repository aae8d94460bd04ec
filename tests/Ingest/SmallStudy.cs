using Dapper;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Sheets;
using LobResearch.Ingest.Sheets.Defining;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests;

/// <summary>A study of a few rows in a database of its own.</summary>
internal sealed class SmallStudy : IAsyncDisposable
{
    public const string StatedFormat = "format: {separator: \",\", decimal: \".\", encoding: utf8}";
    public const string Header = "code,response,wave,school,class,tick_a,tick_b,agree,hours,age,born,remark,origin\n";

    private static int _number;
    private readonly TemporaryFolder _folder = new();

    private SmallStudy()
    {
    }

    public StudyDefinition Definition { get; private set; } = null!;

    public StudyDatabase Database { get; private set; } = null!;

    public SourceMapping Source { get; private set; } = null!;

    /// <summary>Makes the study; the source's text can be changed first.</summary>
    public static Task<SmallStudy> CreateAsync(Func<string, string>? source = null) => CreateAsync(FormYaml, source is null ? SourceYaml : source(SourceYaml));

    /// <summary>Makes a study of another form and source.</summary>
    public static async Task<SmallStudy> CreateAsync(string form, string source, Func<string, string>? definition = null)
    {
        ServerForTests.RequireServer();
        var study = new SmallStudy();
        var id = $"small_{Interlocked.Increment(ref _number)}";
        var yaml = StudyYaml.Replace("ID", id, StringComparison.Ordinal);
        study._folder.Write("study.yaml", definition is null ? yaml : definition(yaml));
        study._folder.Write("codebooks/parents.yaml", form);
        study._folder.Write("sources/export.yaml", source);
        study.Definition = StudyFolder.Load(study._folder.Path);
        study.Source = SourceReader.Read(study.Definition, null);
        await ServerForTests.PrepareStudyAsync(id);
        study.Database = await StudyDatabase.OpenAsync(id);
        await StudyRegistry.RegisterAsync(study.Database, study.Definition);
        return study;
    }

    /// <summary>Reads the study's files again, after one was changed.</summary>
    public async Task ReloadAsync()
    {
        Definition = StudyFolder.Load(_folder.Path);
        Source = SourceReader.Read(Definition, "export");
        await StudyRegistry.RegisterAsync(Database, Definition);
    }

    /// <summary>The same study, entered with no more rights than a role has.</summary>
    public async Task<SmallStudy> AsRoleAsync(string role)
    {
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(ServerForTests.ConnectionStringFor("lob_" + Definition.Id)) { Options = "-c role=" + role };
        Environment.SetEnvironmentVariable("LOB_DATABASE", connection.ConnectionString);
        try
        {
            return new SmallStudy { Definition = Definition, Source = Source, Database = await StudyDatabase.OpenAsync(Definition.Id) };
        }
        finally
        {
            Environment.SetEnvironmentVariable("LOB_DATABASE", null);
        }
    }

    /// <summary>The answers of all current questionnaires, by row.</summary>
    public async Task<List<string>> AnswersAsync()
    {
        await using var connection = await Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>("select array_to_string(answers, ' ') from study.questionnaire where superseded_by_batch_id is null order by source_row")).ToList();
    }

    /// <summary>Writes a file and brings it in.</summary>
    public Task<IngestReport> IngestAsync(string rows, IngestOptions? options = null) => IngestFileAsync(Write("export.csv", Header + rows), options);

    public Task<IngestReport> IngestFileAsync(string path, IngestOptions? options = null) =>
        new SurveyIngest(Database, Definition, ServerForTests.Home).RunAsync(path, Source, options);

    /// <summary>Loses the study's keys.</summary>
    public void DeleteKeys()
    {
        foreach (var key in Directory.GetFiles(Path.Combine(ServerForTests.Home.Folder, "keys"), Definition.Id + ".*.key"))
            File.Delete(key);
    }

    public Task<IngestReport> IngestSheetAsync(string path, SheetBook book, IngestOptions? options = null) =>
        new SheetIngest(Database, Definition, ServerForTests.Home).RunAsync(path, book, options);

    /// <summary>Writes a workbook with the sheets' headings above the rows, and brings it in.</summary>
    public Task<IngestReport> IngestSheetAsync(SheetBook book, params (string Title, object?[][] Rows)[] sheets) => IngestSheetAsync(book, new IngestOptions(), sheets);

    /// <summary>Writes a workbook with the sheets' headings above the rows, and brings it in.</summary>
    public Task<IngestReport> IngestSheetAsync(SheetBook book, IngestOptions options, params (string Title, object?[][] Rows)[] sheets)
    {
        var workbook = new Workbook();
        foreach (var (title, rows) in sheets)
            workbook.Sheet(title, [[.. book.Sheets.Single(sheet => sheet.Title == title).Columns.Select(column => column.Heading)], .. rows]);
        return IngestSheetAsync(workbook.Write(At($"{Guid.NewGuid():N}.xlsx")), book, options);
    }

    /// <summary>The result of a question, a line per row, its cells joined by |.</summary>
    public async Task<List<string>> AskAsync(string question)
    {
        await using var connection = await Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<string>($"select concat_ws('|', {question}")).ToList();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.Source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    public string Write(string name, string text) => _folder.Write(name, text);

    public string At(params string[] parts) => _folder.At(parts);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Dispose();
    }

    private const string StudyYaml =
        """
        study: ID
        title: {nl: Kleine studie}
        kind: simulated
        data_source: {nl: bedacht voor een test}
        waves:
          - {id: T0, title: {nl: T0}}
          - {id: T1, title: {nl: T1}}
        schools:
          - {code: A}
        """;

    public const string FormYaml =
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
          - {id: agree, kind: single_choice, answers: agree, label: {nl: Eens}}
          - {id: which, kind: multiple_choice, answers: which, label: {nl: Welke}}
          - {id: age, kind: whole_number, minimum: 0, maximum: 99, label: {nl: Leeftijd}}
          - {id: hours, kind: decimal, minimum: 0, maximum: 80, label: {nl: Uren}}
          - {id: born, kind: date, label: {nl: Geboren}}
          - {id: remark, kind: text, label: {nl: Opmerking}}
          - {id: origin, kind: single_choice, answers: agree, special_category: true, label: {nl: Herkomst}}
          - {id: later, kind: single_choice, answers: agree, label: {nl: Niet in deze export}}
        """;

    public const string SourceYaml =
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
        not_compared: [order]
        items:
          agree: {column: agree, values: {nee: 1, ja: 2}}
          which: {columns: {a: tick_a, b: tick_b}}
          age: age
          hours: hours
          born: born
          remark: remark
          origin: origin
        """;
}
