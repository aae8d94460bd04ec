namespace LobResearch.Charts.Disclosure;

/// <summary>A number of a picture and the persons behind it.</summary>
/// <param name="Key">Which group it is about.</param>
/// <param name="Persons">Persons in the group, not answers or pairs.</param>
/// <param name="Schools">Schools that they come from.</param>
internal sealed record CountedCell(CellKey Key, int Persons, int Schools)
{
    /// <summary>False for a group that isn't drawn but follows from what is, such as those who didn't answer: list it, and add it to a sum.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>A public fact about schools, such as the telephone round, or a number known outside the study: never withheld.</summary>
    public bool IsPublic { get; init; }

    /// <summary>The smallest group that the number compares, such as those who took part; null when it compares none. The number isn't shown when that is too small; how many there are in all may be known.</summary>
    public ComparedPart? SmallestPart { get; init; }

    /// <summary>The code of the school whose own number it is, also where a pseudonym is drawn; null when it is about several together.</summary>
    public string? School { get; init; }
}

/// <summary>A group within a group.</summary>
/// <param name="Persons">Persons in it.</param>
/// <param name="Schools">Schools that they come from.</param>
internal sealed record ComparedPart(int Persons, int Schools);

/// <summary>A total and its parts: whoever knows all but one of them knows the last too. Totals of totals are sums of their own.</summary>
/// <param name="Total">The total's key.</param>
/// <param name="Parts">The keys of its parts, which don't overlap.</param>
internal sealed record CellSum(CellKey Total, IReadOnlyList<CellKey> Parts);

/// <summary>The persons behind a picture's numbers.</summary>
/// <param name="Cells">Each group once; cells may differ in <see cref="CellKey.Table"/> when a sum spans several.</param>
/// <param name="Sums">Every total that is shown, or known to the reader, with its parts.</param>
internal sealed record CountedTable(IReadOnlyList<CountedCell> Cells, IReadOnlyList<CellSum> Sums)
{
    /// <summary>Groups that don't add up to anything that is shown.</summary>
    public static CountedTable Of(IEnumerable<CountedCell> cells) => new([.. cells], []);
}
