namespace LobResearch.Charts.Page;

/// <summary>Places for small pictures of one size, two a row across the page.</summary>
/// <param name="Count">How many.</param>
/// <param name="Gap">Between two of a row, in pixels.</param>
internal readonly record struct PanelGrid(int Count, float Gap)
{
    /// <summary>Width of each place.</summary>
    public float Width => (PageFrame.Usable - Gap * (Columns - 1)) / Columns;

    private int Columns => Math.Min(2, Count);

    /// <summary>Left and top edge of a place.</summary>
    /// <param name="place">Which, counted along the rows from 0.</param>
    /// <param name="top">Top of the first row.</param>
    /// <param name="rowHeight">From one row's top to the next.</param>
    public (float Left, float Top) At(int place, float top, float rowHeight) =>
        (PageFrame.Margin + place % Columns * (Width + Gap), top + place / Columns * rowHeight);
}
