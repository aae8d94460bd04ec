namespace LobResearch.Statistics.Mixed;

/// <summary>A direction in which the estimated random effects do not vary.</summary>
/// <param name="Group">The grouping factor.</param>
/// <param name="Terms">The effects concerned: one whose variance is zero, or several that are tied to each other.</param>
/// <param name="IsZeroVariance">True for a variance of zero, false for correlations of ±1.</param>
/// <param name="SimplerModel">The random term to try instead; null when the term can only be left out.</param>
public sealed record Singularity(string Group, IReadOnlyList<string> Terms, bool IsZeroVariance, string? SimplerModel)
{
    // lme4's isSingular calls a diagonal element of Λ below this zero.
    private const double Tolerance = 1e-4;

    /// <summary>What is zero, why that can be, and what to try.</summary>
    public override string ToString() => IsZeroVariance
        ? $"singular fit: the variance of {string.Join(", ", Terms)} between groups of {Group} is estimated as zero. " +
          "The groups differ no more than chance within them would make them differ; with few groups that happens often also when the true variance is not zero. " +
          (SimplerModel is null ? $"Try the model without the random term of {Group}, or keep it and say so." : $"Try {SimplerModel}.")
        : $"singular fit: the effects {string.Join(", ", Terms)} of {Group} are perfectly correlated. " +
          $"There are too few groups, or too few rows in them, to tell so many effects apart. Try {SimplerModel}.";

    internal static IReadOnlyList<Singularity> Of(MixedModelFit fit)
    {
        var found = new List<Singularity>();
        for (var f = 0; f < fit.Data.Factors.Count; f++)
        {
            var factor = fit.Data.Factors[f];
            for (var term = 0; term < factor.Terms.Count; term++)
            {
                var effects = Enumerable.Range(0, factor.Size).Where(effect => factor.TermOf[effect] == term).ToList();
                found.AddRange(Of(factor, effects, fit.Lambda[f]));
            }
        }

        return found;
    }

    private static IEnumerable<Singularity> Of(GroupingFactor factor, List<int> effects, double[] lambda)
    {
        var zero = effects.Where(effect => Enumerable.Range(0, factor.Size).Sum(k => lambda[effect * factor.Size + k] * lambda[effect * factor.Size + k]) < Tolerance * Tolerance).ToList();
        var rest = effects.Except(zero).ToList();
        foreach (var effect in zero)
            yield return new Singularity(factor.Name, [factor.Effects[effect]], true, rest.Count == 0 ? null : Written(factor, rest, '|'));
        if (rest.Exists(effect => lambda[effect * factor.Size + effect] < Tolerance))
        {
            yield return new Singularity(
                factor.Name, [.. rest.Select(effect => factor.Effects[effect])], false,
                rest.Count > 1 ? $"{Written(factor, rest, '‖')} without the correlation, or {Written(factor, [rest[0]], '|')}" : Written(factor, rest, '|'));
        }
    }

    private static string Written(GroupingFactor factor, List<int> effects, char bar)
    {
        var names = effects.Select(effect => factor.Effects[effect]).ToList();
        var intercept = names.Remove("(Intercept)") ? "1" : "0";
        return $"({string.Join(" + ", names.Prepend(intercept))} {(bar == '|' ? "|" : "||")} {factor.Name})";
    }
}
