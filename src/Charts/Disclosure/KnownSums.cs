namespace LobResearch.Charts.Disclosure;

/// <summary>A group at a size: the same key at another size is another group of persons.</summary>
/// <param name="Key">Which group.</param>
/// <param name="Persons">Its size.</param>
internal sealed record Group(CellKey Key, int Persons);

/// <summary>What a reader can combine: groups that are shown or not, and the sums that bind them.</summary>
internal sealed class KnownSums
{
    private readonly List<(Group Total, IReadOnlyList<Group> Parts)> _sums = [];
    private readonly ILookup<Group, int> _sumsOf;
    private readonly HashSet<Group> _drawn;
    private readonly HashSet<Group> _fixed;
    private readonly HashSet<Group> _totals;

    private KnownSums(IReadOnlyList<Group> cells, HashSet<Group> drawn, HashSet<Group> known, IReadOnlyList<Group> hiddenBefore, IEnumerable<(Group Total, IReadOnlyList<Group> Parts)> sums)
    {
        (Cells, _drawn, _fixed, HiddenBefore) = (cells, drawn, known, hiddenBefore);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sum in sums)
        {
            if (seen.Add($"{sum.Total}|{string.Join('|', sum.Parts.Select(part => part.ToString()).Order(StringComparer.Ordinal))}"))
                _sums.Add(sum);
        }

        _totals = _sums.Select(sum => sum.Total).ToHashSet();
        _sumsOf = _sums.SelectMany((sum, index) => sum.Parts.Append(sum.Total).Select(group => (group, index))).ToLookup(pair => pair.group, pair => pair.index);
    }

    /// <summary>The groups of the picture at hand.</summary>
    public IReadOnlyList<Group> Cells { get; }

    /// <summary>Groups of earlier releases that weren't shown and are to be protected.</summary>
    public IReadOnlyList<Group> HiddenBefore { get; }

    /// <summary>Puts a picture's tables and earlier releases together.</summary>
    /// <exception cref="ArgumentException">A sum names a group that isn't listed, or doesn't add up.</exception>
    public static KnownSums Of(IReadOnlyList<CountedTable> tables, IReadOnlyList<ReleaseEntry> earlier)
    {
        var cells = tables.SelectMany(table => table.Cells).ToList();
        var sizes = new Dictionary<CellKey, int>();
        foreach (var cell in cells)
        {
            if (!sizes.TryAdd(cell.Key, cell.Persons) && sizes[cell.Key] != cell.Persons)
                throw new ArgumentException($"The group {cell.Key} is listed with {sizes[cell.Key]} and with {cell.Persons} persons.", nameof(tables));
        }

        var known = cells.Where(cell => cell.IsPublic).Select(cell => new Group(cell.Key, cell.Persons))
            .Concat(earlier.SelectMany(entry => entry.Cells).Where(cell => cell.IsShown).Select(cell => new Group(cell.Key, cell.Persons))).ToHashSet();
        var hidden = earlier.SelectMany(entry => entry.Cells).Where(cell => !cell.IsShown && cell.Persons > 0 && (cell.Persons < DisclosureRules.SmallestGroup || cell.Schools < DisclosureRules.FewestSchools))
            .Select(cell => new Group(cell.Key, cell.Persons)).Where(group => !known.Contains(group)).Distinct().ToList();
        var sums = tables.SelectMany(table => table.Sums).Select(sum => Sized(sum, key => sizes.TryGetValue(key, out var size) ? size : throw new ArgumentException($"A sum names the group {key}, which isn't listed.", nameof(tables))))
            .Concat(earlier.SelectMany(entry =>
            {
                var then = entry.Cells.ToDictionary(cell => cell.Key, cell => cell.Persons);
                return entry.Sums.Select(sum => Sized(sum, key => then[key]));
            })).ToList();
        foreach (var (total, parts) in sums)
        {
            if (total.Persons != parts.Sum(part => part.Persons))
                throw new ArgumentException($"The parts of {total.Key} hold {parts.Sum(part => part.Persons)} persons together, and the total {total.Persons}.", nameof(tables));
        }

        return new KnownSums(
            cells.Select(cell => new Group(cell.Key, cell.Persons)).Distinct().ToList(),
            cells.Where(cell => cell is { IsShown: true, IsPublic: false }).Select(cell => new Group(cell.Key, cell.Persons)).ToHashSet(), known, hidden, sums);

        static (Group, IReadOnlyList<Group>) Sized(CellSum sum, Func<CellKey, int> size) =>
            (new Group(sum.Total, size(sum.Total)), sum.Parts.Select(part => new Group(part, size(part))).ToList());
    }

    /// <summary>Whether the picture would draw it.</summary>
    public bool IsDrawn(Group group) => _drawn.Contains(group);

    /// <summary>Whether a reader can neither work a group's size out nor come close: an interval of ten persons or wider that reaches ten.</summary>
    /// <param name="group">The group, which isn't shown.</param>
    /// <param name="withheld">What is taken out of the picture.</param>
    public bool Protects(Group group, HashSet<Group> withheld)
    {
        if (_fixed.Contains(group))
            return true;
        var (unknown, sums) = Around(group, withheld);
        var places = unknown.Select((member, index) => (member, index)).ToDictionary(pair => pair.member, pair => pair.index);
        var rows = sums.Select(sum =>
        {
            var row = new double[unknown.Count];
            double right = 0;
            foreach (var (member, sign) in _sums[sum].Parts.Select(part => (part, 1)).Append((_sums[sum].Total, -1)))
            {
                if (places.TryGetValue(member, out var place))
                    row[place] += sign;
                else
                    right -= sign * (double)member.Persons;
            }

            return (row, right);
        }).ToList();
        var (low, high) = FeasibleInterval.Of(rows.Select(row => row.row).ToList(), rows.Select(row => row.right).ToList(), places[group]);
        return high >= DisclosureRules.SmallestGroup - Slack && high - low >= DisclosureRules.SmallestGroup - Slack;
    }

    /// <summary>The group to withhold next so that another can't be worked out; null when everything that bears on it is withheld or known otherwise.</summary>
    public Group? NextToWithhold(Group open, HashSet<Group> withheld)
    {
        var (_, sums) = Around(open, withheld);
        // Nearest first: a sum that the group itself is in.
        return sums.OrderBy(sum => _sumsOf[open].Contains(sum) ? 0 : 1)
            .Select(sum => _sums[sum].Parts.Append(_sums[sum].Total).Where(member => IsKnown(member, withheld) && _drawn.Contains(member) && !_fixed.Contains(member))
                .OrderBy(member => _totals.Contains(member)).ThenBy(member => member.Persons).ThenBy(member => member.Key.ToString(), StringComparer.Ordinal).FirstOrDefault())
            .FirstOrDefault(member => member is not null);
    }

    // Computed numbers of persons are whole; this is only for the arithmetic's rounding.
    private const double Slack = 1e-6;

    private bool IsKnown(Group group, HashSet<Group> withheld) => _fixed.Contains(group) || (_drawn.Contains(group) && !withheld.Contains(group));

    // The unknown groups that sums tie to this one, directly or through other unknown ones, and those sums.
    private (List<Group> Unknown, List<int> Sums) Around(Group group, HashSet<Group> withheld)
    {
        var (unknown, sums, waiting) = (new List<Group> { group }, new List<int>(), new Queue<Group>([group]));
        var (met, used) = (new HashSet<Group> { group }, new HashSet<int>());
        while (waiting.TryDequeue(out var current))
        {
            foreach (var sum in _sumsOf[current].Where(used.Add))
            {
                sums.Add(sum);
                foreach (var member in _sums[sum].Parts.Append(_sums[sum].Total).Where(member => !IsKnown(member, withheld) && met.Add(member)))
                {
                    unknown.Add(member);
                    waiting.Enqueue(member);
                }
            }
        }

        return (unknown, sums);
    }
}
