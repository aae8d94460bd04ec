namespace LobResearch.Ingest.Linking;

/// <summary>A unit's code in a school where the unit was.</summary>
/// <param name="Side">0, or 1 for the students beside parents.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Record">The first of its records with this code.</param>
/// <param name="School">The school.</param>
internal readonly record struct CodeNode(int Side, int Unit, int Record, int School);

/// <summary>Brings codes together that are equal, or equal but for one element, without comparing all with all.</summary>
internal static class CodeBlocks
{
    /// <summary>The distinct codes of all units, per school.</summary>
    public static IEnumerable<CodeNode> Nodes(CodeTable table, Units units, int side)
    {
        for (var unit = 0; unit < units.Count; unit++)
        {
            var members = units.Members[unit];
            var stays = units.Stays[unit];
            for (var member = 0; member < members.Length; member++)
            {
                if (IsRepeated(members, member, (a, b) => table.Code[a] == table.Code[b]))
                    continue;
                for (var stay = 0; stay < stays.Length; stay++)
                {
                    if (!IsRepeated(stays, stay, (a, b) => a.School == b.School))
                        yield return new CodeNode(side, unit, members[member], stays[stay].School);
                }
            }
        }
    }

    /// <summary>Sets of two and more nodes with one key, in the keys' order; a set's nodes in the order given.</summary>
    public static IEnumerable<ArraySegment<CodeNode>> Sets(List<(ulong Key, CodeNode Node)> keyed)
    {
        var keys = new ulong[keyed.Count];
        var order = new int[keyed.Count];
        for (var at = 0; at < keys.Length; at++)
            (keys[at], order[at]) = (keyed[at].Key, at);
        Array.Sort(keys, order);
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
                end++;
            if (end - start > 1)
            {
                // The sort leaves equal keys in any order.
                Array.Sort(order, start, end - start);
                yield return Array.ConvertAll(order[start..end], at => keyed[at].Node);
            }

            start = end;
        }
    }

    /// <summary>A key of a school and a code's elements, but for one. Two keys that are equal by chance only cost a comparison.</summary>
    public static ulong Key(int school, ReadOnlySpan<int> elements, int without, int parentElement, bool withParent)
    {
        var key = Mixed(Mixed(0x5851F42D4C957F2D, (ulong)school), (ulong)(without + 1));
        for (var element = 0; element < elements.Length; element++)
        {
            if (element != without && (withParent || element != parentElement))
                key = Mixed(key, (ulong)(elements[element] + 2));
        }

        return key;
    }

    /// <summary>A key of two numbers.</summary>
    public static ulong Key(int school, int code) => Mixed(Mixed(0x14057B7EF767814F, (ulong)school), (ulong)code);

    // Steele, Lea & Flood (2014), the finaliser of SplitMix64.
    private static ulong Mixed(ulong key, ulong value)
    {
        key = (key ^ value) + 0x9E3779B97F4A7C15;
        key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9;
        key = (key ^ (key >> 27)) * 0x94D049BB133111EB;
        return key ^ (key >> 31);
    }

    private static bool IsRepeated<T>(T[] items, int at, Func<T, T, bool> same)
    {
        for (var earlier = 0; earlier < at; earlier++)
        {
            if (same(items[earlier], items[at]))
                return true;
        }

        return false;
    }
}
