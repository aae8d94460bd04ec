using System.Text.Json.Nodes;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Answers the requests that don't wait for a running cell, on the sockets' own thread.</summary>
/// <param name="sink">Takes what is published and answered.</param>
/// <param name="interrupt">Stops the running cell.</param>
/// <param name="shutDown">Ends the kernel.</param>
/// <param name="log">Takes lines for whoever looks after the kernel.</param>
internal sealed class ControlRequests(IMessageSink sink, Action interrupt, Action shutDown, Action<string> log)
{
    /// <summary>Answers a request.</summary>
    public void Answer(KernelRequest request)
    {
        sink.PublishStatus(request.Header, "busy");
        switch (request.Type)
        {
            case "interrupt_request":
                interrupt();
                sink.Reply(request, KernelAnswers.Ok());
                break;
            case "kernel_info_request":
                sink.Reply(request, KernelInformation.Content());
                break;
            case "shutdown_request":
                ShutDown(request);
                break;
            default:
                log("a control request of an unknown type was ignored.");
                break;
        }

        sink.PublishStatus(request.Header, "idle");
    }

    // Everyone who looks on hears of it, not just the one who asked.
    private void ShutDown(KernelRequest request)
    {
        sink.Reply(request, Content(request));
        sink.Publish(request.Header, "shutdown_reply", Content(request));
        shutDown();
    }

    private static JsonObject Content(KernelRequest request)
    {
        var content = KernelAnswers.Ok();
        content["restart"] = request.Flag("restart", false);
        return content;
    }
}
