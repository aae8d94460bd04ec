using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LobResearch.Notebooks.Engine;

namespace LobResearch.Notebooks.Kernel;

/// <summary>Publishes what one cell gives while it runs. Printed text is gathered, so that a million short lines are a few
/// messages; what a cell may publish is bounded, and the cut is said.</summary>
/// <param name="sink">Takes the messages.</param>
/// <param name="parentHeader">Header of the request that runs the cell.</param>
internal sealed class CellPublisher(IMessageSink sink, byte[] parentHeader) : ICellOutput, IDisposable
{
    /// <summary>UTF-16 units of printed text after which a cell's text is cut.</summary>
    public const int MostText = 16 << 20;

    /// <summary>UTF-16 units of displayed values after which no more are shown.</summary>
    public const int MostDisplayed = 128 << 20;

    // A message of this size goes out at once.
    private const int BatchLength = 64 << 10;

    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private Timer? _timer;
    private bool _isError;
    private long _printed;
    private long _displayed;

    /// <inheritdoc/>
    public void Write(bool isError, string text)
    {
        lock (_lock)
        {
            if (text.Length == 0 || _printed >= MostText)
                return;
            if (isError != _isError)
                FlushText(isLast: true);
            _isError = isError;
            Append(text);
            if (_text.Length >= BatchLength)
                FlushText(isLast: false);
            else
                _timer ??= new Timer(_ => FlushInTime(), null, BatchTime, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Display(DisplayBundle bundle, string? displayId) => Publish("display_data", bundle, displayId);

    /// <inheritdoc/>
    public void Update(DisplayBundle bundle, string displayId) => Publish("update_display_data", bundle, displayId);

    /// <summary>Sends the printed text that was gathered.</summary>
    public void Flush()
    {
        lock (_lock)
            FlushText(isLast: true);
    }

    /// <summary>A bundle's forms as the protocol wants them: text by type, JSON types as JSON.</summary>
    public static JsonObject DataOf(DisplayBundle bundle)
    {
        var data = new JsonObject();
        foreach (var (type, text) in bundle.Forms)
            data[type] = IsJson(type) && ParsedOrNull(text) is { } json ? json : JsonValue.Create(text);
        return data;
    }

    /// <inheritdoc/>
    public void Dispose() => Flush();

    private void FlushInTime()
    {
        lock (_lock)
            FlushText(isLast: false);
    }

    private void Append(string text)
    {
        _printed += text.Length;
        if (_printed < MostText)
        {
            _text.Append(text);
            return;
        }

        var kept = text.Length - (int)(_printed - MostText);
        _text.Append(text.AsSpan(0, kept));
        FlushText(isLast: true);
        SendText(isError: true, string.Create(
            CultureInfo.InvariantCulture, $"\n[This cell has printed {MostText >> 20} million characters; what it prints further is left out.]\n"));
    }

    private void Publish(string type, DisplayBundle bundle, string? displayId)
    {
        lock (_lock)
        {
            if (_displayed >= MostDisplayed)
                return;
            FlushText(isLast: true);
            _displayed += bundle.Forms.Sum(form => (long)form.Value.Length);
            var transient = new JsonObject();
            if (displayId is not null)
                transient["display_id"] = displayId;
            Send(type, new JsonObject { ["data"] = DataOf(bundle), ["metadata"] = new JsonObject(), ["transient"] = transient });
            if (_displayed >= MostDisplayed)
                SendText(isError: true, "\n[This cell has displayed more than a notebook can hold; what it displays further is left out.]\n");
        }
    }

    private void FlushText(bool isLast)
    {
        _timer?.Dispose();
        _timer = null;
        // The first half of a surrogate pair waits for its second.
        var waiting = !isLast && _text.Length > 0 && char.IsHighSurrogate(_text[^1]) ? 1 : 0;
        var length = _text.Length - waiting;
        if (length == 0)
            return;
        SendText(_isError, _text.ToString(0, length));
        _text.Remove(0, length);
    }

    private void SendText(bool isError, string text) =>
        Send("stream", new JsonObject { ["name"] = isError ? "stderr" : "stdout", ["text"] = text });

    private void Send(string type, JsonObject content) =>
        sink.Send(new KernelMessage(KernelChannel.Publish, [Encoding.UTF8.GetBytes(type)], parentHeader, type, content));

    private static bool IsJson(string type) =>
        type == "application/json" || (type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal));

    private static JsonNode? ParsedOrNull(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
