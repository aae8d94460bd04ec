using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Randomness;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Randomisation;

/// <summary>The assignments that a mechanism could have given, all of them or a random sample.</summary>
internal sealed class Assignments
{
    private readonly double[] _observed;
    private readonly List<int[]> _blocks;

    private Assignments(double[] observed, List<int[]> blocks) => (_observed, _blocks) = (observed, blocks);

    /// <summary>One exposure per school; the one that happened is first when they are a sample.</summary>
    public required IReadOnlyList<double[]> All { get; init; }

    /// <summary>Whether these are all that there are.</summary>
    public required bool Exact { get; init; }

    /// <summary>The smallest p value that can come out.</summary>
    public required double SmallestP { get; init; }

    /// <param name="observed">The schools' exposures.</param>
    /// <param name="schools">The schools' labels, in the same order.</param>
    /// <param name="schoolRows">Per school one of its rows in the data.</param>
    /// <param name="clusters">The column of schools.</param>
    /// <param name="options">The mechanism, and how many assignments.</param>
    public static Assignments Of(double[] observed, IReadOnlyList<string> schools, IReadOnlyList<int[]> schoolRows, Column clusters, RandomisationOptions options)
    {
        var mechanism = options.Mechanism ?? AssignmentMechanism.Complete;
        if (mechanism.List is { } listed)
            return OfList(observed, schools, listed);
        var blocks = Blocks(observed.Length, schools, schoolRows, clusters, mechanism.Blocks);
        var count = blocks.Aggregate(1.0, (product, block) => product * Arrangements(block.Select(school => observed[school])));
        if (count <= 1)
            throw new StatisticsException("The mechanism allows no other assignment than the one that happened: there is nothing to compare it with.");
        var exact = count <= options.MostAssignments;
        // The mirror image gives the same |coefficient|: exposed schools and others changing places.
        var same = blocks.TrueForAll(block => HasMirror(block, observed)) ? 2 : 1;
        var drawn = new Assignments(observed, blocks) { All = [], Exact = exact, SmallestP = 0 };
        return new Assignments(observed, blocks)
        {
            All = exact ? drawn.Enumerate() : drawn.Draw(options.Draws, options.Seed),
            Exact = exact,
            SmallestP = exact ? same / count : Math.Max(same / count, 1.0 / (options.Draws + 1)),
        };
    }

    private static Assignments OfList(double[] observed, IReadOnlyList<string> schools, IReadOnlyList<IReadOnlyDictionary<string, double>> listed)
    {
        var all = listed.Select(assignment => schools.Select(school => assignment.TryGetValue(school, out var exposure)
            ? exposure
            : throw new StatisticsException($"A listed assignment names no exposure for school '{school}'. Each lists all schools.")).ToArray()).ToList();
        if (!all.Exists(assignment => assignment.AsSpan().SequenceEqual(observed)))
            throw new StatisticsException("What happened is not among the listed assignments; list all that could have happened.");
        var mirrors = all.Count(assignment => assignment.AsSpan().SequenceEqual(observed) || IsMirror(assignment, observed));
        return new Assignments(observed, []) { All = all, Exact = true, SmallestP = (double)mirrors / all.Count };
    }

    private static List<int[]> Blocks(int schools, IReadOnlyList<string> labels, IReadOnlyList<int[]> schoolRows, Column clusters, Column? blocks)
    {
        if (blocks is null)
            return [Enumerable.Range(0, schools).ToArray()];
        var names = new string[schools];
        for (var school = 0; school < schools; school++)
        {
            foreach (var row in schoolRows[school])
            {
                var name = blocks.IsMissing(row) ? throw new StatisticsException($"The block '{blocks.Name}' is missing on a used row of {clusters.Name} '{labels[school]}'.") : ClusterRows.Label(blocks, row);
                if (names[school] is { } known && known != name)
                    throw new StatisticsException($"{clusters.Name} '{labels[school]}' lies in two blocks of {blocks.Name} ({known}, {name}); schools are assigned within one.");
                names[school] = name;
            }
        }

        return Enumerable.Range(0, schools).GroupBy(school => names[school], StringComparer.Ordinal).OrderBy(block => block.Key, StringComparer.Ordinal).Select(block => block.ToArray()).ToList();
    }

    // n! over the product of the factorials of how often each exposure occurs.
    private static double Arrangements(IEnumerable<double> exposures)
    {
        var (count, taken) = (1.0, 0);
        foreach (var group in exposures.GroupBy(exposure => exposure))
        {
            var size = group.Count();
            for (var i = 1; i <= size; i++)
                count *= (double)(taken + i) / i;
            taken += size;
        }

        return Math.Round(count);
    }

    private static bool HasMirror(int[] block, double[] observed)
    {
        var groups = block.GroupBy(school => observed[school]).ToList();
        return groups.Count == 2 && groups[0].Count() == groups[1].Count();
    }

    private static bool IsMirror(double[] assignment, double[] observed)
    {
        var sum = assignment[0] + observed[0];
        return observed.Distinct().Count() == 2 && assignment.Zip(observed).All(pair => Math.Abs(pair.First + pair.Second - sum) <= 1e-12 * Math.Abs(sum));
    }

    private List<double[]> Enumerate()
    {
        List<double[]> all = [(double[])_observed.Clone()];
        foreach (var block in _blocks)
        {
            var own = Arranged(block.Select(school => _observed[school]).Order().ToArray()).ToList();
            all = all.SelectMany(assignment => own.Select(arrangement => Placed(assignment, block, arrangement))).ToList();
        }

        return all;
    }

    private List<double[]> Draw(int draws, ulong seed)
    {
        var all = new List<double[]>(draws + 1) { _observed };
        for (var draw = 0; draw < draws; draw++)
        {
            var random = new RandomSequence(seed, (ulong)draw);
            var assignment = (double[])_observed.Clone();
            foreach (var block in _blocks)
            {
                var exposures = block.Select(school => _observed[school]).ToArray();
                random.Shuffle(exposures.AsSpan());
                assignment = Placed(assignment, block, exposures);
            }

            all.Add(assignment);
        }

        return all;
    }

    // Every distinct order of a sorted list, in lexical order (Knuth, TAOCP 7.2.1.2, algorithm L).
    private static IEnumerable<double[]> Arranged(double[] sorted)
    {
        while (true)
        {
            yield return (double[])sorted.Clone();
            var pivot = sorted.Length - 2;
            while (pivot >= 0 && sorted[pivot] >= sorted[pivot + 1])
                pivot--;
            if (pivot < 0)
                yield break;
            var next = sorted.Length - 1;
            while (sorted[next] <= sorted[pivot])
                next--;
            (sorted[pivot], sorted[next]) = (sorted[next], sorted[pivot]);
            Array.Reverse(sorted, pivot + 1, sorted.Length - pivot - 1);
        }
    }

    private static double[] Placed(double[] assignment, int[] block, double[] exposures)
    {
        var placed = (double[])assignment.Clone();
        for (var i = 0; i < block.Length; i++)
            placed[block[i]] = exposures[i];
        return placed;
    }
}
