using System.Text.Json.Nodes;
using LobResearch.Notebooks.Documents;
using LobResearch.Study;
using NUnit.Framework;

namespace LobResearch.Notebooks.Tests.Documents;

[TestFixture, NonParallelizable]
internal sealed class NotebookRunTests
{
    private string _folder = null!;

    [SetUp]
    public void Begin() => _folder = Directory.CreateTempSubdirectory("lob-notebook-").FullName;

    [TearDown]
    public void End() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Run_WritesOutputs_AndTheSecondRunGivesTheSameBytes()
    {
        var path = Written("""
            Console.WriteLine("één <tag>"); Console.WriteLine("two"); display("shown"); Console.Error.Write("e");
            """, "var shown = display(1); shown.Update(2);", "new[] { new { a = 1 } }");
        var first = await RunAsync(path);
        var again = await RunAsync(path);
        var outputs = NotebookFile.Read(path).Cells.Where(cell => cell!["cell_type"]!.GetValue<string>() == "code").SelectMany(cell => cell!["outputs"]!.AsArray()).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(again, Is.EqualTo(first));
            Assert.That(outputs.Select(output => output!["output_type"]!.GetValue<string>()), Is.EqualTo(new[] { "stream", "display_data", "stream", "display_data", "execute_result" }));
            Assert.That(outputs[0]!["text"]!.ToJsonString(), Is.EqualTo(new JsonArray("één <tag>\n", "two\n").ToJsonString()));
            Assert.That(outputs[3]!["data"]!["text/plain"]!.ToJsonString(), Is.EqualTo("[\"2\"]"));
            Assert.That(first, Does.Contain("één <tag>").And.EndWith("}\n").And.Not.Contain(_folder));
        });
    }

    [Test]
    public async Task Run_KeepsWhatIsntKnown_AndTheOrderOfKeys()
    {
        var path = Path.Combine(_folder, "n.ipynb");
        const string text = "{\n \"nbformat_minor\": 5,\n \"own\": {\n  \"b\": 1.50,\n  \"a\": null\n },\n \"cells\": [],\n \"nbformat\": 4\n}\n";
        await File.WriteAllTextAsync(path, text);
        Assert.That(await RunAsync(path), Is.EqualTo(text));
    }

    [Test]
    public async Task Run_Fault_StopsWithCellAndLine()
    {
        var notebook = NotebookFile.Read(Written("var a = 1;", "\nthrow new Exception(\"no\");", "var b = 2;"));
        var fault = await NotebookRun.RunAsync(notebook);
        Assert.That(fault!.ToString(), Does.Contain("cell 2 failed (the 3. of all cells)").And.Contain("in cell 2, line 2"));
        Assert.That(notebook.Cells[3]!["execution_count"], Is.Null);
    }

    [TestCase("wave=T2", "\"T2\"")]
    [TestCase("wave=3", "3")]
    [TestCase("wave=-0.5", "-0.5d")]
    [TestCase("wave=007", "\"007\"")]
    [TestCase("wave=true", "true")]
    [TestCase("wave=a \"b\"", "\"a \\\"b\\\"\"")]
    public void Inject_Value_BecomesATypedLiteral(string assignment, string literal)
    {
        var notebook = NotebookFile.Read(WithParameters());
        NotebookParameters.Inject(notebook, [assignment]);
        NotebookParameters.Inject(notebook, [assignment]);
        Assert.That(notebook.Cells.Select(cell => NotebookFile.Source(cell!.AsObject())), Is.EqualTo(new[] { "# Title", "var wave = \"T0\";", $"var wave = {literal};", "wave" }));
    }

    [TestCase("wavve=T2", "has no parameter 'wavve': its cell of parameters states wave")]
    [TestCase("wave", "expected NAME=VALUE")]
    public void Inject_WrongAssignment_IsRefused(string assignment, string expected) =>
        Assert.That(() => NotebookParameters.Inject(NotebookFile.Read(WithParameters()), [assignment]), Throws.TypeOf<InputFault>().With.Message.Contains(expected));

    [TestCase("[]", "not a notebook")]
    [TestCase("{\"cells\":[],\"nbformat\":3}", "another format")]
    [TestCase("{\n,", "line 2")]
    public void Read_NotANotebook_SaysWhatIsExpected(string text, string expected)
    {
        var path = Path.Combine(_folder, "n.ipynb");
        File.WriteAllText(path, text);
        Assert.That(() => NotebookFile.Read(path), Throws.TypeOf<InputFault>().With.Message.Contains(expected));
    }

    [Test]
    public async Task Page_NeedsNothingElse_AndShowsHeadingsCodeAndOutputs()
    {
        var notebook = NotebookFile.Read(Written("Console.Write(\"a < b\");"));
        await NotebookRun.RunAsync(notebook);
        var page = NotebookPage.Of(notebook);
        Assert.That(page, Does.Contain("<title>Title</title>").And.Contain("<h1>Title</h1>").And.Contain("a &lt; b").And.Not.Contain("http"));
    }

    private static async Task<string> RunAsync(string path)
    {
        var notebook = NotebookFile.Read(path);
        Assert.That(await NotebookRun.RunAsync(notebook), Is.Null);
        notebook.Write(path);
        return await File.ReadAllTextAsync(path);
    }

    private string Written(params string[] code)
    {
        var cells = new JsonArray(new JsonObject { ["cell_type"] = "markdown", ["id"] = "t", ["metadata"] = new JsonObject(), ["source"] = "# Title" });
        foreach (var text in code)
            cells.Add(Cell(text, []));
        return Write(cells);
    }

    private string WithParameters() => Write(new JsonArray(
        new JsonObject { ["cell_type"] = "markdown", ["id"] = "t", ["metadata"] = new JsonObject(), ["source"] = "# Title" }, Cell("var wave = \"T0\";", ["parameters"]), Cell("wave", [])));

    private string Write(JsonArray cells)
    {
        var path = Path.Combine(_folder, "n.ipynb");
        File.WriteAllText(path, new JsonObject { ["cells"] = cells, ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5 }.ToJsonString());
        return path;
    }

    private static JsonObject Cell(string source, string[] tags) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = "c",
        ["metadata"] = tags.Length == 0 ? new JsonObject() : new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]) },
        ["outputs"] = new JsonArray(),
        ["source"] = source,
    };
}
