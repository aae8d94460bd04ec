namespace LobResearch.Study;

/// <summary>
/// What was handed in (a file, a plan, an argument) can't be used. The message is complete as it stands: what is wrong,
/// where, what was expected, what to do; one line per fault.
/// </summary>
public sealed class InputFault : Exception
{
    /// <summary>A single fault.</summary>
    public InputFault(string message)
        : base(VisibleText.Lines(message))
    {
        Faults = [];
    }

    /// <summary>All faults of one or several files at once.</summary>
    public InputFault(IReadOnlyList<Fault> faults)
        : base(VisibleText.Lines(string.Join(Environment.NewLine, faults)))
    {
        Faults = faults;
    }

    /// <summary>The faults one by one, where they have a place in a file; empty for a single message.</summary>
    public IReadOnlyList<Fault> Faults { get; }
}

/// <summary>A fault at a place in a text file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Message">What is wrong, what was expected, what to do.</param>
public sealed record Fault(string Path, int Line, int Column, string Message)
{
    /// <summary>In the form that editors can jump to: <c>path:line:column: message</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Path}:{Line}:{Column}: {Message}");
}

/// <summary>Collects the faults of files, so that they are told at once rather than one a time.</summary>
public sealed class FaultList
{
    private readonly List<Fault> _faults = [];

    /// <summary>The faults so far, in the files' order.</summary>
    public IReadOnlyList<Fault> Faults =>
        _faults.OrderBy(fault => fault.Path, StringComparer.Ordinal).ThenBy(fault => fault.Line).ThenBy(fault => fault.Column).ToList();

    /// <summary>Whether there are any.</summary>
    public bool Any => _faults.Count > 0;

    /// <summary>Adds a fault.</summary>
    public void Add(Fault fault) => _faults.Add(fault);

    /// <summary>Throws what was collected.</summary>
    /// <exception cref="InputFault">There are faults.</exception>
    public void ThrowIfAny()
    {
        if (Any)
            throw new InputFault(Faults);
    }
}
