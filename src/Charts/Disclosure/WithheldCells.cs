namespace LobResearch.Charts.Disclosure;

/// <summary>The groups whose numbers may not stand in a picture, and not in its title, alternative text or data either.</summary>
internal sealed class WithheldCells(IEnumerable<CellKey> keys)
{
    private readonly HashSet<CellKey> _keys = [.. keys];

    /// <summary>How many.</summary>
    public int Count => _keys.Count;

    /// <summary>Whether this group's numbers are withheld: its count, and whatever was computed from it.</summary>
    public bool Contains(CellKey key) => _keys.Contains(key);
}
