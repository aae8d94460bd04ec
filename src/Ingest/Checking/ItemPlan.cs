using LobResearch.Study.Codebook;

namespace LobResearch.Ingest.Checking;

/// <summary>Where an item's answers are in a file, and what is checked of them.</summary>
/// <param name="Item">The item.</param>
/// <param name="Ordinal">Its place in the form, from 1.</param>
/// <param name="First">Index of its first cell among all cells of the form.</param>
/// <param name="Cells">One cell, or one per answer of an item with several.</param>
/// <param name="List">Reads the one column that holds several answers; null when each has its own.</param>
internal sealed record ItemPlan(Item Item, short Ordinal, int First, IReadOnlyList<CellPlan> Cells, ListReader? List)
{
    /// <summary>Place in the list of plans of the item that its routing looks at; −1 for none.</summary>
    public int Gate { get; init; } = -1;

    /// <summary>Whether the file has it.</summary>
    public bool IsInFile => Cells[0].Column >= 0;
}

/// <summary>A cell of an item.</summary>
/// <param name="Option">Of an item with several answers: which.</param>
/// <param name="Position">Position in the answers array, from 1; 0 when it isn't stored there.</param>
/// <param name="Column">The file's column; −1 when it has none.</param>
/// <param name="Reader">Reads it.</param>
internal sealed record CellPlan(AnswerOption? Option, int Position, int Column, CellReader Reader);
