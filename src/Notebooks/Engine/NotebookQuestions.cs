using LobResearch.Notebooks.Display;
using LobResearch.Notebooks.Engine.Cells;
using LobResearch.Notebooks.Engine.Running;
using LobResearch.Study;

namespace LobResearch.Notebooks.Engine;

/// <summary>Answers what a cell asks about the notebook itself.</summary>
internal static class NotebookQuestions
{
    private const int ValueWidth = 80;

    /// <summary>The answer to one of <c>who</c>, <c>whos</c>, <c>lsmagic</c> and <c>about</c>.</summary>
    public static DisplayBundle Answer(string question, ScriptSession session) => ValueFormats.Text(question switch
    {
        "who" => string.Join('\n', session.Variables.Select(variable => variable.Name)),
        "whos" => string.Join('\n', session.Variables.Select(variable => $"{variable.Name} ({variable.Type.Name}): {Short(variable.Value)}")),
        "lsmagic" => string.Join('\n', CellReader.Commands),
        _ => $"LobResearch {ProgramVersion.Current}: C# cells in .NET Interactive's dialect.",
    }, ValueFormats.Plain);

    private static string Short(object? value)
    {
        var text = ValueFormats.Of(value, ValueFormats.Plain).Forms[ValueFormats.Plain].ReplaceLineEndings(" ");
        return text.Length <= ValueWidth ? text : text[..ValueWidth] + "…";
    }
}
