using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LobResearch.Study;
using Microsoft.CodeAnalysis.CSharp;

namespace LobResearch.Notebooks.Documents;

/// <summary>Gives a notebook other values than its cell of parameters states, as papermill does: in a cell of their own after it.</summary>
internal static partial class NotebookParameters
{
    private const string Parameters = "parameters";
    private const string Injected = "injected-parameters";

    /// <summary>Puts values in.</summary>
    /// <param name="notebook">The notebook; a cell of values that an earlier run put in is replaced.</param>
    /// <param name="assignments">Each <c>name=value</c>.</param>
    /// <exception cref="InputFault">Not an assignment, or a name that the notebook doesn't have.</exception>
    public static void Inject(NotebookFile notebook, IReadOnlyList<string> assignments)
    {
        var cells = notebook.Cells;
        foreach (var old in cells.Where(cell => NotebookFile.Tags(cell!.AsObject()).Contains(Injected)).ToList())
            cells.Remove(old);
        if (assignments.Count == 0)
            return;
        var place = cells.ToList().FindIndex(cell => NotebookFile.Tags(cell!.AsObject()).Contains(Parameters));
        if (place < 0)
            throw new InputFault($"{notebook.Path} has no parameters: tag the cell that states them with '{Parameters}'.");
        var known = Stated().Matches(NotebookFile.Source(cells[place]!.AsObject())).Select(match => match.Groups[1].Value).ToList();
        var text = string.Join('\n', assignments.Select(assignment => Statement(notebook, assignment, known)));
        cells.Insert(place + 1, new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = Injected,
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray(Injected) },
            ["outputs"] = new JsonArray(),
            ["source"] = NotebookFile.Lines(text),
        });
    }

    private static string Statement(NotebookFile notebook, string assignment, List<string> known)
    {
        var at = assignment.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0 || !SyntaxFacts.IsValidIdentifier(assignment[..at]))
            throw new InputFault($"-p {VisibleText.Of(assignment)}: expected NAME=VALUE, such as -p wave=T2.");
        var name = assignment[..at];
        if (!known.Contains(name))
            throw new InputFault($"{notebook.Path} has no parameter '{name}': its cell of parameters states {string.Join(", ", known)}.");
        return $"var {name} = {Literal(assignment[(at + 1)..])};";
    }

    /// <summary>A value as C# writes it: a truth value, a whole number, a decimal with a point, else text.</summary>
    private static string Literal(string value)
    {
        if (value is "true" or "false")
            return value;
        var isNumber = Number().IsMatch(value);
        if (isNumber && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole.ToString(CultureInfo.InvariantCulture);
        return isNumber && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("R", CultureInfo.InvariantCulture) + "d"
            : SymbolDisplay.FormatLiteral(value, quote: true);
    }

    [GeneratedRegex(@"([A-Za-z_]\w*)\s*=(?!=)")]
    private static partial Regex Stated();

    [GeneratedRegex(@"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$")]
    private static partial Regex Number();
}
