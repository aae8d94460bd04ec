using System.Globalization;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Measurement;

/// <summary>The rows of dyads by role.</summary>
/// <param name="Roles">The roles.</param>
/// <param name="Dyads">Per dyad the row of each role; −1 for none.</param>
/// <param name="Warnings">What a reader must know of the rows.</param>
internal sealed record DyadRows(IReadOnlyList<string> Roles, IReadOnlyList<int[]> Dyads, IReadOnlyList<string> Warnings)
{
    private const int MostRoles = 6;

    /// <exception cref="StatisticsException">One role or very many, or a dyad with two rows of one role.</exception>
    public static DyadRows Of(Column dyad, Column role)
    {
        var (dyads, roles) = (RowGroups.Of(dyad), RowGroups.Of(role));
        if (roles.Groups.Count is < 2 or > MostRoles)
            throw new StatisticsException($"{role.Name} has {ReliabilityText.Count(roles.Groups.Count, "value")}; a role is who of a dyad a row is, such as parent and student, two to {MostRoles} of them.");
        var roleOf = Enumerable.Repeat(-1, role.Length).ToArray();
        for (var code = 0; code < roles.Groups.Count; code++)
        {
            foreach (var row in roles.Groups[code].Rows)
                roleOf[row] = code;
        }

        var warnings = new List<string>();
        var without = Enumerable.Range(0, dyad.Length).Count(row => dyad.IsMissing(row) || roleOf[row] < 0);
        if (without > 0)
            warnings.Add($"{ReliabilityText.Count(without, "row")} without {dyad.Name} or {role.Name} {(without == 1 ? "is" : "are")} in no dyad");
        return new DyadRows(roles.Groups.Select(group => group.Label).ToList(), dyads.Groups.Select(group => ByRole(group.Rows, roleOf, roles, dyad.Name)).ToList(), warnings);
    }

    /// <summary>Agreement on a score of each two roles.</summary>
    public IEnumerable<DyadAgreement> Agreement(NumericColumn score, double confidence)
    {
        for (var first = 0; first < Roles.Count; first++)
        {
            for (var second = first + 1; second < Roles.Count; second++)
            {
                var pairs = Dyads.Select(rows => new[] { Score(rows[first]), Score(rows[second]) }).ToList();
                yield return DyadAgreement.Of(
                    score.Name, Roles[first], Roles[second], pairs.Where(pair => !pair.Any(double.IsNaN)).ToList(), pairs.Count(pair => pair.Count(double.IsNaN) == 1), confidence);
            }
        }

        double Score(int row) => row < 0 ? double.NaN : score.Values[row];
    }

    private static int[] ByRole(int[] rows, int[] roleOf, RowGroups roles, string dyad)
    {
        var own = Enumerable.Repeat(-1, roles.Groups.Count).ToArray();
        foreach (var row in rows.Where(row => roleOf[row] >= 0))
        {
            if (own[roleOf[row]] >= 0)
            {
                throw new StatisticsException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Data rows {own[roleOf[row]] + 1} and {row + 1} have the same {dyad} and the same {roles.Column}; a dyad has one row per role. Correct one, or tell them apart by another role (parent1, parent2)."));
            }

            own[roleOf[row]] = row;
        }

        return own;
    }
}
