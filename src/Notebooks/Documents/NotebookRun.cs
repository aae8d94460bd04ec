using System.Text.Json.Nodes;
using LobResearch.Notebooks.Engine;
using LobResearch.Study;

namespace LobResearch.Notebooks.Documents;

/// <summary>Runs the cells of a notebook from the first to the last, and keeps what they give.</summary>
internal static class NotebookRun
{
    /// <summary>Runs a notebook. Its outputs are replaced; after a fault the cells below it have none.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="progress">Told which cell runs, and of how many.</param>
    /// <param name="cancellationToken">Stops the running cell.</param>
    /// <returns>Why it stopped; null when all cells ran.</returns>
    public static async Task<NotebookFault?> RunAsync(NotebookFile notebook, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(notebook.Path))!;
        var code = notebook.Cells.Select((cell, index) => (Cell: cell!.AsObject(), Place: index + 1)).Where(one => NotebookFile.Kind(one.Cell) == "code").ToList();
        foreach (var (cell, _) in code)
            (cell["execution_count"], cell["outputs"]) = (null, new JsonArray());
        var displays = new Dictionary<string, List<JsonObject>>(StringComparer.Ordinal);
        // Relative paths in cells are relative to the notebook, as in Jupyter.
        var before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder);
        try
        {
            await using var engine = new CSharpEngine(new EngineOptions(folder));
            var count = 0;
            foreach (var (cell, place) in code)
            {
                count++;
                progress?.Report(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cell {count} of {code.Count}"));
                var record = new CellRecord(displays);
                var outcome = await engine.ExecuteAsync(Code(cell), record, cancellationToken);
                cell["execution_count"] = count;
                cell["outputs"] = record.Outputs(outcome, count);
                cancellationToken.ThrowIfCancellationRequested();
                if (outcome.Fault is { } fault)
                    return new NotebookFault(notebook.Path, count, place, fault);
            }
            return null;
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    /// <summary>A cell's code; a cell that is marked as another language begins with the command for it.</summary>
    private static string Code(JsonObject cell)
    {
        var metadata = cell["metadata"];
        var language = (metadata?["polyglot_notebook"]?["kernelName"] ?? metadata?["dotnet_interactive"]?["language"])?.GetValue<string>();
        var source = NotebookFile.Source(cell);
        return language is null or "csharp" ? source : $"#!{language}\n{source}";
    }
}

/// <summary>Where and why a notebook stopped.</summary>
/// <param name="File">The notebook.</param>
/// <param name="Number">Number of the cell among those that ran.</param>
/// <param name="Place">Place of the cell among all cells, from 1.</param>
/// <param name="Fault">Why.</param>
internal sealed record NotebookFault(string File, int Number, int Place, CellFault Fault)
{
    /// <summary>Lines for a person.</summary>
    public override string ToString() =>
        $"{VisibleText.Of(File)}: cell {Number} failed (the {Place}. of all cells).\n{string.Join('\n', Fault.Trace)}";
}
