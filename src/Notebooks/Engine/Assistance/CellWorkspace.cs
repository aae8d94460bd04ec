using LobResearch.Notebooks.Engine.Cells;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Text;

namespace LobResearch.Notebooks.Engine.Assistance;

/// <summary>The cells that ran as a chain of projects, so that the editor's services see a cell as the compiler would.</summary>
internal sealed class CellWorkspace : IDisposable
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script);
    private readonly AdhocWorkspace _workspace = new(MefHostServices.DefaultHost);
    private readonly List<Script> _pending = [];
    private readonly Lock _gate = new();
    private ProjectId? _last;
    private Compilation? _compilation;
    private int _made;

    /// <summary>Adds a cell that ran.</summary>
    public void Add(Script script)
    {
        lock (_gate)
            _pending.Add(script);
    }

    /// <summary>A cell that is being typed, after all that ran.</summary>
    /// <param name="code">Its text; commands in it are blank to the compiler.</param>
    public Document Typing(string code)
    {
        lock (_gate)
        {
            foreach (var script in _pending)
            {
                _compilation = script.GetCompilation();
                _workspace.TryApplyChanges(With(_workspace.CurrentSolution, script.Code ?? "", out var added, out _));
                _last = added;
            }
            _pending.Clear();
            return With(_workspace.CurrentSolution, CellReader.CodeOf(code), out _, out var document).GetDocument(document)!;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();

    private Solution With(Solution solution, string code, out ProjectId project, out DocumentId document)
    {
        var name = $"cells{_made++}";
        project = ProjectId.CreateNewId(name);
        document = DocumentId.CreateNewId(project, name);
        var references = _compilation!.References.Where(reference => reference is not CompilationReference);
        var info = ProjectInfo.Create(
            project, VersionStamp.Create(), name, name, LanguageNames.CSharp,
            compilationOptions: _compilation.Options.WithScriptClassName(name), parseOptions: ParseOptions,
            projectReferences: _last is null ? [] : [new ProjectReference(_last)], metadataReferences: references, isSubmission: true);
        return solution.AddProject(info).AddDocument(document, name, SourceText.From(code), filePath: name);
    }
}
