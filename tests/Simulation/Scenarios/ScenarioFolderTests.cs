using System.Globalization;
using System.Text.Json;
using LobResearch.Ingest.Reading;
using LobResearch.Simulation.Scenarios;
using LobResearch.Simulation.Scenarios.Files;
using LobResearch.Statistics.Columns;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Simulation.Tests.Scenarios;

/// <summary>Whether the files hold the study that the sample holds, and always the same one.</summary>
public sealed class ScenarioFolderTests
{
    private static readonly string DataSchema = Repository.At("data-schema");

    [Test]
    public void Write_SameSeed_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var options = new ScenarioOptions { Parents = 400, Seed = 5 };
        ScenarioFolder.Write(folder.At("one"), options, DataSchema);
        ScenarioFolder.Write(folder.At("again"), options, DataSchema);
        ScenarioFolder.Write(folder.At("other"), options with { Seed = 6 }, DataSchema);
        var (one, again, other) = (Contents(folder.At("one")), Contents(folder.At("again")), Contents(folder.At("other")));
        Assert.That(one.Keys, Is.SupersetOf(new[] { "study.yaml", "truth.json", "README.md", "files/parents_T0.csv", "files/students_T2.xlsx", "files/team_T0.sav", "files/leerkring.xlsx", "codebooks/parent.yaml", "sources/parent_qualtrics.yaml" }));
        Assert.That(again, Is.EqualTo(one));
        Assert.That(one.Where(file => file.Key.StartsWith("files/", StringComparison.Ordinal) && other[file.Key] == file.Value), Is.Empty);
    }

    [Test]
    public async Task Write_Files_HoldWhatTheSampleHolds()
    {
        using var folder = new TemporaryFolder();
        var options = new ScenarioOptions { Scenario = Scenario.Crossed, Seed = 9 };
        var files = ScenarioFolder.Write(folder.At("study"), options, DataSchema);
        var sample = ScenarioSample.Generate(options);
        for (var wave = 0; wave < 4; wave++)
        {
            var answered = Numbers(sample, $"answered_T{wave}");
            var rows = Enumerable.Range(0, answered.Length).Where(row => answered[row] == 1).ToList();
            var stored = Once(await RowsAsync(folder.At("study", "files", $"parents_T{wave}.csv"))).ToList();
            Assert.That(stored, Has.Count.EqualTo(rows.Count).And.Count.EqualTo(files.Answered[wave]));
            AssertScores(stored, "Q30_", rows, Numbers(sample, $"sup_T{wave}"));
            if (wave == 1)
                continue;
            AssertScores(stored, "Q32_", rows, Numbers(sample, $"int_T{wave}"));
            AssertScores(stored, "Q33_", rows, Numbers(sample, $"loe_T{wave}"));
            Assert.That(stored.Select(row => row["school"]), Is.EqualTo(Texts(sample, "school", rows)));
            string[] education = ["", "primary", "lower", "middle", "college", "university"];
            Assert.That(stored.Select(row => row["Q16"] is "9" ? "" : education[int.Parse(row["Q16"], CultureInfo.InvariantCulture)]), Is.EqualTo(Texts(sample, "education", rows)));
        }

        await AssertRegisterAsync(folder.At("study", "files"), sample);
        var truth = JsonDocument.Parse(await File.ReadAllTextAsync(folder.At("study", "truth.json"))).RootElement;
        Assert.That(
            truth.GetProperty("contrasts").EnumerateArray().Select(contrast => contrast.GetProperty("value").GetDouble()),
            Is.EqualTo(sample.Truth.Contrasts().Select(contrast => contrast.Value!.Value)));
    }

    [Test]
    public void Write_FolderOfAnother_IsLeftAlone()
    {
        using var folder = new TemporaryFolder();
        folder.Write("mine/README.md", "# my notes\n");
        var before = Contents(folder.At("mine"));
        Assert.That(() => ScenarioFolder.Write(folder.At("mine"), new ScenarioOptions(), DataSchema), Throws.InstanceOf<InputFault>().With.Message.Contains("left alone"));
        Assert.That(Contents(folder.At("mine")), Is.EqualTo(before));
    }

    [Test]
    public void Write_OwnFolderAgain_ReplacesItAndLeavesNoFileOfBefore()
    {
        using var folder = new TemporaryFolder();
        ScenarioFolder.Write(folder.At("study"), new ScenarioOptions { Parents = 400 }, DataSchema);
        folder.Write("study/files/attendance_07.csv", "of before");
        ScenarioFolder.Write(folder.At("study"), new ScenarioOptions { Parents = 400, Seed = 3 }, DataSchema);
        ScenarioFolder.Write(folder.At("fresh"), new ScenarioOptions { Parents = 400, Seed = 3 }, DataSchema);
        Assert.That(Contents(folder.At("study")), Is.EqualTo(Contents(folder.At("fresh"))));
    }

    [Test]
    public void Write_Stopped_CanBeWrittenAgain()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.That(() => ScenarioFolder.Write(folder.At("study"), new ScenarioOptions { Parents = 400 }, DataSchema, null, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(File.Exists(folder.At("study", "truth.json")), Is.False);
        Assert.That(() => ScenarioFolder.Write(folder.At("study"), new ScenarioOptions { Parents = 400 }, DataSchema), Throws.Nothing);
    }

    [Test]
    public void Write_FormOfAnotherShape_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(DataSchema, "*.yaml").Concat(new[] { "codebooks", "sources" }.SelectMany(part => Directory.GetFiles(Path.Combine(DataSchema, part)))))
            folder.Write(Path.Combine("schema", Path.GetRelativePath(DataSchema, file)), File.ReadAllText(file).Replace("items: [int_1, int_2, int_3, int_4]", "items: [int_1, int_2, int_3]", StringComparison.Ordinal));
        Assert.That(
            () => ScenarioFolder.Write(folder.At("study"), new ScenarioOptions { Parents = 400 }, folder.At("schema")),
            Throws.InstanceOf<InputFault>().With.Message.Contains("scale INT of 3 items").And.Message.Contains("makes 4"));
    }

    [Test]
    [Category("Slow")]
    public async Task Write_ManyParents_DividesWorkbooksAndSheets()
    {
        using var folder = new TemporaryFolder();
        var files = ScenarioFolder.Write(folder.At("study"), new ScenarioOptions { Scenario = Scenario.Crossed, Parents = 120_000 }, DataSchema);
        var names = files.Files.Select(file => file.Path).ToList();
        Assert.That(names, Does.Contain("files/attendance_02.csv").And.Contain("files/students_T0_02.xlsx"));
        Assert.That(names.Order(), Is.EqualTo(Directory.GetFiles(folder.At("study", "files")).Select(path => "files/" + Path.GetFileName(path)).Order()));
        var ids = new HashSet<string>();
        foreach (var name in names.Where(name => name.Contains("students", StringComparison.Ordinal)))
        {
            var rows = await RowsAsync(folder.At("study", name));
            Assert.That(rows, Has.Count.InRange(1, 50_000));
            Assert.That(rows.Where(row => !ids.Add(row["ID"])), Is.Empty, name + ": a number of one form is one answer's");
        }
    }

    // What the register says of a parent is what the sample has. The parent is known by the code that was written at T0, wrong in one of eight.
    private static async Task AssertRegisterAsync(string folder, ScenarioSample sample)
    {
        var activities = (await RowsAsync(Path.Combine(folder, "activities.csv"))).ToDictionary(row => row["activiteit"], row => row["componenten"]);
        var register = (await RowsAsync(Path.Combine(folder, "attendance.csv"))).ToLookup(row => (row["school"], row["code"]));
        var answered = Numbers(sample, "answered_T0");
        var rows = Enumerable.Range(0, answered.Length).Where(row => answered[row] == 1).ToList();
        var stored = Once(await RowsAsync(Path.Combine(folder, "parents_T0.csv"))).ToList();
        var (offered, known, equal) = (0, 0, 0);
        for (var at = 0; at < rows.Count; at++)
        {
            var entries = register[(stored[at]["school"], stored[at]["code"])].ToList();
            foreach (var letter in new[] { "C", "I", "O", "S" })
            {
                if (Numbers(sample, "offered_" + letter)[rows[at]] == 0)
                    continue;
                offered++;
                var own = entries.Where(entry => activities[entry["activiteit"]].Contains(letter, StringComparison.Ordinal)).Select(entry => entry["aanwezig"]).ToList();
                if (own.Count == 0)
                    continue;
                known++;
                var attended = own.Contains("aanwezig") ? 1 : own.Contains("onbekend") ? double.NaN : 0;
                equal += attended.Equals(Numbers(sample, "attended_" + letter)[rows[at]]) ? 1 : 0;
            }
        }

        Assert.That(offered, Is.GreaterThan(1000));
        Assert.That((double)known / offered, Is.InRange(0.84, 0.92));
        // A slip in the element of the first or second parent gives the other parent's code: about two in a thousand.
        Assert.That((double)equal / known, Is.GreaterThan(0.99));
    }

    private static void AssertScores(List<Dictionary<string, string>> stored, string items, List<int> rows, double[] scores)
    {
        for (var at = 0; at < stored.Count; at++)
        {
            var answers = stored[at].Where(cell => cell.Key.StartsWith(items, StringComparison.Ordinal)).Select(cell => cell.Value).ToList();
            var points = answers.Where(answer => answer is "1" or "2" or "3" or "4").Select(answer => double.Parse(answer, CultureInfo.InvariantCulture)).ToList();
            // Two thirds of six are four, of four three.
            var score = points.Count >= (answers.Count == 6 ? 4 : 3) ? points.Average() : double.NaN;
            Assert.That(scores[rows[at]], Is.EqualTo(score).Within(1e-12), items + at);
        }
    }

    // Who refuses isn't stored, and of two equal questionnaires of a person the first is. Two parents of a family can have written one code.
    private static IEnumerable<Dictionary<string, string>> Once(IReadOnlyList<Dictionary<string, string>> rows)
    {
        var last = "";
        foreach (var row in rows.Where(row => row["toestemming"] == "1"))
        {
            var content = string.Join(',', row.Where(cell => cell.Key is "school" or "code" || (cell.Key.StartsWith('Q') && cell.Key != "Q90_TEXT")).Select(cell => cell.Value));
            if (content != last)
                yield return row;
            last = content;
        }
    }

    private static async Task<IReadOnlyList<Dictionary<string, string>>> RowsAsync(string path)
    {
        using var records = RecordFile.Open(path, await FileFingerprint.OfAsync(path), new FileFormat());
        var rows = new List<Dictionary<string, string>>();
        while (records.Read())
            rows.Add(Enumerable.Range(0, records.Columns.Count).ToDictionary(column => records.Columns[column].Name, column => records.Cell(column).ToString()));
        return rows;
    }

    private static IEnumerable<string> Texts(ScenarioSample sample, string name, List<int> rows)
    {
        var column = (CategoricalColumn)sample.Columns[name];
        var codes = column.Codes.ToArray();
        return rows.Select(row => codes[row] < 0 ? "" : column.Levels[codes[row]]);
    }

    private static double[] Numbers(ScenarioSample sample, string name) => ((NumericColumn)sample.Columns[name]).Values.ToArray();

    private static Dictionary<string, string> Contents(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), path => Convert.ToBase64String(File.ReadAllBytes(path)));
}
