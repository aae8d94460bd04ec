using System.Numerics;

namespace LobResearch.Ingest.Linking;

/// <summary>Which records are one person so far (disjoint sets; a set is named by its first record).</summary>
internal sealed class PersonGroups(ulong[] waves, IReadOnlyList<(int One, int Other)> different)
{
    private int[] _leader = Enumerable.Range(0, waves.Length).ToArray();

    public int Leader(int record) => Leader(_leader, record);

    /// <summary>
    /// Joins the pairs, all or none of those that hang together: where a person would have answered a wave twice, or two
    /// records that a keyholder keeps apart would come together, none of the new pairs there is taken. Taking some would
    /// make the result depend on their order.
    /// </summary>
    /// <returns>Per pair whether it was taken.</returns>
    public bool[] Join(IReadOnlyList<(int One, int Other)> pairs)
    {
        var refused = Conflicts(Trial(pairs), out var trial);
        var taken = new bool[pairs.Count];
        for (var at = 0; at < pairs.Count; at++)
        {
            taken[at] = !refused[Leader(trial, pairs[at].One)];
            if (taken[at])
                Union(_leader, pairs[at].One, pairs[at].Other);
        }

        return taken;
    }

    /// <summary>The groups as they would be with these pairs too; this one stays as it is.</summary>
    public PersonGroups With(IReadOnlyList<(int One, int Other)> pairs)
    {
        var copy = new PersonGroups(waves, different) { _leader = (int[])_leader.Clone() };
        copy.Join(pairs);
        return copy;
    }

    private int[] Trial(IReadOnlyList<(int One, int Other)> pairs)
    {
        var trial = (int[])_leader.Clone();
        foreach (var (one, other) in pairs)
            Union(trial, one, other);
        return trial;
    }

    private bool[] Conflicts(int[] trial, out int[] settled)
    {
        var conflicts = new bool[trial.Length];
        var seen = new ulong[trial.Length];
        for (var record = 0; record < trial.Length; record++)
        {
            var leader = Leader(trial, record);
            conflicts[leader] |= (seen[leader] & waves[record]) != 0;
            seen[leader] |= waves[record];
        }

        foreach (var (one, other) in different)
        {
            if (Leader(trial, one) == Leader(trial, other))
                conflicts[Leader(trial, one)] = true;
        }

        settled = trial;
        return conflicts;
    }

    private static int Leader(int[] leader, int record)
    {
        while (leader[record] != record)
        {
            leader[record] = leader[leader[record]];
            record = leader[record];
        }

        return record;
    }

    private static void Union(int[] leader, int one, int other)
    {
        var (first, second) = (Leader(leader, one), Leader(leader, other));
        leader[Math.Max(first, second)] = Math.Min(first, second);
    }
}

/// <summary>Persons so far: the groups in order, each with its records and stays.</summary>
internal sealed class Units
{
    public Units(CodeTable table, PersonGroups groups, TextNumbers numbers)
    {
        Of = new int[table.Records.Length];
        var members = new List<List<int>>();
        for (var record = 0; record < Of.Length; record++)
        {
            var leader = groups.Leader(record);
            if (leader == record)
            {
                Of[record] = members.Count;
                members.Add([record]);
            }
            else
            {
                Of[record] = Of[leader];
                members[Of[record]].Add(record);
            }
        }

        Members = members.Select(list => list.ToArray()).ToArray();
        Waves = Members.Select(list => list.Aggregate(0UL, (all, record) => all | table.Waves[record])).ToArray();
        Stays = Members.Select(list => list
            .SelectMany(record => table.Records[record].Stays)
            .Select(stay => new Place(stay.Wave - 1, numbers.Of(stay.School), stay.ClassGroup is { } name ? numbers.Of(name) : CodeTable.Missing))
            .OrderBy(place => place.Wave)
            .ToArray()).ToArray();
    }

    public int Count => Members.Length;

    /// <summary>The unit of each record.</summary>
    public int[] Of { get; }

    /// <summary>The records of each unit.</summary>
    public int[][] Members { get; }

    public ulong[] Waves { get; }

    public Place[][] Stays { get; }

    public int FirstWave(int unit) => BitOperations.TrailingZeroCount(Waves[unit]);

    /// <summary>The stays in one school that lie nearest in time; null when two units never were in one school.</summary>
    public static (Place One, Place Other)? Nearest(Place[] one, Place[] other)
    {
        (Place One, Place Other)? best = null;
        foreach (var a in one)
        {
            foreach (var b in other)
            {
                if (a.School == b.School && (best is not { } known || Math.Abs(a.Wave - b.Wave) < Math.Abs(known.One.Wave - known.Other.Wave)))
                    best = (a, b);
            }
        }

        return best;
    }
}

/// <summary>A stay in numbers: wave from 0, school, class.</summary>
internal readonly record struct Place(int Wave, int School, int ClassGroup);
