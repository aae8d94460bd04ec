using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LobResearch.TestKit;

namespace LobResearch.Notebooks.Tests.Protocol;

/// <summary>The kernel as Jupyter's own client and nbconvert see it.</summary>
[Category("Jupyter")]
public sealed partial class JupyterTests
{
    private const string Missing = "python3 with jupyter_client and nbconvert isn't here; on Debian: apt-get install jupyter-client jupyter-nbconvert python3-jupyter-client python3-nbconvert";

    private static readonly string Script = Path.Combine(Repository.Root, "tests", "Notebooks", "Protocol", "protocol.py");

    private Jupyter? _jupyter;
    private Dictionary<string, string> _found = [];

    private static IEnumerable<string> Checks => ChecksOfScript().Match(File.ReadAllText(Script)).Groups[1].Value
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [OneTimeSetUp]
    public async Task TalkToTheKernel()
    {
        _jupyter = await Jupyter.FindAsync("jupyter_client", "nbconvert");
        if (_jupyter is null)
            Assert.Ignore(Missing);
        var (_, output, error) = await _jupyter.PythonAsync(Script, _jupyter.At(""));
        await TestContext.Out.WriteLineAsync(output + error);
        _found = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t', 2))
            .Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    [OneTimeTearDown]
    public void End() => _jupyter?.Dispose();

    [TestCaseSource(nameof(Checks))]
    public void Client_Finds(string check)
    {
        Assert.That(_found, Contains.Key(check), "the script ended before this check");
        Assert.That(_found[check], Does.StartWith("ok"));
    }

    [Test]
    public void Checks_AreMany() => Assert.That(Checks.Count(), Is.GreaterThanOrEqualTo(20));

    [Test]
    public async Task Nbconvert_Execute_RunsANotebookThroughTheInstalledKernel()
    {
        var notebook = _jupyter!.Write("small.ipynb", Notebook("var answer = 41;", "Console.WriteLine(\"héllo\"); answer + 1"));
        var (code, _, error) = await _jupyter.PythonAsync("-m", "nbconvert", "--to", "notebook", "--execute", "--output", "run.ipynb", notebook);
        Assert.That(code, Is.Zero, error);
        var root = JsonNode.Parse(await File.ReadAllTextAsync(_jupyter.At("run.ipynb")))!;
        var outputs = root["cells"]![1]!["outputs"]!.AsArray();
        Assert.That(outputs[0]!["text"]!.ToJsonString(), Does.Contain("llo"));
        Assert.That(outputs[1]!["data"]!["text/plain"]!.ToJsonString(), Does.Contain("42"));
        Assert.That(root["metadata"]!["language_info"]!["name"]!.GetValue<string>(), Is.EqualTo("C#"));
    }

    [Test]
    public async Task Nbconvert_FailingCell_Fails()
    {
        var notebook = _jupyter!.Write("failing.ipynb", Notebook("throw new InvalidOperationException(\"on purpose\");", "1"));
        var (code, _, error) = await _jupyter.PythonAsync("-m", "nbconvert", "--to", "notebook", "--execute", "--output", "failed.ipynb", notebook);
        Assert.That(code, Is.Not.Zero);
        Assert.That(error, Does.Contain("on purpose"));
    }

    private static string Notebook(params string[] cells) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(code => (JsonNode)new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = new JsonObject(),
            ["outputs"] = new JsonArray(),
            ["source"] = code,
        })]),
        ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = "lob-csharp", ["display_name"] = "C# (LobResearch)", ["language"] = "C#" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 4,
    }.ToJsonString();

    [GeneratedRegex(@"^CHECKS = \[(.*?)\]", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ChecksOfScript();
}
