using System.Collections.Concurrent;
using System.Text;
using LobResearch.Notebooks.Engine;

namespace LobResearch.Notebooks.Tests.Engine;

/// <summary>Keeps what a cell gave.</summary>
internal sealed class CollectedOutput : ICellOutput
{
    private readonly StringBuilder _printed = new();
    private readonly StringBuilder _errors = new();

    public ConcurrentQueue<(DisplayBundle Bundle, string? Id)> Displayed { get; } = new();

    public ConcurrentQueue<(DisplayBundle Bundle, string Id)> Updated { get; } = new();

    public string Printed
    {
        get { lock (_printed) return _printed.ToString(); }
    }

    public string Errors
    {
        get { lock (_errors) return _errors.ToString(); }
    }

    public void Write(bool isError, string text)
    {
        var target = isError ? _errors : _printed;
        lock (target)
            target.Append(text);
    }

    public void Display(DisplayBundle bundle, string? displayId) => Displayed.Enqueue((bundle, displayId));

    public void Update(DisplayBundle bundle, string displayId) => Updated.Enqueue((bundle, displayId));
}
