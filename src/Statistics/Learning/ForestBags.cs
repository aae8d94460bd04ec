using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Learning;

/// <summary>Which rows each tree of a forest is grown on. The tree's number and the seed decide. Not shared between threads.</summary>
internal sealed class ForestBags
{
    // Of the seed's streams, those from here on choose features; those before, one per tree, draw its rows.
    private const ulong GrowingStreams = 1UL << 40;
    private readonly List<int[]> _bags = [];
    private readonly ulong _seed;
    private readonly int _rows;
    private readonly int[][]? _groups;
    private readonly int _drawn;
    private readonly int[] _order;
    private readonly bool[] _marked;

    /// <param name="features">n rows, with their groups where there are any.</param>
    /// <param name="share">Share of the rows, or of the groups, that is drawn.</param>
    /// <param name="seed">Of the forest.</param>
    public ForestBags(FeatureMatrix features, double share, ulong seed)
    {
        (_seed, _rows) = (seed, features.Rows);
        var groups = features.Groups is { } codes
            ? Enumerable.Range(0, _rows).GroupBy(row => codes[row]).OrderBy(group => group.Key).Select(group => group.ToArray()).ToArray()
            : [];
        // A single group can't be left out: its rows are drawn instead.
        _groups = groups.Length > 1 ? groups : null;
        _order = new int[_groups?.Length ?? _rows];
        _marked = new bool[_order.Length];
        _drawn = Math.Clamp((int)Math.Round(share * _order.Length), 1, _order.Length);
    }

    /// <summary>The rows of a tree, rising; the caller's own.</summary>
    public int[] Draw(int tree) => (int[])Kept(tree).Clone();

    /// <summary>The tree's random numbers.</summary>
    public RandomSequence RandomOf(int tree) => new(_seed, GrowingStreams + (ulong)tree);

    /// <summary>Which rows a tree leaves out.</summary>
    public bool[] LeftOut(int tree)
    {
        var leftOut = new bool[_rows];
        Array.Fill(leftOut, true);
        foreach (var row in Kept(tree))
            leftOut[row] = false;
        return leftOut;
    }

    private int[] Kept(int tree)
    {
        while (_bags.Count <= tree)
            _bags.Add(New(_bags.Count));
        return _bags[tree];
    }

    private int[] New(int tree)
    {
        var random = new RandomSequence(_seed, (ulong)tree);
        for (var unit = 0; unit < _order.Length; unit++)
            _order[unit] = unit;
        for (var unit = 0; unit < _drawn; unit++)
        {
            var other = unit + Below(random, _order.Length - unit);
            (_order[unit], _order[other]) = (_order[other], _order[unit]);
        }

        Array.Clear(_marked);
        foreach (var unit in _order.AsSpan(0, _drawn))
            _marked[unit] = true;
        // Rising, as rows are read from memory in order then.
        var drawn = new int[_drawn];
        var next = 0;
        for (var unit = 0; unit < _marked.Length; unit++)
        {
            if (_marked[unit])
                drawn[next++] = unit;
        }

        return _groups is null ? drawn : [.. drawn.SelectMany(group => _groups[group])];
    }

    /// <summary>Uniform on 0 … count − 1 but for 2⁻³³ of favour, without the divisions that freedom of it takes.</summary>
    internal static int Below(RandomSequence random, int count) => (int)(((random.Bits() >> 32) * (ulong)count) >> 32);
}
