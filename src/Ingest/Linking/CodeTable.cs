using LobResearch.Study.Design;

namespace LobResearch.Ingest.Linking;

/// <summary>The records of one role in an order that depends on their content alone, with texts as numbers.</summary>
internal sealed class CodeTable
{
    /// <summary>The value of an element that a code lacks.</summary>
    public const int Missing = -1;

    private readonly int[] _values;
    private readonly Dictionary<int, int>[] _counts;
    private readonly int _fitting;

    public CodeTable(IEnumerable<CodeRecord> records, CodeScheme scheme, TextNumbers numbers)
    {
        Records = records.ToArray();
        Array.Sort(Records, ByContent);
        Length = scheme.Elements.Count;
        _values = new int[Records.Length * Length];
        Code = new int[Records.Length];
        Fits = new bool[Records.Length];
        Waves = new ulong[Records.Length];
        _counts = Enumerable.Range(0, Length).Select(_ => new Dictionary<int, int>()).ToArray();
        for (var record = 0; record < Records.Length; record++)
        {
            var code = Records[record].Code;
            Code[record] = record > 0 && code.Normalised == Records[record - 1].Code.Normalised ? Code[record - 1] : record;
            foreach (var stay in Records[record].Stays)
                Waves[record] |= 1UL << (stay.Wave - 1);
            Fits[record] = code.Elements is not null;
            _fitting += Fits[record] ? 1 : 0;
            for (var element = 0; element < Length; element++)
            {
                var value = code.Elements?[element] is { } text ? numbers.Of(text) : Missing;
                _values[(record * Length) + element] = value;
                if (value != Missing)
                    _counts[element][value] = _counts[element].GetValueOrDefault(value) + 1;
            }
        }

        Coincidence = _counts.Select(values => Squares(values.Values)).ToArray();
        CodeCounts = Code.GroupBy(code => code).ToDictionary(same => same.Key, same => same.Count());
    }

    public CodeRecord[] Records { get; }

    /// <summary>Elements per code.</summary>
    public int Length { get; }

    /// <summary>Equal numbers for equal codes.</summary>
    public int[] Code { get; }

    /// <summary>Whether the code fits the scheme.</summary>
    public bool[] Fits { get; }

    /// <summary>Bit per wave.</summary>
    public ulong[] Waves { get; }

    /// <summary>Probability that two codes agree in an element by chance: Σ f².</summary>
    public double[] Coincidence { get; }

    private Dictionary<int, int> CodeCounts { get; }

    public ReadOnlySpan<int> Elements(int record) => _values.AsSpan(record * Length, Length);

    /// <summary>Share of the codes that have this value; the one more counts the person who might come by chance.</summary>
    public double Share(int element, int value) => (_counts[element].GetValueOrDefault(value) + 1.0) / (_fitting + 1.0);

    /// <summary>Share of the records that have this very code.</summary>
    public double CodeShare(int record) => (CodeCounts[Code[record]] + 1.0) / (Records.Length + 1.0);

    private static double Squares(IEnumerable<int> counts)
    {
        // Whole numbers add up to the same in any order.
        long sum = 0, squares = 0;
        foreach (var count in counts)
        {
            sum += count;
            squares += (long)count * count;
        }

        return sum == 0 ? 1 : (double)squares / ((double)sum * sum);
    }

    private static int ByContent(CodeRecord one, CodeRecord other)
    {
        var order = string.CompareOrdinal(one.Code.Normalised, other.Code.Normalised);
        if (order != 0)
            return order;
        order = (one.Code.Elements is null).CompareTo(other.Code.Elements is null);
        for (var at = 0; order == 0 && at < Math.Min(one.Stays.Count, other.Stays.Count); at++)
        {
            var (a, b) = (one.Stays[at], other.Stays[at]);
            order = a.Wave.CompareTo(b.Wave);
            if (order == 0)
                order = string.CompareOrdinal(a.School, b.School);
            if (order == 0)
                order = string.CompareOrdinal(a.ClassGroup, b.ClassGroup);
        }

        if (order == 0)
            order = one.Stays.Count.CompareTo(other.Stays.Count);
        // Records of equal content are interchangeable; the id only makes the output's order one.
        return order == 0 ? one.PersonId.CompareTo(other.PersonId) : order;
    }
}

/// <summary>A number for each text, in the texts' ordinal order: whatever order they come in.</summary>
internal sealed class TextNumbers
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public TextNumbers(IEnumerable<string> texts)
    {
        foreach (var text in texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            _numbers.Add(text, _numbers.Count);
    }

    public int Of(string text) => _numbers[text];
}
