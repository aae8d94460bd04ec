using System.Text.Json.Nodes;
using LobResearch.Notebooks.Engine;

namespace LobResearch.Notebooks.Documents;

/// <summary>Keeps what a cell gives as nbformat's outputs, in the order in which it came.</summary>
internal sealed class CellRecord : ICellOutput
{
    private readonly Lock _gate = new();
    private readonly List<JsonObject> _outputs = [];
    private readonly Dictionary<string, List<JsonObject>> _displays;
    private (string Name, System.Text.StringBuilder Text)? _stream;

    /// <summary>Begins a cell.</summary>
    /// <param name="displays">What the notebook's cells showed by id, so that later cells can replace it.</param>
    public CellRecord(Dictionary<string, List<JsonObject>> displays) => _displays = displays;

    /// <inheritdoc/>
    public void Write(bool isError, string text)
    {
        lock (_gate)
        {
            var name = isError ? "stderr" : "stdout";
            if (_stream is not { } stream || stream.Name != name)
            {
                EndStream();
                _stream = stream = (name, new System.Text.StringBuilder());
            }
            stream.Text.Append(text);
        }
    }

    /// <inheritdoc/>
    public void Display(DisplayBundle bundle, string? displayId)
    {
        lock (_gate)
        {
            EndStream();
            var output = new JsonObject { ["data"] = Data(bundle), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" };
            _outputs.Add(output);
            if (displayId is null)
                return;
            if (!_displays.TryGetValue(displayId, out var same))
                _displays[displayId] = same = [];
            same.Add(output);
        }
    }

    /// <inheritdoc/>
    public void Update(DisplayBundle bundle, string displayId)
    {
        lock (_gate)
        {
            foreach (var output in _displays.GetValueOrDefault(displayId) ?? [])
                output["data"] = Data(bundle);
        }
    }

    /// <summary>The outputs, the cell's value or fault last.</summary>
    /// <param name="outcome">What came of the cell.</param>
    /// <param name="count">The cell's number.</param>
    public JsonArray Outputs(CellOutcome outcome, int count)
    {
        lock (_gate)
        {
            EndStream();
            if (outcome.Value is { } value)
                _outputs.Add(new JsonObject { ["data"] = Data(value), ["execution_count"] = count, ["metadata"] = new JsonObject(), ["output_type"] = "execute_result" });
            if (outcome.Fault is { } fault)
            {
                _outputs.Add(new JsonObject
                {
                    ["ename"] = fault.Name,
                    ["evalue"] = fault.Message,
                    ["output_type"] = "error",
                    ["traceback"] = new JsonArray([.. fault.Trace.Select(line => (JsonNode)line)]),
                });
            }
            return new JsonArray([.. _outputs]);
        }
    }

    private void EndStream()
    {
        if (_stream is { } stream)
            _outputs.Add(new JsonObject { ["name"] = stream.Name, ["output_type"] = "stream", ["text"] = NotebookFile.Lines(stream.Text.ToString()) });
        _stream = null;
    }

    private static JsonObject Data(DisplayBundle bundle)
    {
        var data = new JsonObject();
        foreach (var (mimeType, form) in bundle.Forms.OrderBy(form => form.Key, StringComparer.Ordinal))
            data[mimeType] = mimeType.EndsWith("json", StringComparison.Ordinal) ? JsonNode.Parse(form)
                : mimeType.StartsWith("image/", StringComparison.Ordinal) && !mimeType.EndsWith("xml", StringComparison.Ordinal) ? form
                : NotebookFile.Lines(form);
        return data;
    }
}
