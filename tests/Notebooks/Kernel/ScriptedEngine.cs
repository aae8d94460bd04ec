using LobResearch.Notebooks.Engine;

namespace LobResearch.Notebooks.Tests.Kernel;

/// <summary>An engine that does what a cell names, so that the kernel is tested apart from C#:
/// <c>print TEXT</c>, <c>show ID TEXT</c>, <c>update ID TEXT</c>, <c>fail</c>, <c>wait</c>, <c>crash</c>; else the cell is its own value.</summary>
internal sealed class ScriptedEngine : INotebookEngine
{
    /// <summary>Every cell that was run.</summary>
    public List<string> Ran { get; } = [];

    /// <summary>Ends when a cell waits to be interrupted.</summary>
    public SemaphoreSlim Waits { get; } = new(0);

    /// <summary>Whether the kernel has let go of it.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Place of the last question, in UTF-16 units.</summary>
    public int Cursor { get; private set; }

    public static DisplayBundle Plain(string text) => new(new SortedDictionary<string, string>(StringComparer.Ordinal) { ["text/plain"] = text });

    public async Task<CellOutcome> ExecuteAsync(string code, ICellOutput output, CancellationToken cancellationToken = default)
    {
        Ran.Add(code);
        var words = code.Split(' ', 3);
        switch (words[0])
        {
            case "print":
                output.Write(isError: false, code[6..]);
                return new CellOutcome(null, null);
            case "show":
                output.Display(Plain(words[2]), words[1]);
                return new CellOutcome(null, null);
            case "update":
                output.Update(Plain(words[2]), words[1]);
                return new CellOutcome(null, null);
            case "fail":
                return new CellOutcome(null, new CellFault("InvalidOperationException", "It failed.", ["Cell 1, line 1", "It failed."]));
            case "crash":
                throw new InvalidOperationException("text of the cell");
            case "wait":
                return await WaitAsync(cancellationToken);
            default:
                return new CellOutcome(Plain(code), null);
        }
    }

    public Task<CellCompletions> CompleteAsync(string code, int cursor, CancellationToken cancellationToken = default)
    {
        Cursor = cursor;
        return Task.FromResult(new CellCompletions(["Length", "LastIndexOf"], cursor - 1, cursor));
    }

    public Task<CellInspection?> InspectAsync(string code, int cursor, CancellationToken cancellationToken = default)
    {
        Cursor = cursor;
        return Task.FromResult(code == "nothing" ? null : new CellInspection(Plain("int string.Length")));
    }

    public CellCompleteness IsComplete(string code) =>
        code.EndsWith('{') ? CellCompleteness.Incomplete : code.EndsWith('}') ? CellCompleteness.Complete : CellCompleteness.Invalid;

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private async Task<CellOutcome> WaitAsync(CancellationToken cancellationToken)
    {
        Waits.Release();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The outcome says it.
        }

        return new CellOutcome(null, new CellFault("Interrupted", "Stopped.", ["Stopped."], IsInterrupt: true));
    }
}
