namespace LobResearch.Statistics.Design;

/// <summary>How categorical columns enter a model.</summary>
public sealed record DesignOptions
{
    /// <summary>Column (or <c>factor(column)</c>) → the level that others are compared with.</summary>
    public IReadOnlyDictionary<string, string> References { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Column → its levels in the wanted order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Levels { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Columns beside the formula's that must not be missing either: clusters, weights.</summary>
    public IReadOnlyList<string> AlsoRequired { get; init; } = [];
}
