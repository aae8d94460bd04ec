using System.Numerics;
using LobResearch.Study.Design;

namespace LobResearch.Ingest.Linking;

/// <summary>Links the records of one role: by hand, then by equal codes, then by codes one element off.</summary>
internal sealed class PersonLinking
{
    private const int Steps = 10;
    private readonly CodeTable _table;
    private readonly CodeScheme _scheme;
    private readonly TextNumbers _numbers;
    private readonly LinkOptions _options;
    private readonly int _waves;
    private readonly IReadOnlyList<(int One, int Other)> _different;
    private readonly double[] _lookAlikes;
    private HashSet<(int, int)> _apart = [];
    // Units with an equal code that couldn't be taken: what is one element off can't be surer than that.
    private readonly HashSet<int> _ambiguous = [];

    public PersonLinking(CodeTable table, CodeScheme scheme, TextNumbers numbers, LinkOptions options, int waves, IReadOnlyList<(int One, int Other)> same, IReadOnlyList<(int One, int Other)> different)
    {
        (_table, _scheme, _numbers, _options, _waves, _different) = (table, scheme, numbers, options, waves, different);
        _lookAlikes = new double[table.Length];
        Model = new ElementModel(scheme, options.PriorWrong);
        Groups = new PersonGroups(table.Waves, different);
        ByHand(same);
        Exact();
        Tolerant();
        Units = Persons();
        OtherSchools();
    }

    public PersonGroups Groups { get; }

    public ElementModel Model { get; }

    /// <summary>The persons when all is done.</summary>
    public Units Units { get; private set; }

    public List<PersonLink> Links { get; } = [];

    public List<DoubtfulPair> Doubtful { get; } = [];

    public int Crowded { get; private set; }

    /// <summary>Persons with the same code in one school and wave, per person, beyond coincidence.</summary>
    public double Doubles { get; private set; }

    /// <summary>Look-alikes per person and element.</summary>
    public IReadOnlyList<double> LookAlikes => _lookAlikes;

    private void ByHand(IReadOnlyList<(int One, int Other)> same)
    {
        var taken = Groups.Join(same);
        for (var at = 0; at < same.Count; at++)
        {
            if (taken[at])
                Link(same[at].One, same[at].Other, LinkRule.ByHand, -1, null);
            else
                Doubt(same[at].One, same[at].Other, LinkRule.ByHand, -1, null, DoubtReason.Conflict, 0);
        }
    }

    private void Exact()
    {
        var units = Persons();
        var sets = CodeBlocks.Sets(CodeBlocks.Nodes(_table, units, 0).Select(node => (CodeBlocks.Key(node.School, _table.Code[node.Record]), node)).ToList());
        var pairs = new List<(CodeNode One, CodeNode Other, bool Unique)>();
        var before = new SchoolCounts(units, _waves);
        long doubles = 0;
        var partners = new int[_waves * _waves];
        foreach (var set in sets)
        {
            if (set.Count > _options.Crowd)
            {
                Crowded++;
                continue;
            }

            doubles += SameWave(set, units);
            CountPartners(set, units, partners);
            var nodes = set.OrderBy(node => units.FirstWave(node.Unit)).ThenBy(node => node.Unit).ToArray();
            var isUnique = nodes.Sum(node => BitOperations.PopCount(units.Waves[node.Unit])) == BitOperations.PopCount(nodes.Aggregate(0UL, (all, node) => all | units.Waves[node.Unit]));
            for (var first = 0; first < nodes.Length; first++)
            {
                // A code that no wave has twice is one chain; else each pair is a question of its own.
                for (var second = first + 1; second < (isUnique ? Math.Min(first + 2, nodes.Length) : nodes.Length); second++)
                {
                    if (IsPossible(nodes[first], nodes[second], units))
                        pairs.Add((nodes[first], nodes[second], isUnique));
                }
            }
        }

        var (all, persons) = before.WithinWaves();
        var expected = all * Enumerable.Range(0, _table.Length).Where(HasElement).Aggregate(1.0, (product, element) => product * _table.Coincidence[element]);
        Doubles = persons == 0 ? 0 : Math.Max(0, 2 * (doubles - expected) / persons);

        var joined = new Units(_table, Groups.With(pairs.Where(pair => pair.Unique).Select(pair => (pair.One.Record, pair.Other.Record)).ToList()), _numbers);
        var moves = ClassMoves.Within(joined, new SchoolCounts(joined, _waves));
        var candidates = new List<Candidate>();
        var unique = new List<bool>();
        foreach (var (one, other, isUnique) in pairs)
        {
            var candidate = _table.Fits[one.Record]
                ? CodeComparison.Compare(_table, _table.Elements(one.Record), _table.Elements(other.Record), -1, -1) is { } compared
                    ? new Candidate(one.Unit, other.Unit, one.Record, other.Record, -1, false, compared.Agreeing, compared.Coincidence)
                    : null
                : new Candidate(one.Unit, other.Unit, one.Record, other.Record, -1, false, 0, _table.CodeShare(one.Record));
            if (candidate is null || Placed(candidate, units, moves, isUnique ? 1 : 0) is not var (placed, s, t))
                continue;
            candidates.Add(Among(placed, before, units, partners[(s * _waves) + t], s, t, Doubles));
            unique.Add(isUnique);
        }

        var weighing = new Weighing(candidates, units.Count, units.Count, oneSide: true);
        var qualities = weighing.Qualities(Model, Model.Equal);
        Take(candidates, qualities, weighing, LinkRule.ExactCode, at => unique[at] && qualities[at] >= _options.LeastQualityExact, at => !unique[at]);
    }

    private void Tolerant()
    {
        var units = Persons();
        var counts = new SchoolCounts(units, _waves);
        var moves = ClassMoves.Within(units, counts);
        var found = new Dictionary<(int, int), Candidate>();
        var sameWave = new long[_table.Length];
        var pairs = new List<(int Element, CodeNode One, CodeNode Other)>();
        var keyed = new List<(ulong, CodeNode)>();
        var nodes = CodeBlocks.Nodes(_table, units, 0).Where(node => _table.Fits[node.Record]).ToList();
        for (var element = 0; element < _table.Length; element++)
        {
            if (element == _scheme.ParentElement || !HasElement(element))
                continue;
            keyed.Clear();
            foreach (var node in nodes)
                keyed.Add((CodeBlocks.Key(node.School, _table.Elements(node.Record), element, _scheme.ParentElement, withParent: true), node));
            foreach (var set in CodeBlocks.Sets(keyed))
            {
                if (set.Count > _options.Crowd)
                {
                    Crowded++;
                    continue;
                }

                for (var first = 0; first < set.Count; first++)
                {
                    for (var second = first + 1; second < set.Count; second++)
                    {
                        var (one, other) = (set[first], set[second]);
                        if (one.Unit == other.Unit || CodeComparison.Compare(_table, _table.Elements(one.Record), _table.Elements(other.Record), element, -1) is not { } compared)
                            continue;
                        if (!compared.Lacking)
                            sameWave[element] += SameWave(one, other, units);
                        if (IsPossible(one, other, units))
                            pairs.Add((element, one, other));
                    }
                }
            }
        }

        LearnLookAlikes(counts, sameWave);
        foreach (var (element, one, other) in pairs)
        {
            var (a, b) = one.Unit < other.Unit ? (one, other) : (other, one);
            var compared = CodeComparison.Compare(_table, _table.Elements(a.Record), _table.Elements(b.Record), element, -1)!.Value;
            var candidate = new Candidate(a.Unit, b.Unit, a.Record, b.Record, element, compared.Lacking, compared.Agreeing, compared.Coincidence);
            // Units with several codes meet several times: the pair that coincidence explains least speaks for them.
            if (!found.TryGetValue((a.Unit, b.Unit), out var known) || candidate.Coincidence < known.Coincidence)
                found[(a.Unit, b.Unit)] = candidate;
        }

        var placements = found.OrderBy(pair => pair.Key.Item1).ThenBy(pair => pair.Key.Item2)
            .Select(pair => Placed(pair.Value, units, moves, 0)!.Value).ToList();
        var candidates = placements.ConvertAll(place =>
            Among(place.Candidate, counts, units, counts.Both(place.From, place.To), place.From, place.To, _lookAlikes[place.Candidate.Element]));
        var weighing = new Weighing(candidates, units.Count, units.Count, oneSide: true);
        var qualities = weighing.Qualities(Model, Model.OneOff);
        for (var step = 0; step < Steps; step++)
        {
            Model.Learn(candidates, qualities, pair => BitOperations.PopCount(units.Waves[pair.One]) * BitOperations.PopCount(units.Waves[pair.Other]), counts.BothInAll);
            qualities = weighing.Qualities(Model, Model.OneOff);
        }

        Take(
            candidates,
            qualities,
            weighing,
            null,
            at => weighing.Rivals(at, qualities, _options.LeastRival) == 0 && !_ambiguous.Contains(candidates[at].RecordOne) && !_ambiguous.Contains(candidates[at].RecordOther) &&
                qualities[at] >= (candidates[at].SameClass ? _options.LeastQuality : _options.LeastQualityInSchool),
            at => _ambiguous.Contains(candidates[at].RecordOne) || _ambiguous.Contains(candidates[at].RecordOther));
    }

    // Equal codes in two schools: perhaps moved, which only a person can tell.
    private void OtherSchools()
    {
        var counts = new SchoolCounts(Units, _waves);
        var nodes = CodeBlocks.Nodes(_table, Units, 0).DistinctBy(node => (node.Unit, _table.Code[node.Record]));
        var candidates = new List<Candidate>();
        foreach (var set in CodeBlocks.Sets(nodes.Select(node => (CodeBlocks.Key(0, _table.Code[node.Record]), node)).ToList()))
        {
            if (set.Count > _options.Crowd)
            {
                Crowded++;
                continue;
            }

            for (var first = 0; first < set.Count; first++)
            {
                for (var second = first + 1; second < set.Count; second++)
                {
                    var (one, other) = (set[first], set[second]);
                    if (_table.Code[one.Record] != _table.Code[other.Record] || !IsPossible(one, other, Units) || Units.Nearest(Units.Stays[one.Unit], Units.Stays[other.Unit]) is not null)
                        continue;
                    var compared = _table.Fits[one.Record]
                        ? CodeComparison.Compare(_table, _table.Elements(one.Record), _table.Elements(other.Record), -1, -1)
                        : (false, 0, _table.CodeShare(one.Record));
                    if (compared is not { } agreement)
                        continue;
                    var (s, t) = NearestWaves(Units.Stays[one.Unit], Units.Stays[other.Unit]);
                    var partners = _options.Movers * counts.Both(s, t);
                    var (ones, others) = (counts.AbsentInAll(s, t), counts.AbsentInAll(t, s));
                    candidates.Add(new Candidate(one.Unit, other.Unit, one.Record, other.Record, -1, false, agreement.Item2, agreement.Item3)
                    {
                        PartnersOne = partners / Math.Max(1, ones),
                        ChancesOne = others,
                        PartnersOther = partners / Math.Max(1, others),
                        ChancesOther = ones,
                        TakesOfOne = Units.Waves[other.Unit],
                        TakesOfOther = Units.Waves[one.Unit],
                    });
                }
            }
        }

        var weighing = new Weighing(candidates, Units.Count, Units.Count, oneSide: true);
        var qualities = weighing.Qualities(Model, Model.Equal);
        for (var at = 0; at < candidates.Count; at++)
        {
            if (qualities[at] >= _options.LeastDoubtful)
                Doubt(candidates[at].RecordOne, candidates[at].RecordOther, LinkRule.ExactCodeOtherSchool, -1, qualities[at], DoubtReason.OtherSchool, weighing.Rivals(at, qualities, _options.LeastRival));
        }
    }

    private void LearnLookAlikes(SchoolCounts counts, long[] sameWave)
    {
        var (all, persons) = counts.WithinWaves();
        for (var off = 0; off < _table.Length; off++)
        {
            var chance = 1.0;
            for (var element = 0; element < _table.Length; element++)
            {
                if (HasElement(element))
                    chance *= element == off ? 1 - _table.Coincidence[element] : _table.Coincidence[element];
            }

            _lookAlikes[off] = persons == 0 ? 0 : Math.Max(0, 2 * (sameWave[off] - (all * chance)) / persons);
        }
    }

    private static (Candidate Candidate, int From, int To)? Placed(Candidate candidate, Units units, ClassMoves moves, int counted)
    {
        if (Units.Nearest(units.Stays[candidate.One], units.Stays[candidate.Other]) is not var (one, other))
            return null;
        var (from, to) = one.Wave < other.Wave ? (one, other) : (other, one);
        var ratio = moves.Ratio(from, to, counted);
        return (candidate with { ClassRatio = ratio, SameClass = one.ClassGroup == other.ClassGroup && ratio > 1 }, one.Wave, other.Wave);
    }

    private static Candidate Among(Candidate candidate, SchoolCounts counts, Units units, double partners, int s, int t, double lookAlikes)
    {
        var school = Units.Nearest(units.Stays[candidate.One], units.Stays[candidate.Other])!.Value.One.School;
        return candidate with
        {
            LookAlike = lookAlikes / Math.Max(1, Math.Min(counts.Present(school, s), counts.Present(school, t))),
            PartnersOne = partners / Math.Max(1, counts.AbsentInAll(s, t)),
            ChancesOne = counts.Absent(school, t, s),
            PartnersOther = partners / Math.Max(1, counts.AbsentInAll(t, s)),
            ChancesOther = counts.Absent(school, s, t),
            TakesOfOne = units.Waves[candidate.Other],
            TakesOfOther = units.Waves[candidate.One],
        };
    }

    private void Take(IReadOnlyList<Candidate> candidates, double[] qualities, Weighing weighing, LinkRule? rule, Func<int, bool> isSure, Func<int, bool> hasOthers)
    {
        var sure = Enumerable.Range(0, candidates.Count).Where(isSure).ToList();
        var taken = Groups.Join(sure.ConvertAll(at => (candidates[at].RecordOne, candidates[at].RecordOther)));
        var links = sure.Where((_, at) => taken[at]).ToHashSet();
        var conflicts = sure.ToHashSet();
        for (var at = 0; at < candidates.Count; at++)
        {
            var pair = candidates[at];
            var found = rule ?? (pair.SameClass ? LinkRule.OneElementOffInClass : LinkRule.OneElementOffInSchool);
            if (links.Contains(at))
            {
                Link(pair.RecordOne, pair.RecordOther, found, pair.Element, qualities[at]);
                continue;
            }

            if (qualities[at] < _options.LeastDoubtful && !conflicts.Contains(at))
                continue;
            var rivals = weighing.Rivals(at, qualities, _options.LeastRival);
            var reason = conflicts.Contains(at) ? DoubtReason.Conflict : rivals > 0 || hasOthers(at) ? DoubtReason.Rivals : DoubtReason.LowQuality;
            Doubt(pair.RecordOne, pair.RecordOther, found, pair.Element, qualities[at], reason, rivals);
            if (rule == LinkRule.ExactCode)
            {
                _ambiguous.Add(pair.RecordOne);
                _ambiguous.Add(pair.RecordOther);
            }
        }
    }

    private bool IsPossible(CodeNode one, CodeNode other, Units units)
    {
        if (one.Unit == other.Unit || (units.Waves[one.Unit] & units.Waves[other.Unit]) != 0)
            return false;
        return !_apart.Contains((Math.Min(one.Unit, other.Unit), Math.Max(one.Unit, other.Unit)));
    }

    // The persons so far, and which of them a keyholder keeps apart.
    private Units Persons()
    {
        var units = new Units(_table, Groups, _numbers);
        _apart = _different.Select(pair => (units.Of[pair.One], units.Of[pair.Other])).Select(pair => (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2))).ToHashSet();
        return units;
    }

    private bool HasElement(int element) => _table.Coincidence[element] < 1;

    // How many with this code can have a partner in another wave: as many as there are in the wave with fewer.
    private void CountPartners(ArraySegment<CodeNode> set, Units units, int[] partners)
    {
        for (var s = 0; s < _waves; s++)
        {
            for (var t = 0; t < _waves; t++)
            {
                if (s != t)
                    partners[(s * _waves) + t] += Math.Min(OnlyIn(s, t), OnlyIn(t, s));
            }
        }

        int OnlyIn(int wave, int other) => set.Count(node => (units.Waves[node.Unit] >> wave & 1) != 0 && (units.Waves[node.Unit] >> other & 1) == 0);
    }

    private static long SameWave(ArraySegment<CodeNode> set, Units units)
    {
        long count = 0;
        for (var first = 0; first < set.Count; first++)
        {
            for (var second = first + 1; second < set.Count; second++)
                count += SameWave(set[first], set[second], units);
        }

        return count;
    }

    private static int SameWave(CodeNode one, CodeNode other, Units units)
    {
        var count = 0;
        foreach (var a in units.Stays[one.Unit])
        {
            foreach (var b in units.Stays[other.Unit])
                count += a.Wave == b.Wave && a.School == one.School && b.School == one.School ? 1 : 0;
        }

        return count;
    }

    private static (int One, int Other) NearestWaves(Place[] one, Place[] other) =>
        one.SelectMany(a => other.Select(b => (a.Wave, b.Wave))).MinBy(pair => Math.Abs(pair.Item1 - pair.Item2));

    private void Link(int one, int other, LinkRule rule, int element, double? quality)
    {
        (one, other) = Ordered(one, other);
        Links.Add(new PersonLink(_table.Records[one].PersonId, _table.Records[other].PersonId, rule, Name(element), quality));
    }

    private void Doubt(int one, int other, LinkRule rule, int element, double? quality, DoubtReason reason, int rivals)
    {
        (one, other) = Ordered(one, other);
        Doubtful.Add(new DoubtfulPair(LinkKind.SamePerson, _table.Records[one].PersonId, _table.Records[other].PersonId, rule, Name(element), quality, reason, rivals));
    }

    private (int One, int Other) Ordered(int one, int other)
    {
        var (a, b) = (BitOperations.TrailingZeroCount(_table.Waves[one]), BitOperations.TrailingZeroCount(_table.Waves[other]));
        return a < b || (a == b && one < other) ? (one, other) : (other, one);
    }

    private string? Name(int element) => element < 0 ? null : _scheme.Elements[element].Id;
}
