namespace LobResearch.Notebooks.Engine;

/// <summary>Runs the cells of one notebook, one after another, with what they leave behind.</summary>
internal interface INotebookEngine : IAsyncDisposable
{
    /// <summary>Runs a cell. Faults of the cell's code are part of the outcome, never thrown.</summary>
    /// <param name="code">The cell's source in .NET Interactive's C# dialect.</param>
    /// <param name="output">Takes what the cell prints and displays, while it runs.</param>
    /// <param name="cancellationToken">Interrupts the cell; the outcome says so, and the next cell can run.</param>
    Task<CellOutcome> ExecuteAsync(string code, ICellOutput output, CancellationToken cancellationToken = default);

    /// <summary>What could be typed at a place.</summary>
    /// <param name="code">The cell so far.</param>
    /// <param name="cursor">Place in it, in UTF-16 units.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<CellCompletions> CompleteAsync(string code, int cursor, CancellationToken cancellationToken = default);

    /// <summary>Signature and documentation of what stands at a place; null for nothing known.</summary>
    /// <param name="code">The cell so far.</param>
    /// <param name="cursor">Place in it, in UTF-16 units.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<CellInspection?> InspectAsync(string code, int cursor, CancellationToken cancellationToken = default);

    /// <summary>Whether a cell can be run as it stands, or more must be typed.</summary>
    CellCompleteness IsComplete(string code);
}

/// <summary>Takes what a cell gives while it runs; called from the cell's threads, so it is safe for several.</summary>
internal interface ICellOutput
{
    /// <summary>Text that was printed.</summary>
    /// <param name="isError">Whether to standard error.</param>
    /// <param name="text">The text, as printed.</param>
    void Write(bool isError, string text);

    /// <summary>A value that was displayed.</summary>
    /// <param name="bundle">Its forms.</param>
    /// <param name="displayId">By which it may be updated; null when it won't be.</param>
    void Display(DisplayBundle bundle, string? displayId);

    /// <summary>Replaces what was displayed under an id.</summary>
    void Update(DisplayBundle bundle, string displayId);
}

/// <summary>A value in the forms in which a notebook can show it.</summary>
/// <param name="Forms">Text by MIME type, <c>text/plain</c> always among them; in the order of the types' names.</param>
internal sealed record DisplayBundle(IReadOnlyDictionary<string, string> Forms);

/// <summary>What came of a cell.</summary>
/// <param name="Value">The last expression's value; null when there is none, or the cell failed.</param>
/// <param name="Fault">What went wrong; null when nothing did.</param>
internal sealed record CellOutcome(DisplayBundle? Value, CellFault? Fault);

/// <summary>Why a cell failed.</summary>
/// <param name="Name">The exception's type, or <c>CompilationError</c>, or <c>Interrupted</c>.</param>
/// <param name="Message">What is wrong, in a line.</param>
/// <param name="Trace">Lines for a person: where in which cell, and how it came there.</param>
/// <param name="IsInterrupt">Whether somebody stopped it.</param>
internal sealed record CellFault(string Name, string Message, IReadOnlyList<string> Trace, bool IsInterrupt = false);

/// <summary>What could be typed.</summary>
/// <param name="Items">In the order of a list.</param>
/// <param name="Start">First place that is replaced, in UTF-16 units.</param>
/// <param name="End">Place after the last that is replaced.</param>
internal sealed record CellCompletions(IReadOnlyList<string> Items, int Start, int End);

/// <summary>What is known of a name.</summary>
/// <param name="Bundle">Signature and documentation.</param>
internal sealed record CellInspection(DisplayBundle Bundle);

/// <summary>Whether a cell is finished.</summary>
internal enum CellCompleteness
{
    /// <summary>It can run.</summary>
    Complete,

    /// <summary>More must be typed.</summary>
    Incomplete,

    /// <summary>No more typing makes it right.</summary>
    Invalid,
}
