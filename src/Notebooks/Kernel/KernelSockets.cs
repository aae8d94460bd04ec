using System.Net.Sockets;
using LobResearch.Study;
using NetMQ;
using NetMQ.Sockets;

namespace LobResearch.Notebooks.Kernel;

/// <summary>A kernel's five sockets. One thread owns them; what is to be sent waits in a queue for it.</summary>
/// <remarks>The connection file keeps them on loopback. A message that is malformed, wrongly signed or sent again is
/// dropped, and a line about it logged.</remarks>
internal sealed class KernelSockets : IMessageSink, IDisposable
{
    // More than any request of a person; bounds what an unsigned frame can make the kernel hold.
    private const long LargestFrame = 64L << 20;

    // How long the last messages may take to leave.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly ConnectionFile _connection;
    private readonly MessageFraming _framing;
    private readonly RefusalLog _refusals;
    private readonly Action<KernelRequest> _receive;
    private readonly RouterSocket _shell = new();
    private readonly RouterSocket _control = new();
    private readonly RouterSocket _input = new();
    private readonly PublisherSocket _publish = new();
    private readonly ResponseSocket _heartbeat = new();
    private readonly NetMQQueue<KernelMessage> _outgoing = new();
    private readonly NetMQPoller _poller = [];

    /// <summary>Prepares the sockets; nothing listens before <see cref="Start"/>.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="receive">Takes each valid request, on the sockets' thread: it must not wait.</param>
    /// <param name="log">Takes lines about what was dropped.</param>
    public KernelSockets(ConnectionFile connection, Action<KernelRequest> receive, Action<string> log)
    {
        _connection = connection;
        _framing = new MessageFraming(new MessageSigner(connection.Key));
        _refusals = new RefusalLog(log);
        _receive = receive;
        foreach (var socket in Sockets)
        {
            socket.Options.Linger = Linger;
            socket.Options.MaxMsgSize = LargestFrame;
            // A full pipe would drop messages, the closing status among them; what a cell may print is bounded instead.
            socket.Options.SendHighWatermark = 0;
        }

        _shell.ReceiveReady += (_, _) => ReceiveAll(_shell, KernelChannel.Shell);
        _control.ReceiveReady += (_, _) => ReceiveAll(_control, KernelChannel.Control);
        _input.ReceiveReady += (_, _) => DropAll(_input);
        _heartbeat.ReceiveReady += (_, _) => _heartbeat.SendMultipartMessage(_heartbeat.ReceiveMultipartMessage());
        _outgoing.ReceiveReady += (_, _) => SendAll();
    }

    private NetMQSocket[] Sockets => [_shell, _control, _input, _publish, _heartbeat];

    /// <summary>Listens from now on.</summary>
    /// <exception cref="EnvironmentFault">A port is taken.</exception>
    public void Start()
    {
        Bind(_shell, _connection.ShellPort);
        Bind(_control, _connection.ControlPort);
        Bind(_input, _connection.InputPort);
        Bind(_publish, _connection.PublishPort);
        Bind(_heartbeat, _connection.HeartbeatPort);
        foreach (var socket in new NetMQSocket[] { _shell, _control, _input, _heartbeat })
            _poller.Add(socket);
        _poller.Add(_outgoing);
        _poller.RunAsync("kernel sockets", isBackgroundThread: true);
    }

    /// <inheritdoc/>
    public void Send(KernelMessage message)
    {
        try
        {
            _outgoing.Enqueue(message);
        }
        catch (ObjectDisposedException)
        {
            // A thread that a cell left behind prints after the kernel's end: nobody listens any more.
        }
    }

    /// <summary>Hands over every request that has arrived so far, before the task ends.</summary>
    public Task ReceivePendingAsync() => OnSocketThreadAsync(() => ReceiveAll(_shell, KernelChannel.Shell));

    /// <summary>Sends what is queued, then closes; the last messages get a second to leave.</summary>
    public void Dispose()
    {
        if (_poller.IsRunning)
        {
            OnSocketThreadAsync(SendAll).Wait(Linger);
            _poller.Stop();
        }

        _poller.Dispose();
        _outgoing.Dispose();
        foreach (var socket in Sockets)
            socket.Dispose();
    }

    private void Bind(NetMQSocket socket, int port)
    {
        var host = _connection.Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{_connection.Address}]" : _connection.Address.ToString();
        try
        {
            socket.Bind($"tcp://{host}:{port}");
        }
        catch (NetMQException fault) when (fault is AddressAlreadyInUseException || fault.ErrorCode is ErrorCode.AddressNotAvailable or ErrorCode.AccessDenied)
        {
            throw new EnvironmentFault($"port {port} on {host}, which Jupyter chose for this kernel, is taken. Start the kernel again: Jupyter chooses others.");
        }
    }

    private void ReceiveAll(RouterSocket socket, KernelChannel channel)
    {
        NetMQMessage? message = null;
        while (socket.TryReceiveMultipartMessage(ref message))
        {
            var request = _framing.Read(channel, message.Select(frame => frame.ToByteArray()).ToArray(), out var fault);
            if (request is not null)
                _receive(request);
            else
                _refusals.Add(fault!);
            message = null;
        }
    }

    // No cell can ask for input, so nothing that comes in here was asked for.
    private static void DropAll(RouterSocket socket)
    {
        NetMQMessage? message = null;
        while (socket.TryReceiveMultipartMessage(ref message))
            message = null;
    }

    private void SendAll()
    {
        while (_outgoing.TryDequeue(out var message, TimeSpan.Zero))
        {
            var socket = message.Channel switch { KernelChannel.Shell => _shell, KernelChannel.Control => _control, _ => (NetMQSocket)_publish };
            socket.TrySendMultipartBytes(Linger, _framing.Write(message));
        }
    }

    private Task OnSocketThreadAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _poller.Run(() =>
        {
            action();
            done.SetResult();
        });
        return done.Task;
    }
}
