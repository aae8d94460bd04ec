using LobResearch.Study.Codebook;

namespace LobResearch.Analysis.Scores;

/// <summary>Why answers to an item are missing.</summary>
/// <param name="Item">The item.</param>
/// <param name="Counts">Per reason how many questionnaires; reasons that don't occur aren't in it.</param>
public sealed record ItemMissing(string Item, IReadOnlyDictionary<MissingClass, int> Counts)
{
    /// <summary>All of them.</summary>
    public int Total => Counts.Values.Sum();

    /// <summary>How many for one reason.</summary>
    /// <param name="reason">The reason.</param>
    public int Of(MissingClass reason) => Counts.GetValueOrDefault(reason);
}
