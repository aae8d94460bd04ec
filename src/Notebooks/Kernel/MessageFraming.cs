using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Turns frames into requests and messages into frames, as the Jupyter messaging protocol lays them out:
/// routing frames, delimiter, signature, header, parent header, metadata, content, binary buffers.</summary>
/// <remarks>Jupyter Client documentation, "Messaging in Jupyter", the wire protocol, version 5.3.</remarks>
internal sealed class MessageFraming(MessageSigner signer)
{
    /// <summary>The version of the protocol that this kernel speaks.</summary>
    public const string ProtocolVersion = "5.3";

    private const int PartCount = 4;

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    private readonly ReplayGuard _replays = new();
    private readonly string _session = Guid.NewGuid().ToString("N");

    /// <summary>Reads a request.</summary>
    /// <param name="channel">Where the frames came in.</param>
    /// <param name="frames">The frames.</param>
    /// <param name="fault">Why there is no request, without anything of its content; null when there is one.</param>
    /// <returns>The request; null when it is malformed, wrongly signed or was here before.</returns>
    public KernelRequest? Read(KernelChannel channel, IReadOnlyList<byte[]> frames, out string? fault)
    {
        var delimiter = frames.TakeWhile(frame => !frame.AsSpan().SequenceEqual(Delimiter)).Count();
        if (frames.Count < delimiter + 2 + PartCount)
            return Refuse("a message without the protocol's frames was ignored.", out fault);
        var signature = frames[delimiter + 1];
        var parts = frames.Skip(delimiter + 2).Take(PartCount).ToArray();
        if (!signer.IsValid(signature, parts))
            return Refuse("a message with a wrong signature was ignored.", out fault);
        if (!_replays.IsNew(signature))
            return Refuse("a message that had been here before was ignored.", out fault);
        if (Object(parts[0]) is not { } header || Object(parts[3]) is not { } content
            || !header.TryGetProperty("msg_type", out var type) || type.ValueKind != JsonValueKind.String)
            return Refuse("a message that is no valid JSON was ignored.", out fault);
        fault = null;
        return new KernelRequest(channel, frames.Take(delimiter).ToArray(), parts[0], type.GetString()!, content);
    }

    /// <summary>The frames of a message.</summary>
    public IReadOnlyList<byte[]> Write(KernelMessage message)
    {
        byte[][] parts = [Bytes(HeaderOf(message.Type)), message.ParentHeader, "{}"u8.ToArray(), Bytes(message.Content)];
        return [.. message.Identities, Delimiter, signer.Sign(parts), .. parts];
    }

    private JsonObject HeaderOf(string type) => new()
    {
        ["msg_id"] = Guid.NewGuid().ToString("N"),
        ["session"] = _session,
        ["username"] = "kernel",
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ["msg_type"] = type,
        ["version"] = ProtocolVersion,
    };

    private static byte[] Bytes(JsonObject content) => Encoding.UTF8.GetBytes(content.ToJsonString(Json));

    private static KernelRequest? Refuse(string why, out string? fault)
    {
        fault = why;
        return null;
    }

    private static JsonElement? Object(byte[] json)
    {
        try
        {
            var root = JsonDocument.Parse(json).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
