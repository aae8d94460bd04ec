using System.Text;
using System.Text.Json.Nodes;
using LobResearch.Notebooks.Engine;

namespace LobResearch.Notebooks.Kernel;

/// <summary>How a request is answered: to the one who asked, or to everyone who looks on.</summary>
internal static class KernelAnswers
{
    /// <summary>Header of what a message answers, when it answers nothing.</summary>
    public static readonly byte[] NoParent = "{}"u8.ToArray();

    /// <summary>Answers the one who asked.</summary>
    public static void Reply(this IMessageSink sink, KernelRequest request, JsonObject content) =>
        sink.Send(new KernelMessage(request.Channel, request.Identities, request.Header, ReplyTypeOf(request.Type), content));

    /// <summary>Tells everyone who looks on.</summary>
    public static void Publish(this IMessageSink sink, byte[] parentHeader, string type, JsonObject content) =>
        sink.Send(new KernelMessage(KernelChannel.Publish, [Encoding.UTF8.GetBytes(type)], parentHeader, type, content));

    /// <summary>Tells everyone whether the kernel is busy with a request.</summary>
    /// <param name="sink">Takes the message.</param>
    /// <param name="parentHeader">The request's header.</param>
    /// <param name="state"><c>starting</c>, <c>busy</c> or <c>idle</c>.</param>
    public static void PublishStatus(this IMessageSink sink, byte[] parentHeader, string state) =>
        sink.Publish(parentHeader, "status", new JsonObject { ["execution_state"] = state });

    /// <summary>Content of an answer with nothing more to say than that it went well.</summary>
    public static JsonObject Ok() => new() { ["status"] = "ok" };

    /// <summary>Content that says what went wrong.</summary>
    public static JsonObject Error(CellFault fault) => new()
    {
        ["status"] = "error",
        ["ename"] = fault.Name,
        ["evalue"] = fault.Message,
        ["traceback"] = new JsonArray([.. fault.Trace.Select(line => (JsonNode)line)]),
    };

    private static string ReplyTypeOf(string requestType) =>
        requestType.EndsWith("_request", StringComparison.Ordinal) ? string.Concat(requestType.AsSpan(0, requestType.Length - "_request".Length), "_reply") : requestType;
}
