using LobResearch.Study.Server;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary>What a bad file, codebook or plan gives a user: one message, the right exit code, an unchanged database.</summary>
public sealed class IngestCommandTests
{
    private StarFolder _star = null!;
    private string _before = "";

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        ServerForTests.RequireServer();
        _star = new StarFolder(60);
        var result = await _star.IngestAsync();
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        // Kept up between the commands: PeopleCommandTests starts and stops it with each.
        await EmbeddedServer.PinAsync(new LobHome(_star.Home));
        _before = await _star.SnapshotAsync();
    }

    [OneTimeTearDown]
    public void TearDown() => _star?.Dispose();

    private static IEnumerable<TestCaseData> BadFiles =>
    [
        Bad("missing column", text => text.Replace("cltype", "kind", StringComparison.Ordinal), "cltype", "row 1"),
        Bad("unknown code", text => text.Replace("small", "tiny", StringComparison.Ordinal), "row ", "cltype", "1, 2, 3, reg, small, reg+A"),
        Bad("wrong encoding", text => text.Replace("small", "sm\u00e4ll", StringComparison.Ordinal), "not UTF-8", "windows1252"),
        Bad("decimal comma", text => text.Replace(",", ";", StringComparison.Ordinal).Replace(".", ",", StringComparison.Ordinal), "separator"),
        Bad("empty file", _ => "", "empty"),
        Bad("headings only is no data", text => text[..(text.IndexOf('\n', StringComparison.Ordinal) + 1)], "no rows"),
        Bad("truncated file", text => text[..(text.LastIndexOf(',') - 12)], "row 61", "cells"),
        Bad("file of another form", _ => "name,score\na,1\nb,2\n", "row 1", "id"),
    ];

    private static TestCaseData Bad(string name, Func<string, string> change, params string[] expected) =>
        new TestCaseData(change, expected).SetArgDisplayNames(name);

    [TestCaseSource(nameof(BadFiles))]
    public async Task Ingest_BadFile_IsOneMessageAndChangesNothing(Func<string, string> change, string[] expected)
    {
        var path = _star.Folder.At("bad.csv");
        var text = change(await File.ReadAllTextAsync(_star.Csv));
        // Latin-1, so that a letter beyond ASCII is not UTF-8.
        await File.WriteAllBytesAsync(path, System.Text.Encoding.Latin1.GetBytes(text));
        var result = await _star.IngestAsync(path);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Output + result.Error);
        foreach (var part in expected)
            Assert.That(result.Error, Does.Contain(part));
        Assert.That(result.Error, Does.StartWith("lob: ").And.Contain("bad.csv").And.Not.Contain("   at "));
        Assert.That(await _star.SnapshotAsync(), Is.EqualTo(_before));
    }

    [Test]
    public async Task Ingest_SameFileAgain_SaysSoAndChangesNothing()
    {
        var result = await _star.IngestAsync(null, "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var report = await Schemas.CheckAsync("ingest", result.Output);
        Assert.That(report.GetProperty("alreadyIn").GetBoolean(), Is.True);
        Assert.That(report.GetProperty("new").GetInt32(), Is.Zero);
        Assert.That(await _star.SnapshotAsync(), Is.EqualTo(_before));
    }

    [Test]
    public async Task Ingest_DryRun_ReportsAndChangesNothing()
    {
        var path = _star.Folder.Write("one_more.csv", string.Join('\n', File.ReadLines(Repository.At("data-schema", "examples", "star", "star.csv")).Take(71)) + "\n");
        var result = await _star.IngestAsync(path, "--dry-run");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Output, Does.Contain("10 new").And.Contain("a dry run"));
        Assert.That(await _star.SnapshotAsync(), Is.EqualTo(_before));
    }

    [Test]
    public async Task Ingest_ValueOutOfRange_IsAFindingWithoutTheValue()
    {
        using var star = new StarFolder(40);
        var lines = await File.ReadAllLinesAsync(star.Csv);
        var headings = lines[0].Split(',').ToList();
        var cells = lines[5].Split(',');
        cells[headings.IndexOf("math")] = "99999";
        lines[5] = string.Join(',', cells);
        await File.WriteAllLinesAsync(star.Csv, lines);
        var result = await star.IngestAsync(null, "--json");
        Assert.That(result.ExitCode, Is.EqualTo(1), result.Error);
        var report = await Schemas.CheckAsync("ingest", result.Output);
        var finding = report.GetProperty("findings").EnumerateArray().Single();
        Assert.That(finding.GetProperty("row").GetInt32(), Is.EqualTo(6));
        Assert.That(finding.GetProperty("column").GetString(), Is.EqualTo("math"));
        Assert.That(result.Output + result.Error, Does.Not.Contain("99999"));
    }

    [Test]
    public async Task Ingest_CodebookWithFiveFaults_ListsThemAll()
    {
        using var star = new StarFolder(5);
        var form = await File.ReadAllTextAsync(Path.Combine(star.Study, "codebooks", "pupil_year.yaml"));
        star.Write("codebooks/pupil_year.yaml", form
            .Replace("kind: decimal", "kind: decimel", StringComparison.Ordinal)
            .Replace("answers: class_type", "answers: classtype", StringComparison.Ordinal)
            .Replace("{code: 2, name: small", "{code: 1, name: small", StringComparison.Ordinal)
            .Replace("role: student", "role: pupil", StringComparison.Ordinal)
            .Replace("version: 1", "version: one", StringComparison.Ordinal));
        var result = await star.IngestAsync();
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(System.Text.RegularExpressions.Regex.Count(result.Error, @"pupil_year\.yaml:\d+:\d+: "), Is.EqualTo(5), result.Error);
        Assert.That(Directory.Exists(Path.Combine(star.Home, "postgres")), Is.False, "no database was touched");
    }

    [Test]
    public async Task Analyse_PlanThatNamesAnUnknownVariable_SaysWhich()
    {
        var plan = _star.Write("plans/odd.yaml", (await File.ReadAllTextAsync(Path.Combine(_star.Study, "plans", "small_class.yaml"))).Replace("covariates: []", "covariates: [girls]", StringComparison.Ordinal));
        foreach (var verb in new[] { new[] { "analyse" }, ["plan", "lint"] })
        {
            var result = await LobProcess.RunAsync(_star.Home, [.. verb, plan, "--study", _star.Study]);
            Assert.That(result.ExitCode, Is.EqualTo(2));
            Assert.That(result.Error, Does.Contain("odd.yaml:").And.Contain("did you mean 'girl'"));
        }

        Assert.That(await _star.SnapshotAsync(), Is.EqualTo(_before));
    }

    [TestCase("Host=127.0.0.1;Port=1;Database=x;Username=nobody;Password=secret;Timeout=2", 3)]
    [TestCase("Host=127.0.0.1;Prt=1", 3)]
    public async Task Ingest_NoDatabase_SaysSoWithoutThePassword(string connection, int exitCode)
    {
        var result = await LobProcess.RunAsync(
            _star.Home, new Dictionary<string, string> { ["LOB_DATABASE"] = connection }, "ingest", "survey", _star.Csv, "--study", _star.Study);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.Error);
        Assert.That(result.Error, Does.Contain("LOB_DATABASE").And.Not.Contain("secret").And.Not.Contain("   at "));
    }

    [Test]
    public async Task Ingest_NoServerPrograms_SaysWhatToInstall()
    {
        using var star = new StarFolder(5);
        var result = await LobProcess.RunAsync(
            star.Home,
            new Dictionary<string, string> { ["LOB_POSTGRES_BIN"] = "/nowhere" },
            "ingest", "survey", star.Csv, "--study", star.Study);
        Assert.That(result.ExitCode, Is.EqualTo(3));
        Assert.That(result.Error, Does.Contain("LOB_POSTGRES_BIN"));
    }

    [TestCase("frobnicate")]
    [TestCase("ingest")]
    [TestCase("ingest", "survey")]
    [TestCase("demo", "--nonsense")]
    public async Task Usage_Wrong_IsExitCode2(params string[] arguments)
    {
        var result = await LobProcess.RunAsync(_star.Home, arguments);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.StartWith("lob: "));
    }

    [Test]
    public async Task Help_OfEveryVerb_IsThere()
    {
        foreach (var verb in new[] { "", "demo", "db", "ingest survey", "codebook show", "plan lint", "analyse", "trace", "fit ols", "ingest consent", "link run", "withdraw", "retention", "keys rotate", "backup", "restore", "template", "verify" })
        {
            var result = await LobProcess.RunAsync(_star.Home, [.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            Assert.That(result.ExitCode, Is.Zero, verb);
            Assert.That(result.Output, Has.Length.GreaterThan(80), verb);
        }
    }
}
