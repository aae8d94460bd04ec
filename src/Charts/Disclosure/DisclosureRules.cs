namespace LobResearch.Charts.Disclosure;

/// <summary>Which groups may not be shown as they are, before asking what can be derived.</summary>
internal static class DisclosureRules
{
    /// <summary>Smaller groups aren't shown to funders and schools.</summary>
    public const int SmallestGroup = 10;

    /// <summary>Behind each number that isn't one school's own stand at least so many schools.</summary>
    public const int FewestSchools = 2;

    /// <summary>Groups that are too small, of too few schools, or that differ by a few persons from an earlier release.</summary>
    /// <remarks>An empty group that isn't drawn holds nobody to protect.</remarks>
    public static IReadOnlySet<CellKey> Sensitive(IReadOnlyList<CountedTable> tables, IReadOnlyList<ReleaseEntry> earlier) =>
        tables.SelectMany(table => table.Cells).Where(cell => !cell.IsPublic && (cell.IsShown || cell.Persons > 0))
            .Where(cell => cell.Persons < SmallestGroup || (cell.School is null && cell.Schools < FewestSchools)).Select(cell => cell.Key)
            .Concat(Differences(tables, earlier).Select(cell => cell.Key)).ToHashSet();

    /// <summary>Numbers that compare a group that is too small, or of too few schools: they aren't shown. How many persons there are in all needn't be hidden for that.</summary>
    public static IReadOnlySet<CellKey> Unshowable(IReadOnlyList<CountedTable> tables) =>
        tables.SelectMany(table => table.Cells).Where(cell => cell is { IsPublic: false, SmallestPart: { } part } && (part.Persons < SmallestGroup || part.Schools < FewestSchools)).Select(cell => cell.Key).ToHashSet();

    /// <summary>Groups that were released before with 1 to 9 persons more or fewer: the difference would be a small group.</summary>
    public static IReadOnlyList<CountedCell> Differences(IReadOnlyList<CountedTable> tables, IReadOnlyList<ReleaseEntry> earlier)
    {
        var before = earlier.SelectMany(entry => entry.Cells).Where(cell => cell.IsShown).ToLookup(cell => cell.Key, cell => cell.Persons);
        return tables.SelectMany(table => table.Cells).Where(cell => !cell.IsPublic && (cell.IsShown || cell.Persons > 0))
            .Where(cell => before[cell.Key].Any(persons => Math.Abs(persons - cell.Persons) is > 0 and < SmallestGroup)).DistinctBy(cell => cell.Key).ToList();
    }
}
