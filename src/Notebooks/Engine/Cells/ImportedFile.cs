using System.Text.Json;
using LobResearch.Notebooks.Engine.References;

namespace LobResearch.Notebooks.Engine.Cells;

/// <summary>The C# in a file that a cell imports: a script, or a notebook's cells.</summary>
internal static class ImportedFile
{
    /// <summary>Reads it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">As the cell names it.</param>
    /// <returns>Pieces to be run, in order, each with a name for faults.</returns>
    /// <exception cref="CommandFault">It is of another kind.</exception>
    public static IEnumerable<(string Name, string Code)> Read(string path, string name) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".cs" or ".csx" => [(name, File.ReadAllText(path))],
            ".ipynb" => Cells(path, name),
            _ => throw new CommandFault($"#!import {name}: expected a file .cs, .csx or .ipynb."),
        };

    private static List<(string Name, string Code)> Cells(string path, string name)
    {
        try
        {
            using var notebook = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. notebook.RootElement.GetProperty("cells").EnumerateArray()
                .Select((cell, index) => (Cell: cell, Name: $"{name} cell {index + 1}"))
                .Where(one => one.Cell.GetProperty("cell_type").GetString() == "code")
                .Select(one => (one.Name, Source(one.Cell.GetProperty("source"))))];
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CommandFault($"#!import {name} isn't a notebook: expected a file as Jupyter writes it.");
        }
    }

    private static string Source(JsonElement source) =>
        source.ValueKind == JsonValueKind.Array ? string.Concat(source.EnumerateArray().Select(line => line.GetString())) : source.GetString() ?? "";
}
