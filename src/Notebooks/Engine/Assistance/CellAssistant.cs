using System.Text;
using LobResearch.Notebooks.Display;
using LobResearch.Notebooks.Engine.Cells;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.QuickInfo;

namespace LobResearch.Notebooks.Engine.Assistance;

/// <summary>What could be typed in a cell, and what is known of a name in it.</summary>
internal static class CellAssistant
{
    private const int MostItems = 500;

    /// <inheritdoc cref="INotebookEngine.CompleteAsync"/>
    public static async Task<CellCompletions> CompleteAsync(CellWorkspace workspace, string code, int cursor, CancellationToken cancellationToken)
    {
        cursor = Math.Clamp(cursor, 0, code.Length);
        if (CommandBegun(code, cursor) is { } begun)
            return new CellCompletions([.. CellReader.Commands.Where(command => command.StartsWith(begun, StringComparison.Ordinal))], cursor - begun.Length, cursor);
        var document = workspace.Typing(code);
        if (CompletionService.GetService(document) is not { } service
            || await service.GetCompletionsAsync(document, cursor, cancellationToken: cancellationToken) is not { ItemsList.Count: > 0 } found)
            return new CellCompletions([], cursor, cursor);
        var typed = code[found.Span.Start..cursor];
        var items = found.ItemsList
            .Select(item => item.DisplayText)
            .Where(text => text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.Ordinal)
            .OrderBy(text => !text.StartsWith(typed, StringComparison.Ordinal)).ThenBy(text => text, StringComparer.OrdinalIgnoreCase).ThenBy(text => text, StringComparer.Ordinal)
            .Take(MostItems);
        return new CellCompletions([.. items], found.Span.Start, cursor);
    }

    /// <inheritdoc cref="INotebookEngine.InspectAsync"/>
    public static async Task<CellInspection?> InspectAsync(CellWorkspace workspace, string code, int cursor, CancellationToken cancellationToken)
    {
        var document = workspace.Typing(code);
        if (QuickInfoService.GetService(document) is not { } service)
            return null;
        // A cursor behind a name, or behind its bracket, means the name.
        foreach (var place in new[] { cursor, cursor - 1, cursor - 2 }.Where(place => place >= 0 && place <= code.Length))
        {
            if (await service.GetQuickInfoAsync(document, place, cancellationToken) is { Sections.Length: > 0 } info)
                return new CellInspection(Shown(info));
        }
        return null;
    }

    private static DisplayBundle Shown(QuickInfoItem info)
    {
        var signature = info.Sections.FirstOrDefault(section => section.Kind == QuickInfoSectionKinds.Description)?.Text ?? "";
        var words = info.Sections.Where(section => section.Kind != QuickInfoSectionKinds.Description && section.Text.Length > 0).Select(section => section.Text).ToList();
        var plain = new StringBuilder(signature);
        var markdown = new StringBuilder("```csharp\n").Append(signature).Append("\n```");
        foreach (var text in words)
        {
            plain.Append("\n\n").Append(text);
            markdown.Append("\n\n").Append(text);
        }
        return new DisplayBundle(new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["text/markdown"] = markdown.ToString(),
            [ValueFormats.Plain] = plain.ToString(),
        });
    }

    private static string? CommandBegun(string code, int cursor)
    {
        var line = code[(code.LastIndexOf('\n', Math.Max(0, cursor - 1), Math.Max(0, cursor)) + 1)..cursor];
        return line.StartsWith('#') && !line.Contains(' ', StringComparison.Ordinal) ? line : null;
    }
}
