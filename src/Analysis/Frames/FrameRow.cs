namespace LobResearch.Analysis.Frames;

/// <summary>A row of a frame as the database gives it.</summary>
/// <param name="School">School's code.</param>
/// <param name="Class">Class's code, unique within its school.</param>
/// <param name="Wave">Place of the wave, where persons have several rows; else 0.</param>
/// <param name="Baseline">Whether the baseline was answered.</param>
/// <param name="Outcome">Whether the outcome's wave was answered.</param>
/// <param name="Exact">Whether the person wrote one and the same code each time.</param>
/// <param name="Before">Whether the person attended something before the baseline.</param>
/// <param name="Moved">Whether the person's school at the outcome's wave is another one than at the baseline.</param>
/// <param name="Person">The id that stands for the person: tells rows of one person, and orders nothing.</param>
/// <param name="Family">Tells parents of one student; null where no link tells. Orders nothing.</param>
/// <param name="Values">Scores, covariates, exposures.</param>
internal sealed record FrameRow(
    string? School, string? Class, int Wave, bool Baseline, bool Outcome, bool Exact, bool Before, bool Moved, Guid Person, string? Family, double[] Values)
{
    /// <summary>Sorts rows by what they hold, never by ids or a file's order.</summary>
    /// <returns>Per row, a number of its family and of its person: the same for rows that share one, counted in the rows' order.</returns>
    /// <remarks>
    /// Rows that hold the same differ in whom they belong with alone. They are put in the order of what their family's and person's other rows
    /// hold; rows that agree in that too can change places without changing anything.
    /// </remarks>
    public static (double[] Families, double[] Persons) Sort(List<FrameRow> rows)
    {
        rows.Sort(ByData);
        var rank = new int[rows.Count];
        for (var row = 1; row < rows.Count; row++)
            rank[row] = rank[row - 1] + (ByData(rows[row - 1], rows[row]) == 0 ? 0 : 1);
        var families = Kin(rows, rank, row => row.Family ?? row.Person.ToString());
        var persons = Kin(rows, rank, row => row.Person.ToString());
        var order = Enumerable.Range(0, rows.Count).ToArray();
        Array.Sort(order, (a, b) =>
        {
            var by = rank[a].CompareTo(rank[b]);
            if (by == 0)
                by = Compare(persons[rows[a].Person.ToString()], persons[rows[b].Person.ToString()]);
            if (by == 0)
                by = Compare(families[rows[a].Family ?? rows[a].Person.ToString()], families[rows[b].Family ?? rows[b].Person.ToString()]);
            return by == 0 ? a.CompareTo(b) : by;
        });
        var sorted = order.Select(row => rows[row]).ToList();
        rows.Clear();
        rows.AddRange(sorted);
        return (Numbered(rows, row => row.Family ?? row.Person.ToString()), Numbered(rows, row => row.Person.ToString()));
    }

    private static Dictionary<string, List<int>> Kin(List<FrameRow> rows, int[] rank, Func<FrameRow, string> of)
    {
        var kin = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var row = 0; row < rows.Count; row++)
        {
            if (!kin.TryGetValue(of(rows[row]), out var own))
                kin.Add(of(rows[row]), own = []);
            own.Add(rank[row]);
        }

        return kin;
    }

    private static double[] Numbered(List<FrameRow> rows, Func<FrameRow, string> of)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. rows.Select(row =>
        {
            numbers.TryAdd(of(row), numbers.Count + 1);
            return (double)numbers[of(row)];
        })];
    }

    private static int Compare(List<int> a, List<int> b)
    {
        for (var place = 0; place < Math.Min(a.Count, b.Count); place++)
        {
            if (a[place] != b[place])
                return a[place].CompareTo(b[place]);
        }

        return a.Count.CompareTo(b.Count);
    }

    private static int ByData(FrameRow a, FrameRow b)
    {
        var order = string.CompareOrdinal(a.School, b.School);
        if (order == 0)
            order = string.CompareOrdinal(a.Class, b.Class);
        if (order == 0)
            order = a.Wave.CompareTo(b.Wave);
        for (var index = 0; order == 0 && index < a.Values.Length; index++)
            order = a.Values[index].CompareTo(b.Values[index]);
        if (order == 0)
            order = (a.Baseline, a.Outcome, a.Exact, a.Before, a.Moved).CompareTo((b.Baseline, b.Outcome, b.Exact, b.Before, b.Moved));
        return order;
    }
}
