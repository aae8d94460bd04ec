namespace LobResearch.Ingest.Linking;

/// <summary>How many persons were in a school at a wave, and how many of those were there at another wave too.</summary>
internal sealed class SchoolCounts
{
    private const int MostWaves = 64;
    private readonly int _waves;
    private readonly Dictionary<int, int[]> _absent = [];
    private readonly int[] _absentInAll;
    private readonly int[] _both;
    private readonly Dictionary<(int School, int Wave, int ClassGroup), int> _inClass = [];

    public SchoolCounts(Units units, int waves)
    {
        _waves = Math.Min(waves, MostWaves);
        _absentInAll = new int[_waves * _waves];
        _both = new int[_waves * _waves];
        for (var unit = 0; unit < units.Count; unit++)
        {
            foreach (var place in units.Stays[unit])
            {
                if (!_absent.TryGetValue(place.School, out var absent))
                    _absent.Add(place.School, absent = new int[_waves * (_waves + 1)]);
                absent[(_waves * _waves) + place.Wave]++;
                for (var other = 0; other < _waves; other++)
                {
                    if ((units.Waves[unit] >> other & 1) != 0)
                        continue;
                    absent[(place.Wave * _waves) + other]++;
                    _absentInAll[(place.Wave * _waves) + other]++;
                }

                foreach (var second in units.Stays[unit])
                {
                    if (second.Wave != place.Wave && second.School == place.School)
                        _both[(place.Wave * _waves) + second.Wave]++;
                }

                if (place.ClassGroup == CodeTable.Missing)
                    continue;
                var key = (place.School, place.Wave, place.ClassGroup);
                _inClass[key] = _inClass.GetValueOrDefault(key) + 1;
                key.ClassGroup = CodeTable.Missing;
                _inClass[key] = _inClass.GetValueOrDefault(key) + 1;
            }
        }
    }

    /// <summary>Persons in the school at a wave.</summary>
    public int Present(int school, int wave) => _absent.TryGetValue(school, out var absent) ? absent[(_waves * _waves) + wave] : 0;

    /// <summary>Persons in the school at <paramref name="wave"/> who were nowhere at <paramref name="other"/>.</summary>
    public int Absent(int school, int wave, int other) => _absent.TryGetValue(school, out var absent) ? absent[(wave * _waves) + other] : 0;

    /// <summary>The same over all schools.</summary>
    public int AbsentInAll(int wave, int other) => _absentInAll[(wave * _waves) + other];

    /// <summary>Persons in one school at both waves.</summary>
    public int Both(int wave, int other) => _both[(wave * _waves) + other];

    /// <summary>Pairs of different waves in one school, over all persons.</summary>
    public long BothInAll => _both.Sum(count => (long)count) / 2;

    /// <summary>Share of the persons in the school at the wave who were in the class.</summary>
    public double ClassShare(Place place) =>
        _inClass.GetValueOrDefault((place.School, place.Wave, place.ClassGroup)) / Math.Max(1.0, _inClass.GetValueOrDefault((place.School, place.Wave, CodeTable.Missing)));

    /// <summary>Pairs of persons in one school at one wave, and persons at a wave: summed over both.</summary>
    public (double Pairs, long Persons) WithinWaves()
    {
        double pairs = 0;
        long persons = 0;
        // Pairs are whole numbers well below 2^53: exact in any order.
        foreach (var absent in _absent.Values)
        {
            for (var wave = 0; wave < _waves; wave++)
            {
                double count = absent[(_waves * _waves) + wave];
                pairs += count * (count - 1) / 2;
                persons += (long)count;
            }
        }

        return (pairs, persons);
    }
}

/// <summary>
/// In which class persons of a class are found again: learned from those who kept their code. So classes need not have
/// the same names, nor stay together: where they are mixed anew, the class tells nothing, and only the school counts.
/// </summary>
internal sealed class ClassMoves(SchoolCounts target)
{
    // Weight of the classes' sizes beside what was seen: two persons.
    private const double Prior = 2;
    private readonly Dictionary<(int School, int From, int FromClass, int To, int ToClass), int> _moves = [];

    /// <summary>Learns from all who were in a school at two waves.</summary>
    public static ClassMoves Within(Units units, SchoolCounts counts)
    {
        var moves = new ClassMoves(counts);
        foreach (var stays in units.Stays)
        {
            for (var later = 1; later < stays.Length; later++)
            {
                for (var earlier = 0; earlier < later; earlier++)
                    moves.Add(stays[earlier], stays[later]);
            }
        }

        return moves;
    }

    /// <summary>Learns from one pair.</summary>
    public void Add(Place from, Place to)
    {
        if (from.School != to.School || from.ClassGroup == CodeTable.Missing || to.ClassGroup == CodeTable.Missing)
            return;
        var (one, any) = Keys(from, to);
        _moves[one] = _moves.GetValueOrDefault(one) + 1;
        _moves[any] = _moves.GetValueOrDefault(any) + 1;
    }

    /// <summary>How much likelier the pair of classes is for one person than for two: P(to | from, one person) / P(to).</summary>
    /// <param name="from">The earlier stay (the parent's, for parents and students).</param>
    /// <param name="to">The later one, in the same school.</param>
    /// <param name="counted">1 when the pair itself was learned from, so that it doesn't speak for itself.</param>
    public double Ratio(Place from, Place to, int counted)
    {
        if (from.ClassGroup == CodeTable.Missing || to.ClassGroup == CodeTable.Missing)
            return 1;
        var share = target.ClassShare(to);
        var (one, any) = Keys(from, to);
        var moved = _moves.GetValueOrDefault(one) - counted;
        var all = _moves.GetValueOrDefault(any) - counted;
        return (Math.Max(0, moved) + (Prior * share)) / (Math.Max(0, all) + Prior) / share;
    }

    private static ((int, int, int, int, int) One, (int, int, int, int, int) Any) Keys(Place from, Place to) => (
        (from.School, from.Wave, from.ClassGroup, to.Wave, to.ClassGroup),
        (from.School, from.Wave, from.ClassGroup, to.Wave, CodeTable.Missing));
}
