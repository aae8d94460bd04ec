using System.Text.Json.Nodes;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob notebook run</c>: in place, to a copy, to a page, with parameters, and what it does with a cell that fails.</summary>
public sealed class NotebookCommandTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Begin() => _folder = new TemporaryFolder();

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public async Task Run_InPlace_WritesOutputsTheSameEachTime()
    {
        var notebook = Written("a.ipynb", "var n = 40;", "display(n + 2);");
        Assert.That((await RunAsync(notebook)).ExitCode, Is.Zero);
        var first = await File.ReadAllTextAsync(notebook);
        Assert.That((await RunAsync(notebook)).ExitCode, Is.Zero);
        Assert.That(first, Does.Contain("\"42\"").And.EqualTo(await File.ReadAllTextAsync(notebook)));
    }

    [Test]
    public async Task Run_SeveralToAFolder_LeavesTheNotebooksAlone()
    {
        string[] notebooks = [Written("a.ipynb", "1"), Written("b.ipynb", "2")];
        var before = notebooks.Select(File.ReadAllText).ToList();
        var result = await RunAsync([.. notebooks, "--out", _folder.At("copies")]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(notebooks.Select(File.ReadAllText), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(_folder.At("copies")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "a.ipynb", "b.ipynb" }));
    }

    [Test]
    public async Task Run_ToHtml_WritesAPageWithWhatTheCellsGave()
    {
        var notebook = Written("a.ipynb", "Console.Write(\"één < twee\");");
        Assert.That((await RunAsync(notebook, "--to", "html")).ExitCode, Is.Zero);
        Assert.That(await File.ReadAllTextAsync(_folder.At("a.html")), Does.StartWith("<!DOCTYPE html>").And.Contain("&lt; twee"));
    }

    [Test]
    public async Task Run_Parameter_TakesThePlaceOfWhatTheCellStates()
    {
        var notebook = Written("a.ipynb", "var wave = \"T0\";", "Console.Write(wave);");
        Assert.That((await RunAsync(notebook, "-p", "wave=T2", "--out", _folder.At("b.ipynb"))).ExitCode, Is.Zero);
        Assert.That(await File.ReadAllTextAsync(_folder.At("b.ipynb")), Does.Contain("\"T2\""));
        var wrong = await RunAsync(notebook, "-p", "waves=T2");
        Assert.That((wrong.ExitCode, wrong.Error), Is.EqualTo((2, $"lob: {notebook} has no parameter 'waves': its cell of parameters states wave.\n")));
    }

    [Test]
    public async Task Run_CellFails_StopsThere_AndTheNotebookKeepsWhatItShowed()
    {
        var notebook = Written("a.ipynb", "1", "throw new InvalidOperationException(\"on purpose\");", "2");
        var before = await File.ReadAllTextAsync(notebook);
        var result = await RunAsync(notebook);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("cell 2 failed").And.Contain("on purpose"));
        Assert.That(await File.ReadAllTextAsync(notebook), Is.EqualTo(before));
    }

    [Test]
    public async Task Run_UnknownExample_NamesThoseThatThereAre()
    {
        var result = await RunAsync(Written("a.ipynb", "using LobResearch; await ExampleStudy.FillAsync(\"utrecht\")"));
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("There is no example 'utrecht': expected star, crossed or rotterdam."));
    }

    private string Written(string name, params string[] code) => _folder.Write(name, new JsonObject
    {
        ["cells"] = new JsonArray([.. code.Select((text, place) => (JsonNode)new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = $"c{place}",
            ["metadata"] = place == 0 ? new JsonObject { ["tags"] = new JsonArray("parameters") } : new JsonObject(),
            ["outputs"] = new JsonArray(),
            ["source"] = text,
        })]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString());

    private Task<LobResult> RunAsync(params string[] arguments) => LobProcess.RunAsync(_folder.At("home"), ["notebook", "run", .. arguments]);
}
