namespace LobResearch.Notebooks.Engine;

/// <summary>Where the cells of a notebook look.</summary>
/// <param name="BaseFolder">Folder to which <c>#r</c> and <c>#!import</c> are relative: the notebook's own.</param>
internal sealed record EngineOptions(string BaseFolder)
{
    /// <summary>Cells that look in the current folder.</summary>
    public static EngineOptions Here => new(Directory.GetCurrentDirectory());
}
