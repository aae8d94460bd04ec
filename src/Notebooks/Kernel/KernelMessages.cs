using System.Text.Json;
using System.Text.Json.Nodes;

namespace LobResearch.Notebooks.Kernel;

/// <summary>The sockets of a kernel.</summary>
internal enum KernelChannel
{
    /// <summary>Requests, answered one after another.</summary>
    Shell,

    /// <summary>Requests that don't wait for a running cell: interrupt, shutdown.</summary>
    Control,

    /// <summary>What every front end sees.</summary>
    Publish,
}

/// <summary>A request whose signature was right.</summary>
/// <param name="Channel">Where it came in.</param>
/// <param name="Identities">The front end's routing frames; an answer starts with them.</param>
/// <param name="Header">Its header as it came, which is the answers' parent header.</param>
/// <param name="Type">Such as <c>execute_request</c>.</param>
/// <param name="Content">A JSON object.</param>
internal sealed record KernelRequest(KernelChannel Channel, IReadOnlyList<byte[]> Identities, byte[] Header, string Type, JsonElement Content)
{
    /// <summary>A text of the content; <paramref name="otherwise"/> when it isn't there.</summary>
    public string Text(string field, string otherwise = "") =>
        Content.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : otherwise;

    /// <summary>A truth value of the content; <paramref name="otherwise"/> when it isn't there.</summary>
    public bool Flag(string field, bool otherwise) =>
        Content.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : otherwise;

    /// <summary>A whole number of the content; <paramref name="otherwise"/> when it isn't there.</summary>
    public int Number(string field, int otherwise) =>
        Content.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : otherwise;
}

/// <summary>A message that the kernel sends.</summary>
/// <param name="Channel">Where it goes out.</param>
/// <param name="Identities">Routing frames; on the publishing socket the topic.</param>
/// <param name="ParentHeader">Header of what it answers; an empty JSON object when it answers nothing.</param>
/// <param name="Type">Such as <c>execute_reply</c>.</param>
/// <param name="Content">What it says.</param>
internal sealed record KernelMessage(KernelChannel Channel, IReadOnlyList<byte[]> Identities, byte[] ParentHeader, string Type, JsonObject Content);

/// <summary>Takes the messages that the kernel sends, in the order in which they are to go out.</summary>
internal interface IMessageSink
{
    /// <summary>Sends a message; may be called from any thread.</summary>
    void Send(KernelMessage message);
}
