using System.Text;
using System.Text.Json.Nodes;
using LobResearch.Notebooks.Kernel;

namespace LobResearch.Notebooks.Tests.Kernel;

/// <summary>Keeps what a kernel sends.</summary>
internal sealed class RecordingSink : IMessageSink
{
    private readonly List<KernelMessage> _messages = [];

    /// <summary>What was sent until now.</summary>
    public IReadOnlyList<KernelMessage> Messages
    {
        get
        {
            lock (_messages)
                return _messages.ToList();
        }
    }

    public void Send(KernelMessage message)
    {
        lock (_messages)
            _messages.Add(message);
    }

    /// <summary>Contents of one type of message, in order.</summary>
    public IReadOnlyList<JsonObject> Contents(string type) => Messages.Where(message => message.Type == type).Select(message => message.Content).ToList();

    /// <summary>Types of what answers one request, a status with its state.</summary>
    public IEnumerable<string> TypesFor(KernelRequest request) => Messages
        .Where(message => message.ParentHeader.AsSpan().SequenceEqual(request.Header))
        .Select(message => message.Type == "status" ? message.Content["execution_state"]!.GetValue<string>() : message.Type);

    /// <summary>The printed text of a stream.</summary>
    public string Printed(string stream) => string.Concat(Contents("stream").Where(content => Text(content, "name") == stream).Select(content => Text(content, "text")));

    /// <summary>A text of a content.</summary>
    public static string Text(JsonObject content, string field) => content[field]!.GetValue<string>();

    /// <summary>A request as it comes out of the frames.</summary>
    public static KernelRequest Request(string type, object? content = null) => new(
        KernelChannel.Shell, ["front"u8.ToArray()], Encoding.UTF8.GetBytes($$"""{"msg_id":"{{Guid.NewGuid():N}}","msg_type":"{{type}}"}"""), type,
        System.Text.Json.JsonSerializer.SerializeToElement(content ?? new { }));
}
