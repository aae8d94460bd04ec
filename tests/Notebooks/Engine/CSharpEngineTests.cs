using LobResearch.Notebooks.Engine;
using NUnit.Framework;

namespace LobResearch.Notebooks.Tests.Engine;

[TestFixture]
internal sealed class CSharpEngineTests
{
    private CSharpEngine _engine = null!;
    private CollectedOutput _output = null!;
    private string _folder = null!;

    [SetUp]
    public void Begin()
    {
        _folder = Directory.CreateTempSubdirectory("lob-engine-").FullName;
        _engine = new CSharpEngine(new EngineOptions(_folder));
        _output = new CollectedOutput();
    }

    [TearDown]
    public async Task EndAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Execute_LastExpression_IsTheValue() =>
        Assert.That(await ValueAsync("1 + 1"), Is.EqualTo("2"));

    [TestCase("var x = 2;")]
    [TestCase("Console.WriteLine(2);")]
    [TestCase("Console.WriteLine(2)")]
    [TestCase("")]
    [TestCase("// nothing")]
    public async Task Execute_NoLastExpression_HasNoValue(string code)
    {
        var outcome = await RunAsync(code);
        Assert.That((outcome.Value, outcome.Fault), Is.EqualTo(((DisplayBundle?)null, (CellFault?)null)));
    }

    [Test]
    public async Task Execute_LaterCell_SeesWhatEarlierOnesLeft()
    {
        await RunAsync("using System.Globalization; int Twice(int n) => 2 * n; record Pair(int A, int B); var x = 20;");
        await RunAsync("var x = new Pair(1, 21);");
        Assert.That(await ValueAsync("Twice(x.B).ToString(CultureInfo.InvariantCulture)"), Is.EqualTo("42"));
    }

    [Test]
    public async Task Execute_Await_WaitsForTheValue() =>
        Assert.That(await ValueAsync("await Task.Delay(1); var s = await Task.FromResult(5); s"), Is.EqualTo("5"));

    [Test]
    public async Task Execute_WaitingForAResult_DoesNotLockUp() =>
        Assert.That(await ValueAsync("async Task<int> Slow() { await Task.Delay(20); return 3; } Slow().Result + Task.Run(Slow).GetAwaiter().GetResult()"), Is.EqualTo("6"));

    [Test]
    public async Task Execute_Printing_GoesToTheCell_FromEveryThread()
    {
        await RunAsync("Console.Write(\"a\"); Console.Error.Write(\"e\"); await Task.Run(() => Console.Write(\"b\")); var t = new System.Threading.Thread(() => Console.Write(\"c\")); t.Start(); t.Join();");
        Assert.That((_output.Printed, _output.Errors), Is.EqualTo(("abc", "e")));
    }

    [Test]
    public async Task Execute_Input_IsRefused()
    {
        var outcome = await RunAsync("Console.ReadLine()");
        Assert.That(outcome.Fault!.Message, Does.Contain("can't ask for input"));
    }

    [Test]
    public async Task Execute_Display_ShowsAndUpdates()
    {
        await RunAsync("var shown = display(\"one\"); shown.Update(\"two\"); 3.Display(); \"<b>x</b>\".DisplayAs(\"text/html\"); display(HTML(\"<i>y</i>\"));");
        var forms = _output.Displayed.Select(one => one.Bundle.Forms).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(forms[0]["text/plain"], Is.EqualTo("one"));
            Assert.That(_output.Updated.Single().Bundle.Forms["text/plain"], Is.EqualTo("two"));
            Assert.That(_output.Updated.Single().Id, Is.EqualTo(_output.Displayed.First().Id));
            Assert.That(forms[2]["text/html"], Is.EqualTo("<b>x</b>"));
            Assert.That(forms[3]["text/html"], Is.EqualTo("<i>y</i>"));
            Assert.That(forms, Has.All.ContainKey("text/plain"));
        });
    }

    [Test]
    public async Task Execute_Anonymous_ShowsATable() =>
        Assert.That((await RunAsync("new[] { new { a = 1, b = \"x\" } }")).Value!.Forms["text/html"], Does.Contain("<table"));

    [Test]
    public async Task Execute_CompileError_TellsTheLineAndShowsIt()
    {
        await RunAsync("1");
        var fault = (await RunAsync("var a = 1;\nvar b = a + unknown;")).Fault!;
        Assert.Multiple(() =>
        {
            Assert.That(fault.Name, Is.EqualTo("CompilationError"));
            Assert.That(fault.Message, Is.EqualTo("cell 2, line 2, column 13: error CS0103: The name 'unknown' does not exist in the current context"));
            Assert.That(fault.Trace, Is.EqualTo(new[] { fault.Message, "    var b = a + unknown;", "                ^^^^^^^" }));
        });
    }

    [Test]
    public async Task Execute_Exception_TellsCellAndLine_AndKeepsWhatCameBefore()
    {
        await RunAsync("void Fail()\n{\n    throw new InvalidOperationException(\"no\");\n}");
        var fault = (await RunAsync("var kept = 7;\nFail();\nvar lost = 8;")).Fault!;
        Assert.Multiple(() =>
        {
            Assert.That(fault.Name, Is.EqualTo("System.InvalidOperationException"));
            Assert.That(fault.Trace, Is.EqualTo(new[] { "System.InvalidOperationException: no", "   in cell 1, line 3 (Fail)", "   in cell 2, line 2" }));
        });
        Assert.That(await ValueAsync("kept"), Is.EqualTo("7"));
    }

    [Test]
    public async Task Execute_TheProgramsTypes_AreTheRunningOnes()
    {
        await RunAsync("#r \"nuget: LobResearch\"\nusing LobResearch.Study;");
        var outcome = await RunAsync("throw new InputFault(\"what is wrong\");");
        Assert.That(outcome.Fault!.Trace, Is.EqualTo(new[] { "LobResearch.Study.InputFault: what is wrong", "   in cell 2, line 1" }));
    }

    [TestCase("while (true);")]
    [TestCase("for (;;) { try { while (true) ; } finally { } }")]
    [TestCase("await Task.Delay(10); while (true);")]
    [TestCase("await Task.Delay(-1);")]
    [TestCase("System.Threading.Thread.Sleep(-1);")]
    [TestCase("Task.Delay(-1).Wait();")]
    [TestCase("await Task.Delay(-1, Cancellation);")]
    public async Task Execute_Stopped_EndsWithinTwoSeconds_AndTheNextCellRuns(string code)
    {
        await RunAsync("var before = 1;");
        using var stop = new CancellationTokenSource();
        var running = _engine.ExecuteAsync("Console.Write(\"on\");\n" + code, _output, stop.Token);
        while (_output.Printed != "on")
            await Task.Delay(10);
        await Task.Delay(50);
        await stop.CancelAsync();
        var outcome = await running.WaitAsync(TimeSpan.FromSeconds(2));
        Assert.That(outcome.Fault!.IsInterrupt, Is.True);
        Assert.That(await ValueAsync("before + 1"), Is.EqualTo("2"));
    }

    [Test]
    public async Task Execute_Import_RunsAScriptAndANotebook()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "more.csx"), "var fromScript = 4;");
        await File.WriteAllTextAsync(Path.Combine(_folder, "more.ipynb"), """{"cells":[{"cell_type":"markdown","source":["x"]},{"cell_type":"code","source":["var fromNotebook = \n","5;"]}]}""");
        await RunAsync("#!import more.csx\n#!import more.ipynb\nvar sum = fromScript + fromNotebook;");
        Assert.That(await ValueAsync("sum"), Is.EqualTo("9"));
    }

    [Test]
    public async Task Execute_Markdown_IsShown()
    {
        await RunAsync("#!markdown\n# Title\n#!csharp\nvar after = 1;");
        Assert.That(_output.Displayed.Single().Bundle.Forms["text/markdown"], Is.EqualTo("# Title"));
        Assert.That(await ValueAsync("after"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Execute_Time_TellsHowLongItTook()
    {
        await RunAsync("#!time\nvar x = 1;");
        Assert.That(_output.Displayed.Single().Bundle.Forms["text/plain"], Does.Match(@"^Wall time: [\d.]+ms$"));
    }

    [TestCase("#!fsharp\nlet x = 1", "cell 1, line 1: #!fsharp asks for another language: cells here are C#, Markdown or HTML.")]
    [TestCase("var x = 1;\n#!nonsense", "cell 1, line 2: There is no command #!nonsense")]
    [TestCase("#r \"missing.dll\"", "cell 1, line 1: #r \"missing.dll\": there is no such file beside the notebook.")]
    [TestCase("#!import missing.csx", "cell 1, line 1: #!import missing.csx: there is no such file beside the notebook.")]
    public async Task Execute_CommandThatFails_SaysWhatToDo(string code, string expected) =>
        Assert.That((await RunAsync(code)).Fault!.Message, Does.StartWith(expected));

    [Test]
    public async Task Execute_Who_ListsTheNames()
    {
        await RunAsync("var b = 1; var a = \"x\";");
        await RunAsync("#!whos");
        Assert.That(_output.Displayed.Single().Bundle.Forms["text/plain"], Is.EqualTo("a (String): x\nb (Int32): 1"));
    }

    [TestCase("1 + 1", CellCompleteness.Complete)]
    [TestCase("if (true) {", CellCompleteness.Incomplete)]
    [TestCase("#r \"nuget: X\"\nvar x = 1;", CellCompleteness.Complete)]
    [TestCase("var x = );", CellCompleteness.Invalid)]
    public void IsComplete_BySyntax(string code, object expected) =>
        Assert.That(_engine.IsComplete(code), Is.EqualTo(expected));

    [Test]
    public async Task Complete_Members_OfWhatEarlierCellsLeft()
    {
        await RunAsync("class Basket { public int Apples; public int Pears; }\nvar basket = new Basket();");
        const string code = "#r \"nuget: LobResearch\"\nbasket.Ap";
        var found = await _engine.CompleteAsync(code, code.Length);
        Assert.That((found.Items, found.Start, found.End), Is.EqualTo(((string[])["Apples"], code.Length - 2, code.Length)));
    }

    [Test]
    public async Task Complete_TheLibrary_ByItsNames()
    {
        const string code = "using LobResearch;\nvar study = await LobStudy.Op";
        Assert.That((await _engine.CompleteAsync(code, code.Length)).Items, Is.EqualTo(new[] { "OpenAsync" }));
    }

    [Test]
    public async Task Complete_Command_ByItsBeginning() =>
        Assert.That((await _engine.CompleteAsync("#!ti", 4)).Items, Is.EqualTo(new[] { "#!time" }));

    [Test]
    public async Task Inspect_Name_GivesSignatureAndDocumentation()
    {
        const string code = "LobResearch.LobStudy.Find";
        var found = await _engine.InspectAsync(code, code.Length);
        Assert.That(found!.Bundle.Forms["text/plain"], Does.Contain("LobStudy.Find(string nameOrFolder)").And.Contain("Reads a study's definition"));
    }

    [Test]
    public async Task Inspect_Unknown_GivesNothing() =>
        Assert.That(await _engine.InspectAsync("unknown", 3), Is.Null);

    [Test, CancelAfter(120_000)]
    public async Task Execute_HundredsOfCells_MemoryStaysBounded(CancellationToken cancellationToken)
    {
        for (var cell = 0; cell < 50; cell++)
            await _engine.ExecuteAsync($"var x{cell} = {cell}; x{cell} + 1", _output, cancellationToken);
        var before = Used();
        for (var cell = 50; cell < 250; cell++)
            await _engine.ExecuteAsync($"var x{cell} = {cell}; x{cell} + 1", _output, cancellationToken);
        var grown = (Used() - before) / 1e6;
        TestContext.Out.WriteLine($"200 cells: {grown:0.0} MB");
        Assert.That(grown, Is.LessThan(100), "MB for 200 cells");
    }

    private static long Used()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private Task<CellOutcome> RunAsync(string code) => _engine.ExecuteAsync(code, _output);

    private async Task<string> ValueAsync(string code)
    {
        var outcome = await RunAsync(code);
        return outcome.Value?.Forms["text/plain"] ?? string.Join('\n', outcome.Fault?.Trace ?? ["no value"]);
    }
}
