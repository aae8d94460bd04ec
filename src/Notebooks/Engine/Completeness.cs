using LobResearch.Notebooks.Engine.Cells;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LobResearch.Notebooks.Engine;

/// <summary>Tells by its syntax whether a cell is finished.</summary>
internal static class Completeness
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>Whether a cell can be run as it stands.</summary>
    public static CellCompleteness Of(string code)
    {
        var tree = SyntaxFactory.ParseSyntaxTree(CellReader.CodeOf(code), Options);
        if (!SyntaxFactory.IsCompleteSubmission(tree))
            return CellCompleteness.Incomplete;
        return tree.GetDiagnostics().Any(one => one.Severity == DiagnosticSeverity.Error) ? CellCompleteness.Invalid : CellCompleteness.Complete;
    }
}
