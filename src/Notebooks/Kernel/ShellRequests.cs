using System.Text.Json.Nodes;
using System.Threading.Channels;
using LobResearch.Notebooks.Engine;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Answers the requests of the shell socket, one after another.</summary>
/// <param name="sink">Takes what is published and answered.</param>
/// <param name="engine">Runs the cells; may still be starting.</param>
/// <param name="receivePending">Hands over every request that has arrived until now.</param>
/// <param name="log">Takes lines for whoever looks after the kernel; never content.</param>
internal sealed class ShellRequests(IMessageSink sink, Task<INotebookEngine> engine, Func<Task> receivePending, Action<string> log)
{
    private readonly Channel<KernelRequest> _waiting = Channel.CreateUnbounded<KernelRequest>();
    private readonly SessionHistory _history = new();
    private readonly Lock _lock = new();
    private CellRequests? _cells;
    private CancellationTokenSource? _running;
    private int _toAbort;

    /// <summary>Lets a request wait for its turn; nothing is taken after the end.</summary>
    public void Add(KernelRequest request) => _waiting.Writer.TryWrite(request);

    /// <summary>Takes no more requests.</summary>
    public void End() => _waiting.Writer.TryComplete();

    /// <summary>Stops what runs now, if anything does.</summary>
    public void Interrupt()
    {
        lock (_lock)
            _ = _running?.CancelAsync();
    }

    /// <summary>Answers requests until the end; what waits at that moment is dropped.</summary>
    /// <param name="stop">The end.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        _cells = new CellRequests(sink, _history);
        while (!stop.IsCancellationRequested && await _waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (!stop.IsCancellationRequested && _waiting.Reader.TryRead(out var request))
                await AnswerAsync(request, _cells).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(KernelRequest request, CellRequests cells)
    {
        var isAborted = _toAbort > 0;
        _toAbort -= isAborted ? 1 : 0;
        sink.PublishStatus(request.Header, "busy");
        using var interrupt = new CancellationTokenSource();
        SetRunning(interrupt);
        try
        {
            await AnswerAsync(request, cells, isAborted, interrupt.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            sink.Reply(request, KernelAnswers.Error(new CellFault("Interrupted", "The request was interrupted.", [], IsInterrupt: true)));
        }
        catch (Exception fault)
        {
            // The kernel outlives a fault of its own; the message may hold what was typed, so only its kind is told.
            log($"{KnownType(request.Type)} failed inside the kernel: {fault.GetType().Name}.");
            sink.Reply(request, KernelAnswers.Error(new CellFault(fault.GetType().Name, "The kernel could not answer. Restart it.", [])));
        }
        finally
        {
            SetRunning(null);
            sink.PublishStatus(request.Header, "idle");
        }
    }

    private async Task AnswerAsync(KernelRequest request, CellRequests cells, bool isAborted, CancellationToken interrupt)
    {
        switch (request.Type)
        {
            case "execute_request" when isAborted:
                cells.Abort(request);
                break;
            case "execute_request":
                if (!await cells.RunAsync(request, await engine.ConfigureAwait(false), interrupt).ConfigureAwait(false))
                    await AbortWaitingAsync().ConfigureAwait(false);
                break;
            case "complete_request":
                sink.Reply(request, await AssistRequests.CompleteAsync(request, await engine.ConfigureAwait(false), interrupt).ConfigureAwait(false));
                break;
            case "inspect_request":
                sink.Reply(request, await AssistRequests.InspectAsync(request, await engine.ConfigureAwait(false), interrupt).ConfigureAwait(false));
                break;
            case "is_complete_request":
                sink.Reply(request, AssistRequests.IsComplete(request, await engine.ConfigureAwait(false)));
                break;
            case "history_request":
                sink.Reply(request, AssistRequests.History(request, _history));
                break;
            default:
                AnswerAtOnce(request);
                break;
        }
    }

    private void AnswerAtOnce(KernelRequest request)
    {
        switch (request.Type)
        {
            case "kernel_info_request":
                sink.Reply(request, KernelInformation.Content());
                break;
            case "comm_info_request":
                var content = KernelAnswers.Ok();
                content["comms"] = new JsonObject();
                sink.Reply(request, content);
                break;
            case "comm_open":
                // There is nothing here to which a front end could open a line.
                sink.Publish(request.Header, "comm_close", new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() });
                break;
            case "comm_msg" or "comm_close":
                break;
            default:
                log("a request of an unknown type was ignored.");
                break;
        }
    }

    // "Run all" has sent the cells behind the one that failed already: they are answered, not run.
    private async Task AbortWaitingAsync()
    {
        await receivePending().ConfigureAwait(false);
        _toAbort = _waiting.Reader.Count;
    }

    private void SetRunning(CancellationTokenSource? interrupt)
    {
        lock (_lock)
            _running = interrupt;
    }

    private static string KnownType(string type) => type switch
    {
        "execute_request" or "complete_request" or "inspect_request" or "is_complete_request" or "history_request" => type,
        _ => "a request",
    };
}
