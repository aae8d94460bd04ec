namespace LobResearch.Notebooks.Engine.Running;

/// <summary>Where a notebook's code prints and displays: the cell that runs, or the last that ran.</summary>
internal sealed class NotebookOutput
{
    private readonly Lock _gate = new();
    private ICellOutput? _cell;
    private int _displayed;

    /// <summary>Stops the code of the running cell.</summary>
    public CancellationToken Cancellation { get; private set; }

    /// <summary>Turns to the next cell.</summary>
    public void Begin(ICellOutput cell, CancellationToken cancellation)
    {
        lock (_gate)
            (_cell, Cancellation) = (cell, cancellation);
    }

    /// <summary>Gives text to the cell.</summary>
    public void Write(bool isError, string text)
    {
        if (text.Length > 0)
            _cell?.Write(isError, text);
    }

    /// <summary>Shows a value, under an id that no other of the notebook has.</summary>
    /// <returns>The id.</returns>
    public string Display(DisplayBundle bundle)
    {
        string id;
        lock (_gate)
            id = $"display-{++_displayed}";
        _cell?.Display(bundle, id);
        return id;
    }

    /// <summary>Replaces what is shown under an id.</summary>
    public void Update(DisplayBundle bundle, string id) => _cell?.Update(bundle, id);
}
