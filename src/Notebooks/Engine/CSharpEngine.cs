using System.Diagnostics;
using System.Globalization;
using LobResearch.Notebooks.Display;
using LobResearch.Notebooks.Engine.Assistance;
using LobResearch.Notebooks.Engine.Cells;
using LobResearch.Notebooks.Engine.References;
using LobResearch.Notebooks.Engine.Running;
using Microsoft.CodeAnalysis.Scripting;

namespace LobResearch.Notebooks.Engine;

/// <summary>Runs C# cells in .NET Interactive's dialect, by Roslyn's scripting.</summary>
internal sealed class CSharpEngine : INotebookEngine
{
    private const int ImportDepth = 10;
    private readonly EngineOptions _options;
    private readonly ScriptSession _session = new();
    private readonly ReferenceResolver _references;
    private readonly CellWorkspace _workspace = new();
    private readonly NotebookOutput _output = new();
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Task _warm;
    private int _cells;

    /// <summary>Makes an engine and begins to warm the compiler up.</summary>
    public CSharpEngine(EngineOptions? options = null)
    {
        _options = options ?? EngineOptions.Here;
        _references = new ReferenceResolver(_options.BaseFolder, _session.Loader);
        _warm = Task.Run(WarmUpAsync);
    }

    /// <inheritdoc/>
    public async Task<CellOutcome> ExecuteAsync(string code, ICellOutput output, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"cell {++_cells}");
        try
        {
            await _warm;
            _output.Begin(output, cancellationToken);
            CellConsole.Enter(_output);
            return await ExecuteAsync(new CellText(name, code, _options.BaseFolder, 0), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new CellOutcome(null, CellFaults.OfInterrupt(name));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<CellCompletions> CompleteAsync(string code, int cursor, CancellationToken cancellationToken = default)
    {
        await _warm;
        return await CellAssistant.CompleteAsync(_workspace, code, cursor, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CellInspection?> InspectAsync(string code, int cursor, CancellationToken cancellationToken = default)
    {
        await _warm;
        return await CellAssistant.InspectAsync(_workspace, code, cursor, cancellationToken);
    }

    /// <inheritdoc/>
    public CellCompleteness IsComplete(string code) => Completeness.Of(code);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _warm;
        _workspace.Dispose();
        _session.Dispose();
        _gate.Dispose();
    }

    /// <summary>Compiles and runs a first script, and formats a first value: what is slow the first time.</summary>
    private async Task WarmUpAsync()
    {
        var first = _session.Compile("System.Linq.Enumerable.Range(1, 3).Sum()", "start", CancellationToken.None);
        var state = await _session.RunAsync(first);
        _session.Keep(first, state);
        _workspace.Add(first.Script);
        ValueFormats.Of(state.ReturnValue);
    }

    private async Task<CellOutcome> ExecuteAsync(CellText cell, CancellationToken cancellationToken)
    {
        var parts = CellReader.Read(cell.Code);
        var clock = parts.OfType<TimePart>().Any() ? Stopwatch.StartNew() : null;
        var outcome = new CellOutcome(null, null);
        foreach (var part in parts)
        {
            outcome = await FollowAsync(cell, part, cancellationToken);
            if (outcome.Fault is not null)
                return outcome;
        }
        if (clock is not null)
            _output.Display(ValueFormats.Text(string.Create(CultureInfo.InvariantCulture, $"Wall time: {clock.Elapsed.TotalMilliseconds:0.0}ms"), ValueFormats.Plain));
        return outcome;
    }

    private async Task<CellOutcome> FollowAsync(CellText cell, CellPart part, CancellationToken cancellationToken)
    {
        try
        {
            switch (part)
            {
                case CodePart code:
                    return await RunAsync(cell, code, cancellationToken);
                case ReferencePart reference:
                    _session.Refer(await _references.ResolveAsync(reference.Reference, cancellationToken));
                    break;
                case SourcePart source:
                    _references.AddSource(source.Source);
                    break;
                case ImportPart import:
                    return await ImportAsync(cell, import, cancellationToken);
                case TextPart text:
                    _output.Display(ValueFormats.Text(text.Text, text.MimeType));
                    break;
                case QuestionPart question:
                    _output.Display(NotebookQuestions.Answer(question.Name, _session));
                    break;
                case UnknownPart unknown:
                    throw new CommandFault(unknown.Problem);
            }
            return new CellOutcome(null, null);
        }
        catch (CommandFault fault)
        {
            return new CellOutcome(null, CellFaults.OfCommand(cell.Name, part.Line, fault.Message));
        }
    }

    private async Task<CellOutcome> RunAsync(CellText cell, CodePart code, CancellationToken cancellationToken)
    {
        var compiled = await Task.Run(() => _session.Compile(code.Text, cell.Name, cancellationToken), cancellationToken);
        if (!compiled.IsSound)
            return new CellOutcome(null, CellFaults.OfDiagnostics(compiled.Found, cell.Code));
        var state = await new StoppableRun(cancellationToken).RunAsync(() => _session.RunAsync(compiled));
        _session.Keep(compiled, state);
        _workspace.Add(compiled.Script);
        if (state.Exception is not null)
            return new CellOutcome(null, cancellationToken.IsCancellationRequested ? CellFaults.OfInterrupt(cell.Name) : CellFaults.OfException(state.Exception));
        return new CellOutcome(compiled.HasValue ? await FormatAsync(state, cancellationToken) : null, null);
    }

    /// <summary>Formats the last value; its properties may run as long as any code.</summary>
    private static Task<DisplayBundle> FormatAsync(ScriptState<object> state, CancellationToken cancellationToken) =>
        new StoppableRun(cancellationToken).RunAsync(() => Task.FromResult(ValueFormats.Of(state.ReturnValue)));

    private async Task<CellOutcome> ImportAsync(CellText cell, ImportPart import, CancellationToken cancellationToken)
    {
        if (cell.Depth == ImportDepth)
            throw new CommandFault($"#!import {import.File}: files import each other more than {ImportDepth} deep.");
        var path = Path.GetFullPath(import.File, cell.Folder);
        if (!File.Exists(path))
            throw new CommandFault($"#!import {import.File}: there is no such file beside the notebook.");
        var outcome = new CellOutcome(null, null);
        foreach (var (name, code) in ImportedFile.Read(path, import.File))
        {
            outcome = await ExecuteAsync(new CellText(name, code, Path.GetDirectoryName(path)!, cell.Depth + 1), cancellationToken);
            if (outcome.Fault is not null)
                return outcome;
        }
        return outcome;
    }

    /// <summary>Text that is run as a cell.</summary>
    private sealed record CellText(string Name, string Code, string Folder, int Depth);
}
