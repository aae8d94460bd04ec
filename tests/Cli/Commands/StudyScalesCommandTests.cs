using System.Text.Json;
using LobResearch.Study.Server;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob scales --study</c> as a user calls it, on a generated study.</summary>
public sealed class StudyScalesCommandTests
{
    private TemporaryFolder _folder = null!;

    private string Home => _folder.At("home");

    private string Study => _folder.At("study");

    [OneTimeSetUp]
    public async Task BringInAsync()
    {
        ServerForTests.RequireServer();
        _folder = new TemporaryFolder();
        // Kept up between the commands: PeopleCommandTests starts and stops it with each.
        await EmbeddedServer.PinAsync(new LobHome(Home));
        await DoneAsync("simulate", "--scenario", "crossed", "--seed", "4", "--parents", "480", "--out", Study);
        await DoneAsync("ingest", "consent", At("consent.csv"), "--study", Study);
        await DoneAsync("ingest", "survey", At("parents_T0.csv"), "--study", Study, "--source", "parent_qualtrics");
        await DoneAsync("ingest", "survey", At("students_T0.xlsx"), "--study", Study, "--source", "student_forms");
        await DoneAsync("ingest", "survey", At("team_T0.sav"), "--study", Study, "--source", "team_spss");
        await DoneAsync("link", "run", "--study", Study);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await EmbeddedServer.UnpinAndStopAsync(new LobHome(Home));
        _folder.Dispose();
    }

    [Test]
    public async Task Scales_OfAForm_FollowTheSchema()
    {
        var document = await JsonAsync("--form", "parent", "--scale", "SUP", "EFF", "--by", "school");
        var scales = document.GetProperty("scales").EnumerateArray().ToList();
        Assert.That(scales.Select(scale => scale.GetProperty("wave").GetString()).Distinct(), Is.EqualTo(new[] { "T0" }));
        Assert.That(scales.Count(scale => scale.GetProperty("group").ValueKind == JsonValueKind.Null), Is.EqualTo(2));
        var sup = scales[0];
        Assert.That(sup.GetProperty("alpha").GetDouble(), Is.InRange(sup.GetProperty("alphaLower").GetDouble(), sup.GetProperty("alphaUpper").GetDouble()));
        Assert.That(sup.GetProperty("itemStatistics").EnumerateArray().Sum(item => item.GetProperty("missing").GetProperty("dont_know").GetInt32()), Is.GreaterThan(0));
        Assert.That(document.GetProperty("keys")[1].GetProperty("key").GetString(), Is.EqualTo("EFF = eff_1 + eff_2 + -eff_3 + eff_4 + -eff_5"));
        Assert.That(document.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("scoreVersion").GetString()), Is.Unique);
        var study = document.GetProperty("study");
        Assert.That((study.GetProperty("kind").GetString(), study.GetProperty("linkVersion").GetInt32(), study.GetProperty("batches").GetArrayLength()), Is.EqualTo(("simulated", 1, 1)));
        Assert.That(study.GetProperty("banner").GetString(), Does.Contain("simulated data"));
    }

    [Test]
    public async Task Scales_TeamsAndDyads_FollowTheSchema()
    {
        var teams = await JsonAsync("--form", "team", "--agreement", "school");
        Assert.That(teams.GetProperty("agreement").EnumerateArray().Select(own => own.GetProperty("scale").GetString()), Is.EqualTo(new[] { "VIS", "DRA", "INTEG", "FAC" }));
        Assert.That(teams.GetProperty("agreement")[0].GetProperty("groups").GetArrayLength(), Is.EqualTo(16));
        var dyads = await JsonAsync("--dyads", "parent", "student", "--wave", "T0");
        Assert.That(dyads.GetProperty("dyads").EnumerateArray().Select(own => own.GetProperty("scale").GetString()), Is.EqualTo(new[] { "SUP", "ACT", "INT", "LOE" }));
        Assert.That(dyads.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()), Has.Some.Contains("two outcomes, not one"));
        var text = await LobProcess.RunAsync(Home, "scales", "--study", Study, "--dyads", "parent", "student");
        Assert.That(text.Output, Does.StartWith("*** gesimuleerde gegevens / simulated data").And.Contain("ICC(A,1)"));
    }

    [TestCase("Of which form? Give --form with one of circle_end, circle_session, parent, student, team")]
    [TestCase("has no form 'ouders'", "--form", "ouders")]
    [TestCase("at T2 yet, only those of T0", "--form", "parent", "--wave", "T2")]
    [TestCase("--range belongs to --data; of a study the codebook says it", "--form", "parent", "--range", "1..4")]
    [TestCase("--scores belongs to --data; scores of a study stay in it", "--form", "parent", "--scores", "s.csv")]
    [TestCase("--role belongs to --data", "--dyads", "parent", "student", "--role", "who")]
    [TestCase("takes two forms, such as --dyads parent student", "--dyads", "parent")]
    [TestCase("leave --form out", "--form", "parent", "--dyads", "parent", "student")]
    [TestCase("no groups 'klas' to agree within; expected school", "--form", "team", "--agreement", "klas")]
    [TestCase("leave groups and agreement within schools out", "--dyads", "parent", "student", "--by", "school")]
    [TestCase("confidence level lies between 0 and 1", "--form", "parent", "--confidence", "95")]
    [TestCase("--study is of a study, and --data of a file", "--data", "x.csv", "--scale", "a = b")]
    public async Task Scales_WrongInput_IsOneClearLine(string what, params string[] more)
    {
        var result = await LobProcess.RunAsync(Home, ["scales", "--study", Study, .. more]);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((2, "")), result.Error);
        Assert.That(result.Error, Does.StartWith("lob: ").And.Contain(what));
        Assert.That(result.Faults, Has.Count.EqualTo(1), "one line");
    }

    [Test]
    public async Task Scales_NeitherFileNorStudy_AsksForOne()
    {
        var result = await LobProcess.RunAsync(Home, "scales", "--form", "parent");
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((2, "lob: Whose scales? Give --study NAME-or-FOLDER, or --data FILE.csv for any other data.\n")));
    }

    private string At(string file) => Path.Combine(Study, "files", file);

    private async Task DoneAsync(params string[] arguments)
    {
        var result = await LobProcess.RunAsync(Home, arguments);
        // 1 says that there are findings, which generated files are made to have.
        Assert.That(result.ExitCode, Is.AnyOf(0, 1), result.Error);
    }

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await LobProcess.RunAsync(Home, ["scales", "--study", Study, .. arguments, "--json"]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return await Schemas.CheckAsync("scales", result.Output);
    }
}
