using System.Collections.Immutable;
using System.Text;
using LobResearch.Notebooks.Engine.References;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace LobResearch.Notebooks.Engine.Running;

/// <summary>The scripts of a notebook, each of which sees what those before it left behind.</summary>
internal sealed class ScriptSession : IDisposable
{
    /// <summary>What every cell can use by its short name: as .NET Interactive gives it.</summary>
    public static readonly IReadOnlyList<string> Imports =
        ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
         "System.IO", "Microsoft.DotNet.Interactive.Formatting", "LobResearch.Notebooks.Dialect", "LobResearch.Notebooks.Dialect.Cell",
         "Microsoft.DotNet.Interactive.Formatting.PocketViewTags"];

    private ScriptOptions _options = ScriptOptions.Default
        .WithReferences(HostReferences.References)
        .WithImports(Imports)
        .WithLanguageVersion(LanguageVersion.Latest)
        .WithFileEncoding(Encoding.UTF8)
        .WithEmitDebugInformation(true);

    // References that no kept script has yet.
    private ImmutableArray<MetadataReference> _fresh = [];
    private Script<object>? _last;
    private ScriptState<object>? _state;

    /// <summary>Loads what the scripts refer to.</summary>
    public InteractiveAssemblyLoader Loader { get; } = new();

    /// <summary>The last script that ran; null before the first.</summary>
    public Script? Last => _last;

    /// <summary>What the scripts left behind, the newest of each name.</summary>
    public IEnumerable<ScriptVariable> Variables =>
        _state is null ? [] : _state.Variables.GroupBy(variable => variable.Name).Select(same => same.Last()).OrderBy(variable => variable.Name, StringComparer.Ordinal);

    /// <summary>Lets later scripts use libraries.</summary>
    public void Refer(IEnumerable<MetadataReference> references)
    {
        var added = references.ToList();
        _fresh = _fresh.AddRange(added);
        _options = _options.AddReferences(added);
    }

    /// <summary>Compiles a script, to be run next.</summary>
    /// <param name="code">C#, as scripts have it.</param>
    /// <param name="name">The cell's name, for faults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public CompiledScript Compile(string code, string name, CancellationToken cancellationToken)
    {
        // A script sees what those before it refer to and import; said anew, each would cost a megabyte for good.
        var script = _last is null
            ? CSharpScript.Create<object>(code, _options.WithFilePath(name), assemblyLoader: Loader)
            : _last.ContinueWith<object>(code, _options.WithReferences(_fresh).WithImports().WithFilePath(name));
        var found = script.Compile(cancellationToken);
        return new CompiledScript(script, found, found.Any(one => one.Severity == DiagnosticSeverity.Error) ? false : HasValue(script, cancellationToken));
    }

    /// <summary>Runs a compiled script; what it throws is in the state.</summary>
    /// <param name="compiled">The script.</param>
    public async Task<ScriptState<object>> RunAsync(CompiledScript compiled)
    {
        var state = _state is null
            ? await compiled.Script.RunAsync(globals: null, catchException: _ => true).ConfigureAwait(false)
            : await compiled.Script.RunFromAsync(_state, catchException: _ => true).ConfigureAwait(false);
        return state;
    }

    /// <summary>Keeps what a script left behind for those after it.</summary>
    public void Keep(CompiledScript compiled, ScriptState<object> state) => (_last, _state, _fresh) = (compiled.Script, state, []);

    /// <inheritdoc/>
    public void Dispose() => Loader.Dispose();

    /// <summary>Whether the script ends in an expression without a semicolon that has a value.</summary>
    private static bool HasValue(Script script, CancellationToken cancellationToken)
    {
        var compilation = script.GetCompilation();
        var tree = compilation.SyntaxTrees.First();
        return tree.GetRoot(cancellationToken) is CompilationUnitSyntax { Members: [.., GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }] }
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression, cancellationToken).Type is not { SpecialType: SpecialType.System_Void };
    }
}

/// <summary>A script that can run.</summary>
/// <param name="Script">The script.</param>
/// <param name="Found">What the compiler found.</param>
/// <param name="HasValue">Whether it ends in a value to be shown.</param>
internal sealed record CompiledScript(Script<object> Script, ImmutableArray<Diagnostic> Found, bool HasValue)
{
    /// <summary>Whether it can run.</summary>
    public bool IsSound => !Found.Any(one => one.Severity == DiagnosticSeverity.Error);
}
