using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LobResearch.Study;

namespace LobResearch.Notebooks.Documents;

/// <summary>A notebook's file as Jupyter writes it, nbformat 4: what isn't known of it stays as it was.</summary>
internal sealed class NotebookFile
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly JsonObject _root;

    private NotebookFile(string path, JsonObject root) => (Path, _root) = (path, root);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Its cells, in order.</summary>
    public JsonArray Cells => _root["cells"]!.AsArray();

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="InputFault">No such file, or not a notebook that can be run.</exception>
    public static NotebookFile Read(string path)
    {
        if (!File.Exists(path))
            throw new InputFault($"{path}: there is no such file. Expected a notebook, .ipynb.");
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException fault)
        {
            throw new InputFault($"{path}, line {(fault.LineNumber ?? 0) + 1}: not JSON. Expected a notebook as Jupyter writes it.");
        }
        if (root is not JsonObject notebook || notebook["cells"] is not JsonArray cells || cells.Any(cell => cell is not JsonObject one || Kind(one) is null))
            throw new InputFault($"{path}: not a notebook. Expected an object with cells, each with its cell_type.");
        if (notebook["nbformat"] is not JsonValue version || !version.TryGetValue(out int major) || major != 4)
            throw new InputFault($"{path}: written in another format of notebooks. Expected nbformat 4: open it in Jupyter and save it.");
        return new NotebookFile(path, notebook);
    }

    /// <summary>Whether a cell holds code, Markdown or something else.</summary>
    public static string? Kind(JsonObject cell) => cell["cell_type"] is JsonValue kind && kind.TryGetValue(out string? name) ? name : null;

    /// <summary>A cell's text.</summary>
    public static string Source(JsonObject cell) => cell["source"] switch
    {
        JsonArray lines => string.Concat(lines.Select(line => line?.GetValue<string>())),
        JsonValue text => text.GetValue<string>(),
        _ => "",
    };

    /// <summary>What a cell is marked with.</summary>
    public static IReadOnlyList<string> Tags(JsonObject cell) =>
        cell["metadata"]?["tags"] is JsonArray tags ? [.. tags.Select(tag => tag?.GetValue<string>() ?? "")] : [];

    /// <summary>Text as nbformat writes it: a list of lines, each with its end.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is var at and >= 0 ? at + 1 : text.Length;
            lines.Add(text[start..end]);
            start = end;
        }
        return lines;
    }

    /// <summary>The file's text.</summary>
    public override string ToString() => _root.ToJsonString(Written) + "\n";

    /// <summary>Writes it, whole or not at all.</summary>
    public void Write(string path)
    {
        var fresh = path + ".new";
        File.WriteAllText(fresh, ToString(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(fresh, path, overwrite: true);
    }
}
