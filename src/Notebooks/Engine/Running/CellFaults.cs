using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using LobResearch.Study;
using Microsoft.CodeAnalysis;

namespace LobResearch.Notebooks.Engine.Running;

/// <summary>Tells a person why a cell failed: where in which cell, and how it came there.</summary>
internal static class CellFaults
{
    /// <summary>The name of a fault of the cell's text.</summary>
    public const string CompilationError = "CompilationError";

    /// <summary>The name of a cell that somebody stopped.</summary>
    public const string Interrupted = "Interrupted";

    private const int DiagnosticsShown = 10;

    /// <summary>Why a cell doesn't compile.</summary>
    /// <param name="diagnostics">What the compiler found.</param>
    /// <param name="code">The cell's text, of which the faulty lines are shown.</param>
    public static CellFault OfDiagnostics(ImmutableArray<Diagnostic> diagnostics, string code)
    {
        var errors = diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)
            .OrderBy(one => one.Location.SourceSpan.Start).ToList();
        var lines = code.ReplaceLineEndings("\n").Split('\n');
        var trace = errors.Take(DiagnosticsShown).SelectMany(error => Shown(error, lines)).ToList();
        if (errors.Count > DiagnosticsShown)
            trace.Add($"… and {errors.Count - DiagnosticsShown} more");
        return new CellFault(CompilationError, errors.Count == 0 ? "The cell doesn't compile." : Line(errors[0]), trace);
    }

    /// <summary>Why a cell could not do what a command in it asks.</summary>
    /// <param name="cell">The cell's name.</param>
    /// <param name="line">The command's line.</param>
    /// <param name="problem">What is wrong, and what to do.</param>
    public static CellFault OfCommand(string cell, int line, string problem) =>
        new(CompilationError, $"{cell}, line {line}: {problem}", [$"{cell}, line {line}: {problem}"]);

    /// <summary>That somebody stopped a cell.</summary>
    public static CellFault OfInterrupt(string cell) =>
        new(Interrupted, $"{cell} was stopped.", [$"{cell} was stopped."], IsInterrupt: true);

    /// <summary>What a cell's code threw.</summary>
    public static CellFault OfException(Exception thrown)
    {
        var isWrapping = thrown is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 };
        var fault = isWrapping && thrown.InnerException is { } inner ? inner : thrown;
        var trace = new List<string>();
        for (var one = fault; one is not null; one = one.InnerException)
        {
            trace.Add($"{(one == fault ? "" : "Caused by ")}{one.GetType().FullName}: {one.Message}");
            trace.AddRange(Frames(one));
        }
        return new CellFault(fault.GetType().FullName ?? fault.GetType().Name, fault.Message, trace);
    }

    private static IEnumerable<string> Shown(Diagnostic error, string[] lines)
    {
        yield return Line(error);
        var span = error.Location.GetLineSpan();
        var line = span.StartLinePosition.Line;
        if (!error.Location.IsInSource || line >= lines.Length || lines[line].Length == 0)
            yield break;
        var width = span.EndLinePosition.Line == line ? span.EndLinePosition.Character - span.StartLinePosition.Character : 1;
        yield return "    " + lines[line];
        yield return "    " + Blank(lines[line], span.StartLinePosition.Character) + new string('^', Math.Max(1, width));
    }

    private static string Line(Diagnostic error)
    {
        var span = error.Location.GetLineSpan();
        var place = error.Location.IsInSource
            ? $"{span.Path}, line {span.StartLinePosition.Line + 1}, column {span.StartLinePosition.Character + 1}: "
            : "";
        return $"{place}error {error.Id}: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    }

    private static string Blank(string line, int length) =>
        new([.. line.PadRight(length).Take(length).Select(character => character == '\t' ? '\t' : ' ')]);

    /// <summary>The way from the cell to the fault; of the notebook's own machinery and of folders nothing is said.</summary>
    private static IEnumerable<string> Frames(Exception fault)
    {
        // Faults of a person's input say all in their message.
        if (fault is InputFault or EnvironmentFault)
        {
            if (CellFrames(fault).FirstOrDefault() is { } place)
                yield return $"   in {Place(place)}";
            yield break;
        }
        foreach (var frame in new StackTrace(fault, fNeedFileInfo: true).GetFrames())
        {
            var method = frame.GetMethod();
            if (IsCell(frame))
                yield return $"   in {Place(frame)}{(Inner(method) is { } name ? $" ({name})" : "")}";
            else if (method?.DeclaringType is { } type && !IsMachinery(type))
                yield return $"   at {type.FullName?.Replace('+', '.')}.{method.Name}";
        }
    }

    private static IEnumerable<StackFrame> CellFrames(Exception fault) =>
        new StackTrace(fault, fNeedFileInfo: true).GetFrames().Where(IsCell);

    private static bool IsCell(StackFrame frame) =>
        frame.GetMethod()?.Module.Assembly is { IsDynamic: false } assembly && frame.GetFileLineNumber() > 0
        && assembly.GetName().Name?.StartsWith('ℛ') == true;

    private static string Place(StackFrame frame) => $"{frame.GetFileName()}, line {frame.GetFileLineNumber()}";

    private static string? Inner(MethodBase? method) =>
        method is null || method.Name is "MoveNext" or "<Initialize>" || method.Name.Contains('<', StringComparison.Ordinal) ? null : method.Name;

    private static bool IsMachinery(Type type) =>
        type.Namespace is { } name && (name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
            || name.StartsWith("System.Runtime.CompilerServices", StringComparison.Ordinal)
            || name.StartsWith("System.Runtime.ExceptionServices", StringComparison.Ordinal)
            || name.StartsWith("System.Threading", StringComparison.Ordinal)
            || name.StartsWith("LobResearch.Notebooks.Engine", StringComparison.Ordinal))
        || type.FullName?.StartsWith("Submission#", StringComparison.Ordinal) == true;
}
