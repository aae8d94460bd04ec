using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LobResearch.Notebooks.Engine;
using LobResearch.Notebooks.Kernel;
using LobResearch.Study;
using NetMQ;
using NetMQ.Sockets;

namespace LobResearch.Notebooks.Tests.Kernel;

/// <summary>A kernel on its sockets, with an engine of the test's.</summary>
public sealed class KernelHostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<string> _log = [];
    private ScriptedEngine _engine = null!;
    private ConnectionFile _connection = null!;
    private CancellationTokenSource _stop = null!;
    private Task _kernel = null!;
    private MessageFraming _framing = null!;
    private DealerSocket _shell = null!;
    private DealerSocket _control = null!;
    private SubscriberSocket _published = null!;

    [SetUp]
    public void Begin()
    {
        _log.Clear();
        _engine = new ScriptedEngine();
        var ports = FreePorts(5);
        _connection = new ConnectionFile(IPAddress.Loopback, ports[0], ports[1], ports[2], ports[3], ports[4], "key"u8.ToArray());
        _framing = new MessageFraming(new MessageSigner(_connection.Key));
        _stop = new CancellationTokenSource();
        _kernel = KernelHost.RunAsync(_connection, () => Task.FromResult<INotebookEngine>(_engine), parentId: null, Log, _stop.Token);
        _shell = new DealerSocket($">tcp://127.0.0.1:{ports[0]}");
        _control = new DealerSocket($">tcp://127.0.0.1:{ports[1]}");
        _published = new SubscriberSocket($">tcp://127.0.0.1:{ports[3]}");
        _published.SubscribeToAnyTopic();
    }

    [TearDown]
    public async Task End()
    {
        await _stop.CancelAsync();
        await _kernel.WaitAsync(Patience);
        _shell.Dispose();
        _control.Dispose();
        _published.Dispose();
        _stop.Dispose();
        await _engine.DisposeAsync();
    }

    [Test]
    public void KernelInfo_OnBothSockets_NamesTheLanguageAsDotNetInteractiveDoes()
    {
        foreach (var socket in new[] { _shell, _control })
        {
            Ask(socket, "kernel_info_request", []);
            var language = Reply(socket, "kernel_info_reply")["language_info"]!;
            Assert.That(
                new[] { "name", "file_extension", "mimetype", "pygments_lexer" }.Select(field => language[field]!.GetValue<string>()),
                Is.EqualTo(new[] { "C#", ".cs", "text/x-csharp", "csharp" }));
        }
    }

    [Test]
    public void Heartbeat_Echoes()
    {
        using var heart = new RequestSocket($">tcp://127.0.0.1:{_connection.HeartbeatPort}");
        heart.SendFrame("ping");
        Assert.That(heart.TryReceiveFrameString(Patience, out var echo), Is.True);
        Assert.That(echo, Is.EqualTo("ping"));
    }

    [Test]
    public void WrongSignature_IsIgnoredAndLogged_AndTheNextRequestIsAnswered()
    {
        var forger = new MessageFraming(new MessageSigner("another key"u8.ToArray()));
        _shell.SendMultipartBytes(forger.Write(Request("execute_request", new JsonObject { ["code"] = "secret" })).ToArray());
        Ask(_shell, "execute_request", new JsonObject { ["code"] = "a" });
        Assert.That(Reply(_shell, "execute_reply")["status"]!.GetValue<string>(), Is.EqualTo("ok"));
        Assert.That(_engine.Ran, Is.EqualTo(new[] { "a" }));
        lock (_log)
            Assert.That(_log, Is.EqualTo(new[] { "a message with a wrong signature was ignored." }));
    }

    [Test]
    public void SameMessageTwice_RunsOnce()
    {
        var frames = _framing.Write(Request("execute_request", new JsonObject { ["code"] = "a" })).ToArray();
        _shell.SendMultipartBytes(frames);
        _shell.SendMultipartBytes(frames);
        Ask(_shell, "execute_request", new JsonObject { ["code"] = "b" });
        Reply(_shell, "execute_reply");
        Reply(_shell, "execute_reply");
        Assert.That(_engine.Ran, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task Interrupt_ByMessage_StopsTheCell()
    {
        Ask(_shell, "execute_request", new JsonObject { ["code"] = "wait" });
        Assert.That(await _engine.Waits.WaitAsync(Patience), Is.True);
        Ask(_control, "interrupt_request", []);
        Assert.That(Reply(_control, "interrupt_reply")["status"]!.GetValue<string>(), Is.EqualTo("ok"));
        Assert.That(Reply(_shell, "execute_reply")["ename"]!.GetValue<string>(), Is.EqualTo("Interrupted"));
    }

    [Test]
    public async Task Shutdown_IsAnswered_AndEndsKernelAndEngine()
    {
        Ask(_control, "shutdown_request", new JsonObject { ["restart"] = true });
        Assert.That(Reply(_control, "shutdown_reply")["restart"]!.GetValue<bool>(), Is.True);
        await _kernel.WaitAsync(Patience);
        Assert.That(_engine.IsDisposed, Is.True);
    }

    [Test]
    public async Task Shutdown_WhileACellRuns_EndsIt()
    {
        Ask(_shell, "execute_request", new JsonObject { ["code"] = "wait" });
        Assert.That(await _engine.Waits.WaitAsync(Patience), Is.True);
        Ask(_control, "shutdown_request", []);
        await _kernel.WaitAsync(Patience);
        Assert.That(_engine.IsDisposed, Is.True);
    }

    [Test]
    public void Sockets_ListenOnLoopbackOnly()
    {
        Ask(_shell, "kernel_info_request", []);
        Reply(_shell, "kernel_info_reply");
        int[] ports = [_connection.ShellPort, _connection.ControlPort, _connection.InputPort, _connection.PublishPort, _connection.HeartbeatPort];
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => ports.Contains(listener.Port)).ToList();
        Assert.That(listeners.Select(listener => listener.Port).Order(), Is.EqualTo(ports.Order()));
        Assert.That(listeners.Select(listener => listener.Address), Has.All.EqualTo(IPAddress.Loopback));
    }

    [Test]
    public void Start_PortTaken_SaysWhatToDo() =>
        Assert.That(
            async () => await KernelHost.RunAsync(_connection, () => Task.FromResult<INotebookEngine>(_engine), parentId: null, Log, _stop.Token),
            Throws.TypeOf<EnvironmentFault>().With.Message.Contains("is taken"));

    [Test]
    public async Task Published_CarriesTheRequestAsParent()
    {
        var id = Guid.NewGuid().ToString("N");
        // A subscription takes a moment; ask until something is heard.
        NetMQMessage? heard = null;
        for (var attempt = 0; attempt < 50 && heard is null; attempt++)
        {
            Ask(_shell, "execute_request", new JsonObject { ["code"] = id });
            Reply(_shell, "execute_reply");
            await Task.Delay(50);
            // A subscription that is there early hears the kernel start, which nobody asked for.
            while (_published.TryReceiveMultipartMessage(TimeSpan.FromMilliseconds(100), ref heard) && Encoding.UTF8.GetString(heard.Last.ToByteArray()).Contains("starting", StringComparison.Ordinal))
                heard = null;
        }

        Assert.That(heard, Is.Not.Null);
        Assert.That(Encoding.UTF8.GetString(heard![heard.FrameCount - 3].ToByteArray()), Does.Contain("execute_request"));
    }

    private void Log(string line)
    {
        lock (_log)
            _log.Add(line);
    }

    private void Ask(DealerSocket socket, string type, JsonObject content) => socket.SendMultipartBytes(_framing.Write(Request(type, content)).ToArray());

    private JsonObject Reply(DealerSocket socket, string type)
    {
        NetMQMessage? message = null;
        Assert.That(socket.TryReceiveMultipartMessage(Patience, ref message), Is.True, $"no {type}");
        var request = _framing.Read(KernelChannel.Shell, message!.Select(frame => frame.ToByteArray()).ToArray(), out var fault);
        Assert.That(fault, Is.Null);
        Assert.That(request!.Type, Is.EqualTo(type));
        return JsonNode.Parse(request.Content.GetRawText())!.AsObject();
    }

    private static KernelMessage Request(string type, JsonObject content) => new(KernelChannel.Shell, [], KernelAnswers.NoParent, type, content);

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}
