namespace LobResearch.Charts.Disclosure;

/// <summary>
/// Secondary suppression: takes out as little more as is needed that no sensitive group can be worked out from what is left.
/// </summary>
/// <remarks>
/// After Hundepool et al. (2012), Statistical Disclosure Control, ch. 4: a sensitive cell is safe when all that a reader knows (shown
/// cells, sums, no count below 0, and the same of earlier releases) leaves a feasible interval that is wide enough. The search is
/// greedy: the smallest useful cell goes first, totals go last, and what turns out not to be needed comes back.
/// </remarks>
internal static class Suppression
{
    /// <summary>The groups to withhold: the sensitive ones and those that would give them away.</summary>
    /// <param name="tables">The groups behind a picture and how they add up.</param>
    /// <param name="sensitive">Keys of the groups that may not be shown or derived.</param>
    /// <param name="earlier">Earlier releases to the same readers.</param>
    /// <param name="unshowable">Keys of the groups that may not be shown and needn't be kept from being derived; null for none.</param>
    public static WithheldCells Of(IReadOnlyList<CountedTable> tables, IReadOnlySet<CellKey> sensitive, IReadOnlyList<ReleaseEntry> earlier, IReadOnlySet<CellKey>? unshowable = null)
    {
        var system = KnownSums.Of(tables, earlier);
        var first = system.Cells.Where(cell => sensitive.Contains(cell.Key)).ToList();
        var always = first.Concat(system.Cells.Where(cell => unshowable?.Contains(cell.Key) == true)).ToHashSet();
        var withheld = always.ToHashSet();
        // Groups that earlier releases withheld from the same readers stay protected too.
        var guarded = first.Concat(system.HiddenBefore).Distinct().ToList();
        // What nothing can protect, such as a group that earlier releases give away, is withheld without taking the rest along.
        var exposed = new HashSet<Group>();
        while (guarded.FirstOrDefault(group => !exposed.Contains(group) && !system.Protects(group, withheld)) is { } open)
        {
            if (system.NextToWithhold(open, withheld) is { } next)
                withheld.Add(next);
            else
                exposed.Add(open);
        }

        foreach (var candidate in withheld.Except(always).OrderByDescending(group => group.Persons).ToList())
        {
            withheld.Remove(candidate);
            if (!guarded.All(group => exposed.Contains(group) || system.Protects(group, withheld)))
                withheld.Add(candidate);
        }

        return new WithheldCells(withheld.Where(system.IsDrawn).Select(group => group.Key));
    }
}
