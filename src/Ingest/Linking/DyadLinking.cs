using LobResearch.Study.Design;

namespace LobResearch.Ingest.Linking;

/// <summary>Finds parents' students: a parent's code without the parents' element is the student's code.</summary>
internal sealed class DyadLinking
{
    private const int Steps = 10;
    private readonly CodeTable _parents;
    private readonly CodeTable _students;
    private readonly Units _parentUnits;
    private readonly Units _studentUnits;
    private readonly CodeScheme _scheme;
    private readonly LinkOptions _options;
    private readonly PersonLinking _studentLinking;
    private readonly HashSet<(int Parent, int Student)> _apart;
    private readonly ElementModel _model;
    private readonly SchoolCounts _studentCounts;
    // Numbers of the parents whose student is known, and of the parents that a student has.
    private readonly bool[] _hasStudent;
    private readonly byte[] _has;
    private readonly List<(int Parent, int Student, Dyad Dyad, Candidate? Candidate)> _taken = [];
    private readonly HashSet<int> _ambiguous = [];

    public DyadLinking(
        CodeTable parents, PersonLinking parentLinking, CodeTable students, PersonLinking studentLinking, CodeScheme scheme, LinkOptions options, int waves,
        IReadOnlyList<(int One, int Other)> same, IReadOnlyList<(int One, int Other)> different)
    {
        (_parents, _students, _scheme, _options, _studentLinking) = (parents, students, scheme, options, studentLinking);
        (_parentUnits, _studentUnits) = (parentLinking.Units, studentLinking.Units);
        _model = new ElementModel(scheme, options.PriorWrong);
        _studentCounts = new SchoolCounts(_studentUnits, waves);
        _apart = different.Select(pair => (_parentUnits.Of[pair.One], _studentUnits.Of[pair.Other])).ToHashSet();
        _hasStudent = new bool[_parentUnits.Count];
        _has = new byte[_studentUnits.Count];
        foreach (var (parent, student) in same.Select(pair => (_parentUnits.Of[pair.One], _studentUnits.Of[pair.Other])).Distinct().Order())
        {
            _apart.Add((parent, student));
            Take(parent, student, NumberOf(parent), LinkRule.ByHand, -1, null, null);
        }

        var moves = Exact();
        Tolerant(moves);
        DropThirdParents();
    }

    public IEnumerable<Dyad> Dyads => _taken.OrderBy(pair => pair.Parent).ThenBy(pair => pair.Student).Select(pair => pair.Dyad);

    public List<DoubtfulPair> Doubtful { get; } = [];

    private ClassMoves Exact()
    {
        var found = Pairs(-1, parent => !_hasStudent[parent]);
        var byParent = found.ToLookup(pair => pair.One);
        var byStudent = found.ToLookup(pair => (pair.Other, NumberOf(pair.One)));
        bool IsUnique(Candidate pair) => byParent[pair.One].Count() == 1 && byStudent[(pair.Other, NumberOf(pair.One))].Count() == 1;
        var unique = found.ConvertAll(IsUnique);
        var moves = new ClassMoves(_studentCounts);
        for (var at = 0; at < found.Count; at++)
        {
            if (unique[at] && Nearest(found[at]) is var (from, to))
                moves.Add(from, to);
        }

        var frame = new Frame(this, found.Where((_, at) => unique[at]).Select(pair => NumberOf(pair.One) ?? 0));
        var candidates = found.Select((pair, at) => frame.Place(pair, moves, unique[at] ? 1 : 0, _studentLinking.Doubles)).ToList();
        var weighing = new Weighing(candidates, _parentUnits.Count, _studentUnits.Count, oneSide: false);
        var qualities = weighing.Qualities(_model, _model.Equal);
        for (var at = 0; at < candidates.Count; at++)
        {
            var pair = candidates[at];
            if (unique[at] && qualities[at] >= _options.LeastQualityExact)
            {
                Take(pair.One, pair.Other, NumberOf(pair.One), LinkRule.ExactCode, -1, qualities[at], pair);
            }
            else if (qualities[at] >= _options.LeastDoubtful)
            {
                _ambiguous.Add(pair.One);
                Doubt(pair, LinkRule.ExactCode, qualities[at], weighing.Rivals(at, qualities, _options.LeastRival), false);
            }
        }

        return moves;
    }

    private void Tolerant(ClassMoves moves)
    {
        var exact = _taken.Where(pair => pair.Dyad.Rule == LinkRule.ExactCode).Select(pair => pair.Dyad.ParentNumber ?? 0).ToList();
        var frame = new Frame(this, exact);
        var best = new Dictionary<(int, int), Candidate>();
        for (var element = 0; element < _students.Length; element++)
        {
            if (element == _scheme.ParentElement || _students.Coincidence[element] >= 1)
                continue;
            foreach (var pair in Pairs(element, parent => !_hasStudent[parent]))
            {
                if ((_has[pair.Other] & Bit(NumberOf(pair.One))) == 0 && (!best.TryGetValue((pair.One, pair.Other), out var known) || pair.Coincidence < known.Coincidence))
                    best[(pair.One, pair.Other)] = pair;
            }
        }

        var candidates = best.OrderBy(pair => pair.Key.Item1).ThenBy(pair => pair.Key.Item2)
            .Select(pair => frame.Place(pair.Value, moves, 0, _studentLinking.LookAlikes[pair.Value.Element])).ToList();
        var weighing = new Weighing(candidates, _parentUnits.Count, _studentUnits.Count, oneSide: false);
        var qualities = weighing.Qualities(_model, _model.OneOff);
        for (var step = 0; step < Steps; step++)
        {
            _model.Learn(candidates, qualities, _ => 1, exact.Count);
            qualities = weighing.Qualities(_model, _model.OneOff);
        }

        for (var at = 0; at < candidates.Count; at++)
        {
            var pair = candidates[at];
            var rivals = weighing.Rivals(at, qualities, _options.LeastRival);
            var rule = pair.SameClass ? LinkRule.OneElementOffInClass : LinkRule.OneElementOffInSchool;
            if (rivals == 0 && !_ambiguous.Contains(pair.One) && qualities[at] >= (pair.SameClass ? _options.LeastQuality : _options.LeastQualityInSchool))
                Take(pair.One, pair.Other, NumberOf(pair.One), rule, pair.Element, qualities[at], pair);
            else if (qualities[at] >= _options.LeastDoubtful)
                Doubt(pair, rule, qualities[at], rivals, _ambiguous.Contains(pair.One));
        }
    }

    // A student has two parents here; where a code doesn't say which, it is the one too many.
    private void DropThirdParents()
    {
        foreach (var family in _taken.GroupBy(pair => pair.Student).Where(family => family.Count() > 2).ToList())
        {
            foreach (var pair in family.Where(pair => pair is { Dyad.ParentNumber: null, Candidate: not null }))
            {
                _taken.Remove(pair);
                Doubtful.Add(Pair(pair.Candidate!, pair.Dyad.Rule, pair.Dyad.Quality, DoubtReason.Conflict, family.Count() - 1));
            }
        }
    }

    private List<Candidate> Pairs(int element, Func<int, bool> isOpen)
    {
        var nodes = CodeBlocks.Nodes(_parents, _parentUnits, 0).Where(node => _parents.Fits[node.Record] && isOpen(node.Unit))
            .Concat(CodeBlocks.Nodes(_students, _studentUnits, 1).Where(node => _students.Fits[node.Record]));
        var keyed = nodes.Select(node => (CodeBlocks.Key(node.School, Elements(node), element, _scheme.ParentElement, withParent: false), node)).ToList();
        var found = new Dictionary<(int, int), Candidate>();
        foreach (var set in CodeBlocks.Sets(keyed))
        {
            if (set.Count > _options.Crowd)
                continue;
            foreach (var parent in set.Where(node => node.Side == 0))
            {
                foreach (var student in set.Where(node => node.Side == 1))
                {
                    if (_apart.Contains((parent.Unit, student.Unit)) ||
                        CodeComparison.Compare(_students, Elements(parent), Elements(student), element, _scheme.ParentElement) is not { } compared)
                    {
                        continue;
                    }

                    var candidate = new Candidate(parent.Unit, student.Unit, parent.Record, student.Record, element, compared.Lacking, compared.Agreeing, compared.Coincidence);
                    if (!found.TryGetValue((parent.Unit, student.Unit), out var known) || candidate.Coincidence < known.Coincidence)
                        found[(parent.Unit, student.Unit)] = candidate;
                }
            }
        }

        return found.OrderBy(pair => pair.Key.Item1).ThenBy(pair => pair.Key.Item2).Select(pair => pair.Value).ToList();
    }

    private ReadOnlySpan<int> Elements(CodeNode node) => (node.Side == 0 ? _parents : _students).Elements(node.Record);

    private (Place One, Place Other)? Nearest(Candidate pair) => Units.Nearest(_parentUnits.Stays[pair.One], _studentUnits.Stays[pair.Other]);

    private int? NumberOf(int parent) => _parents.Records[_parentUnits.Members[parent][0]].Code.ParentNumber;

    private static byte Bit(int? number) => (byte)(1 << (number ?? 0));

    private void Take(int parent, int student, int? number, LinkRule rule, int element, double? quality, Candidate? candidate)
    {
        _hasStudent[parent] = true;
        _has[student] |= Bit(number);
        var dyad = new Dyad(Canonical(_parents, _parentUnits, parent), Canonical(_students, _studentUnits, student), number, rule, Name(element), quality);
        _taken.Add((parent, student, dyad, candidate));
    }

    private void Doubt(Candidate pair, LinkRule rule, double quality, int rivals, bool hasOthers) =>
        Doubtful.Add(Pair(pair, rule, quality, rivals > 0 || hasOthers ? DoubtReason.Rivals : DoubtReason.LowQuality, rivals));

    private DoubtfulPair Pair(Candidate pair, LinkRule rule, double? quality, DoubtReason reason, int rivals) => new(
        LinkKind.ParentOf, _parents.Records[pair.RecordOne].PersonId, _students.Records[pair.RecordOther].PersonId, rule, Name(pair.Element), quality, reason, rivals);

    private string? Name(int element) => element < 0 ? null : _scheme.Elements[element].Id;

    private static Guid Canonical(CodeTable table, Units units, int unit) =>
        table.Records[units.Members[unit].MinBy(record => System.Numerics.BitOperations.TrailingZeroCount(table.Waves[record]))].PersonId;

    /// <summary>Among how many a parent's student, and a student's parent, are looked for.</summary>
    private sealed class Frame
    {
        private readonly DyadLinking _dyads;
        private readonly int[] _known = new int[3];
        private readonly int[] _openParents = new int[3];
        private readonly int[] _openStudents = new int[3];
        private readonly Dictionary<(int School, int Number), int> _parentsIn = [];
        private readonly Dictionary<(int School, int Number), int> _studentsIn = [];

        public Frame(DyadLinking dyads, IEnumerable<int> known)
        {
            _dyads = dyads;
            foreach (var number in known)
                _known[number]++;
            for (var parent = 0; parent < dyads._parentUnits.Count; parent++)
            {
                if (dyads._hasStudent[parent])
                    continue;
                var number = dyads.NumberOf(parent) ?? 0;
                _openParents[number]++;
                foreach (var school in Schools(dyads._parentUnits.Stays[parent]))
                    _parentsIn[(school, number)] = _parentsIn.GetValueOrDefault((school, number)) + 1;
            }

            for (var student = 0; student < dyads._studentUnits.Count; student++)
            {
                foreach (var school in Schools(dyads._studentUnits.Stays[student]))
                    _studentsIn[(school, -1)] = _studentsIn.GetValueOrDefault((school, -1)) + 1;
                for (var number = 0; number < 3; number++)
                {
                    if ((dyads._has[student] & Bit(number)) != 0)
                        continue;
                    _openStudents[number]++;
                    foreach (var school in Schools(dyads._studentUnits.Stays[student]))
                        _studentsIn[(school, number)] = _studentsIn.GetValueOrDefault((school, number)) + 1;
                }
            }
        }

        public Candidate Place(Candidate pair, ClassMoves moves, int counted, double lookAlikes)
        {
            var (from, to) = _dyads.Nearest(pair)!.Value;
            var number = _dyads.NumberOf(pair.One) ?? 0;
            var ratio = moves.Ratio(from, to, counted);
            return pair with
            {
                ClassRatio = ratio,
                SameClass = from.ClassGroup == to.ClassGroup && ratio > 1,
                LookAlike = lookAlikes / Math.Max(1, _studentsIn.GetValueOrDefault((from.School, -1))),
                PartnersOne = (double)_known[number] / Math.Max(1, _openParents[number]),
                ChancesOne = _studentsIn.GetValueOrDefault((from.School, number)),
                PartnersOther = (double)_known[number] / Math.Max(1, _openStudents[number]),
                ChancesOther = _parentsIn.GetValueOrDefault((from.School, number)),
                TakesOfOne = 1,
                TakesOfOther = Bit(number),
            };
        }

        private static IEnumerable<int> Schools(Place[] stays) => stays.Select(stay => stay.School).Distinct();
    }
}
