using LobResearch.Notebooks.Engine;
using LobResearch.Notebooks.Kernel;

namespace LobResearch.Notebooks.Tests.Kernel;

/// <summary>Requests and what answers them, apart from sockets and from C#.</summary>
public sealed class ShellRequestsTests
{
    private readonly List<string> _log = [];
    private RecordingSink _sink = null!;
    private ScriptedEngine _engine = null!;
    private ShellRequests _shell = null!;

    [SetUp]
    public void Begin()
    {
        _log.Clear();
        _sink = new RecordingSink();
        _engine = new ScriptedEngine();
        _shell = new ShellRequests(_sink, Task.FromResult<INotebookEngine>(_engine), () => Task.CompletedTask, _log.Add);
    }

    [TearDown]
    public async Task End() => await _engine.DisposeAsync();

    [Test]
    public async Task Execute_Value_IsPublishedBetweenBusyAndIdle()
    {
        var request = Execute("1 + 1");
        await AnswerAsync(request);
        Assert.That(_sink.TypesFor(request), Is.EqualTo(new[] { "busy", "execute_input", "execute_result", "execute_reply", "idle" }));
        Assert.That(_sink.Contents("execute_result").Single()["data"]!["text/plain"]!.GetValue<string>(), Is.EqualTo("1 + 1"));
        Assert.That(_sink.Contents("execute_reply").Single()["execution_count"]!.GetValue<int>(), Is.EqualTo(1));
        Assert.That(_sink.Messages.Single(message => message.Type == "execute_reply").Identities, Is.EqualTo(request.Identities));
    }

    [Test]
    public async Task Execute_Printed_ComesBeforeTheReply()
    {
        var request = Execute("print héllo");
        await AnswerAsync(request);
        Assert.That(_sink.TypesFor(request), Is.EqualTo(new[] { "busy", "execute_input", "stream", "execute_reply", "idle" }));
        Assert.That(_sink.Printed("stdout"), Is.EqualTo("héllo"));
    }

    [Test]
    public async Task Execute_Display_CanBeUpdatedByALaterCell()
    {
        await AnswerAsync(Execute("show progress half"), Execute("update progress whole"));
        Assert.That(_sink.Contents("display_data").Single()["transient"]!["display_id"]!.GetValue<string>(), Is.EqualTo("progress"));
        var update = _sink.Contents("update_display_data").Single();
        Assert.That(update["transient"]!["display_id"]!.GetValue<string>(), Is.EqualTo("progress"));
        Assert.That(update["data"]!["text/plain"]!.GetValue<string>(), Is.EqualTo("whole"));
    }

    [Test]
    public async Task Execute_Counts_OnlyWhatIsRemembered()
    {
        await AnswerAsync(
            Execute("a"), RecordingSink.Request("execute_request", new { code = "b", silent = true }), RecordingSink.Request("execute_request", new { code = "c", store_history = false }), Execute("  "), Execute("d"), RecordingSink.Request("history_request", new { hist_access_type = "tail", n = 9, output = true }));
        Assert.That(_sink.Contents("execute_reply").Select(reply => reply["execution_count"]!.GetValue<int>()), Is.EqualTo(new[] { 1, 1, 1, 1, 2 }));
        Assert.That(_engine.Ran, Is.EqualTo(new[] { "a", "b", "c", "d" }));
        Assert.That(_sink.Contents("execute_input"), Has.Count.EqualTo(4));
        Assert.That(_sink.Contents("execute_result"), Has.Count.EqualTo(3));
        Assert.That(_sink.Contents("history_reply").Single()["history"]!.ToJsonString(), Is.EqualTo("""[[1,1,["a","a"]],[1,2,["d","d"]]]"""));
    }

    [Test]
    public async Task Execute_Fault_IsPublishedAndAbortsWhatWaits()
    {
        var waiting = Execute("a");
        await AnswerAsync(Execute("fail"), waiting, RecordingSink.Request("kernel_info_request"));
        var error = _sink.Contents("error").Single();
        Assert.That(error.ToJsonString(), Is.EqualTo("""{"ename":"InvalidOperationException","evalue":"It failed.","traceback":["Cell 1, line 1","It failed."]}"""));
        Assert.That(Statuses(), Is.EqualTo(new[] { "error", "aborted" }));
        Assert.That(_sink.TypesFor(waiting), Is.EqualTo(new[] { "busy", "execute_reply", "idle" }));
        Assert.That(_sink.Contents("kernel_info_reply"), Has.Count.EqualTo(1));
        Assert.That(_engine.Ran, Is.EqualTo(new[] { "fail" }));
    }

    [Test]
    public async Task Execute_FaultWithoutStopOnError_RunsWhatWaits()
    {
        await AnswerAsync(RecordingSink.Request("execute_request", new { code = "fail", stop_on_error = false }), Execute("a"));
        Assert.That(Statuses(), Is.EqualTo(new[] { "error", "ok" }));
    }

    [Test]
    public async Task Execute_AfterTheAborted_RunsAgain()
    {
        _shell.Add(Execute("fail"));
        _shell.Add(Execute("a"));
        using var stop = new CancellationTokenSource();
        var answering = _shell.RunAsync(stop.Token);
        while (_sink.Contents("execute_reply").Count < 2)
            await Task.Delay(5);
        _shell.Add(Execute("b"));
        _shell.End();
        await answering;
        Assert.That(Statuses(), Is.EqualTo(new[] { "error", "aborted", "ok" }));
    }

    [Test]
    public async Task Interrupt_RunningCell_StopsItAndTheKernelGoesOn()
    {
        _shell.Add(Execute("wait"));
        _shell.Add(Execute("a"));
        var answering = _shell.RunAsync(CancellationToken.None);
        await _engine.Waits.WaitAsync();
        _shell.Interrupt();
        while (_sink.Contents("execute_reply").Count < 2)
            await Task.Delay(5);
        _shell.Add(Execute("b"));
        _shell.End();
        await answering;
        Assert.That(Statuses(), Is.EqualTo(new[] { "error", "aborted", "ok" }));
        Assert.That(RecordingSink.Text(_sink.Contents("error").Single(), "ename"), Is.EqualTo("Interrupted"));
    }

    [Test]
    public async Task Interrupt_NothingRuns_DoesNothing()
    {
        _shell.Interrupt();
        await AnswerAsync(Execute("a"));
        Assert.That(Statuses(), Is.EqualTo(new[] { "ok" }));
    }

    [Test]
    public async Task Execute_FaultOfTheEngine_IsAnsweredAndLoggedWithoutContent()
    {
        await AnswerAsync(Execute("crash secret"), Execute("a"));
        Assert.That(Statuses(), Is.EqualTo(new[] { "error", "ok" }));
        Assert.That(_log, Is.EqualTo(new[] { "execute_request failed inside the kernel: InvalidOperationException." }));
    }

    [Test]
    public async Task Execute_Expressions_AreAnsweredEach()
    {
        await AnswerAsync(RecordingSink.Request("execute_request", new { code = "a", user_expressions = new { good = "b", bad = "fail" } }));
        var expressions = _sink.Contents("execute_reply").Single()["user_expressions"]!;
        Assert.That(expressions["good"]!["data"]!["text/plain"]!.GetValue<string>(), Is.EqualTo("b"));
        Assert.That(expressions["bad"]!["ename"]!.GetValue<string>(), Is.EqualTo("InvalidOperationException"));
    }

    [Test]
    public async Task CompleteAndInspect_CountCodePoints()
    {
        await AnswerAsync(
            RecordingSink.Request("complete_request", new { code = "\"😀\".L", cursor_pos = 5 }), RecordingSink.Request("inspect_request", new { code = "\"😀\".L", cursor_pos = 5 }), RecordingSink.Request("inspect_request", new { code = "nothing", cursor_pos = 1 }));
        var completion = _sink.Contents("complete_reply").Single();
        Assert.That((completion["cursor_start"]!.GetValue<int>(), completion["cursor_end"]!.GetValue<int>()), Is.EqualTo((4, 5)));
        Assert.That(completion["matches"]!.ToJsonString(), Is.EqualTo("""["Length","LastIndexOf"]"""));
        Assert.That(_sink.Contents("inspect_reply").Select(reply => reply["found"]!.GetValue<bool>()), Is.EqualTo(new[] { true, false }));
    }

    [TestCase("if (x) {", "incomplete")]
    [TestCase("{ }", "complete")]
    [TestCase(")", "invalid")]
    public async Task IsComplete_SaysSo(string code, string status)
    {
        await AnswerAsync(RecordingSink.Request("is_complete_request", new { code }));
        Assert.That(RecordingSink.Text(_sink.Contents("is_complete_reply").Single(), "status"), Is.EqualTo(status));
    }

    [Test]
    public async Task Comms_AreNone()
    {
        await AnswerAsync(RecordingSink.Request("comm_info_request"), RecordingSink.Request("comm_open", new { comm_id = "7", target_name = "jupyter.widget" }));
        Assert.That(_sink.Contents("comm_info_reply").Single()["comms"]!.AsObject(), Is.Empty);
        Assert.That(RecordingSink.Text(_sink.Contents("comm_close").Single(), "comm_id"), Is.EqualTo("7"));
    }

    [Test]
    public async Task UnknownRequest_IsLoggedWithoutItsName()
    {
        await AnswerAsync(RecordingSink.Request("secret_request"));
        Assert.That(_log, Is.EqualTo(new[] { "a request of an unknown type was ignored." }));
    }

    private async Task AnswerAsync(params KernelRequest[] requests)
    {
        foreach (var request in requests)
            _shell.Add(request);
        _shell.End();
        await _shell.RunAsync(CancellationToken.None);
    }

    private IEnumerable<string> Statuses() => _sink.Contents("execute_reply").Select(reply => RecordingSink.Text(reply, "status"));

    private static KernelRequest Execute(string code) => RecordingSink.Request("execute_request", new { code });
}
