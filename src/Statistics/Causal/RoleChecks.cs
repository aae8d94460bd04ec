using System.Globalization;
using LobResearch.Statistics.Formulas;

namespace LobResearch.Statistics.Causal;

/// <summary>Refuses roles that contradict each other, before any row is looked at.</summary>
internal static class RoleChecks
{
    /// <summary>Refuses no exposure, a column named twice in one role, and more than two clusterings.</summary>
    public static void Refuse(CausalRoles roles)
    {
        if (roles.Exposures.Count == 0)
            throw new StatisticsException("There is no exposure; name one or more.");
        if (roles.Exposures.Distinct(StringComparer.Ordinal).Count() != roles.Exposures.Count)
            throw new StatisticsException($"An exposure is named twice: {string.Join(", ", roles.Exposures)}.");
        if (roles.Clusters.Count > 2)
            throw new StatisticsException($"Errors cluster by one column or by two crossed ones, not by {roles.Clusters.Count.ToString(CultureInfo.InvariantCulture)}.");
        if (roles.Clusters.Distinct(StringComparer.Ordinal).Count() != roles.Clusters.Count)
            throw new StatisticsException($"The cluster {roles.Clusters[0]} is named twice; name it once.");
    }

    /// <summary>Refuses a column that plays two parts.</summary>
    /// <param name="roles">The roles.</param>
    /// <param name="covariates">The covariates as a formula, whose outcome is of no account.</param>
    public static void RefuseOverlap(CausalRoles roles, Formula covariates)
    {
        var parts = roles.Clusters.Select(name => (Name: name, Part: "cluster")).Concat(roles.Nuisance.Select(pair => (Name: pair.Value, Part: $"prediction {pair.Key}")));
        if (roles.Groups is not null)
            parts = parts.Append((roles.Groups, "groups"));
        if (roles.FoldColumn is not null)
            parts = parts.Append((roles.FoldColumn, "folds"));
        foreach (var (name, part) in parts)
        {
            if (name == roles.Outcome)
                throw new StatisticsException($"'{name}' is named both as outcome and as {part}; name another column as {part}.");
            // That a cluster is the exposure is said further on, of any column that tells it.
            if (part != "cluster" && roles.Exposures.Contains(name, StringComparer.Ordinal))
                throw new StatisticsException($"'{name}' is named both as exposure and as {part}; name another column as {part}.");
        }

        var adjusted = covariates.Terms.SelectMany(term => term.Variables).SelectMany(variable => variable.Columns).ToHashSet(StringComparer.Ordinal);
        if (roles.Exposures.Contains(roles.Outcome, StringComparer.Ordinal))
            throw new StatisticsException($"'{roles.Outcome}' is named both as outcome and as exposure.");
        if (adjusted.Contains(roles.Outcome))
            throw new StatisticsException($"The outcome '{roles.Outcome}' stands among the covariates, which would explain it by itself. Leave it out there.");
        if (roles.Exposures.FirstOrDefault(adjusted.Contains) is { } exposure)
            throw new StatisticsException($"The exposure '{exposure}' stands among the covariates, which leaves no effect to estimate. Leave it out there.");
    }
}
