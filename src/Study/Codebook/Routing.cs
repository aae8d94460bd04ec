namespace LobResearch.Study.Codebook;

/// <summary>A question is put only if an earlier item was answered in some way.</summary>
/// <param name="ItemId">The earlier item.</param>
/// <param name="Codes">It has one of these codes; of an item with several answers, one of these was chosen. Empty for a number.</param>
/// <param name="AtLeast">It is at least this number; null for no lower bound.</param>
/// <param name="AtMost">It is at most this number; null for no upper bound.</param>
public sealed record Routing(string ItemId, IReadOnlyList<int> Codes, decimal? AtLeast, decimal? AtMost)
{
    /// <summary>Whether an answer of the earlier item lets the question be put.</summary>
    public bool Holds(double answer) => Codes.Count > 0
        ? Codes.Any(code => code == answer)
        : !(answer < (double?)AtLeast) && !(answer > (double?)AtMost);
}
