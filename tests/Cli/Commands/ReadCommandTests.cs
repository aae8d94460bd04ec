using LobResearch.Ingest.Reading.Spss;
using LobResearch.Ingest.Writing.Spss;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob read</c> on each kind of file.</summary>
public sealed class ReadCommandTests
{
    [TestCase("survey_nl.sav", 600)]
    [TestCase("pspp.zsav", 600)]
    [TestCase("survey_openpyxl.xlsx", 500)]
    [TestCase("dutch_excel_cp1252.csv", 500)]
    [TestCase("qualtrics_numeric.tsv", 500)]
    [TestCase("limesurvey_full.csv", 500)]
    public async Task Read_Json_FollowsItsSchema(string file, int rows)
    {
        var result = await LobProcess.RunAsync(Path.GetTempPath(), "read", Repository.At("tests", "ReferenceData", "files", file), "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var document = await Schemas.CheckAsync("read", result.Output);
        Assert.That(document.GetProperty("rows").GetInt32(), Is.EqualTo(rows));
        Assert.That(document.GetProperty("firstRows").GetArrayLength(), Is.EqualTo(6));
    }

    [Test]
    public async Task Read_Sav_TellsLabelsAndMissingDefinitions()
    {
        var result = await LobProcess.RunAsync(Path.GetTempPath(), "read", Repository.At("tests", "ReferenceData", "files", "pspp.sav"));
        Assert.That(result.Output, Does.Contain("missing: lowest through 10, 99").And.Contain("9 = Onbekend").And.Contain("weight: gewicht"));
    }

    [TestCase("$FL2", "cut off")]
    [TestCase("PK\u0003\u0004nonsense", "damaged")]
    [TestCase("a,b\n1,\0\n", "NUL")]
    [TestCase("", "empty")]
    [TestCase("\n\n\n", "only line ends")]
    public async Task Read_DamagedFile_IsOneClearMessage(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        var result = await LobProcess.RunAsync(folder.Path, "read", folder.Write("file.dat", text));
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.StartWith("lob: ").And.Contain(expected).And.Contain("file.dat").And.Not.Contain("   at "));
    }

    [Test]
    public async Task Read_StatedFormat_IsTakenRatherThanWhatIsFound()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file.csv", "a;b\n1,5;x\n");
        var result = await LobProcess.RunAsync(folder.Path, "read", file, "--decimal", ".", "--encoding", "windows1252", "--separator", ";", "--quote", "'", "--tool", "limesurvey", "--json");
        var document = await Schemas.CheckAsync("read", result.Output);
        Assert.That(
            document.GetProperty("format").EnumerateArray().Select(fact => fact.GetProperty("value").GetString()),
            Is.SupersetOf(new[] { "Windows-1252", ";", "'", ".", "LimeSurvey" }));
        Assert.That(document.GetProperty("firstRows")[0][0].GetString(), Is.EqualTo("1,5"));
        var wrong = await LobProcess.RunAsync(folder.Path, "read", file, "--separator", "komma");
        Assert.That((wrong.ExitCode, wrong.Error), Is.EqualTo((2, "lob: --separator 'komma': expected one character, or the word tab." + Environment.NewLine)));
    }

    [Test]
    public async Task Read_ControlCharactersInHeadingsAndFileNames_DoNotReachTheTerminal()
    {
        using var folder = new TemporaryFolder();
        var result = await LobProcess.RunAsync(folder.Path, "read", folder.Write("file.csv", "\u001b[31mrood,b\n1,2\n"));
        Assert.That(result.Output, Does.Contain("\\u001B[31mrood"));
        Assert.That(result.Output.Contains('\u001b', StringComparison.Ordinal), Is.False);
        var refused = await LobProcess.RunAsync(folder.Path, "read", folder.Write("a\u001b[2J\nlob: goed.csv", "a,b\n1,2\n"));
        Assert.That((refused.ExitCode, refused.Error.TrimEnd().Any(char.IsControl)), Is.EqualTo((2, false)), refused.Error);
    }

    [Test]
    public async Task Read_SavWithInfiniteNumbers_IsStillJson()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("infinite.sav");
        using (var writer = SavWriter.Create(path, [new SpssVariable("a", 0, null, SpssFormat.Number(), SpssMissing.None, [], SpssMeasure.Scale)]))
        {
            writer.Number(0, double.PositiveInfinity);
            writer.Next();
            writer.Complete();
        }

        var result = await LobProcess.RunAsync(folder.Path, "read", path, "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        await Schemas.CheckAsync("read", result.Output);
    }

    [Test]
    public async Task Read_ControlCharactersInCells_DoNotReachTheTerminal()
    {
        using var folder = new TemporaryFolder();
        var result = await LobProcess.RunAsync(folder.Path, "read", folder.Write("file.csv", "a,b\n\u001b[31mrood,2\n"));
        Assert.That(result.Output.Contains('\u001b', StringComparison.Ordinal), Is.False);
    }
}
