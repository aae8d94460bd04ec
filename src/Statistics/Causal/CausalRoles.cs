using LobResearch.Statistics.Design;

namespace LobResearch.Statistics.Causal;

/// <summary>Which columns play which part in a causal estimate.</summary>
/// <param name="Outcome">Column with the outcome, a number.</param>
/// <param name="Exposures">Columns with the exposures, numbers; one or more.</param>
public sealed record CausalRoles(string Outcome, IReadOnlyList<string> Exposures)
{
    /// <summary>The covariates as the right side of a formula, such as <c>x1 + x2 + factor(x3)</c>; 1 for none.</summary>
    public string Covariates { get; init; } = "1";

    /// <summary>Columns within whose values errors go together: none, one, or two crossed ones.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = [];

    /// <summary>Column whose values are the folds; null to draw them.</summary>
    public string? FoldColumn { get; init; }

    /// <summary>
    /// Columns with out-of-fold predictions that somebody else made: <c>l</c> = E(y|x), <c>m</c> = E(d|x) or P(d = 1|x),
    /// <c>g</c> = E(y − θd|x), <c>g0</c> and <c>g1</c> = E(y|d, x). With several exposures <c>l:d1</c>, <c>m:d1</c> and so on.
    /// </summary>
    public IReadOnlyDictionary<string, string> Nuisance { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Column whose values are groups to give an effect each; null for none.</summary>
    public string? Groups { get; init; }

    /// <summary>Reference levels and orders of levels of categorical covariates.</summary>
    public DesignOptions Design { get; init; } = new();
}
