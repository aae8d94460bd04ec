using System.Numerics;
using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Learning;

/// <summary>Grows regression trees by least squares on binned features. Not shared between threads.</summary>
internal sealed class TreeGrower
{
    private const int Tables = 4;
    private const int ManyRows = 256;
    private readonly Cell[] _cells = new Cell[Tables * FeatureBins.Most];
    private readonly double[] _deviations;
    private readonly int[] _features;
    private readonly Stack<(int Node, int Start, int End)> _open = new();
    private readonly List<int> _feature = [];
    private readonly List<byte> _bin = [];
    private readonly List<int> _left = [];
    private readonly List<double> _value = [];

    /// <param name="codes">Bins, p × n.</param>
    /// <param name="outcome">n.</param>
    public TreeGrower(byte[][] codes, double[] outcome) =>
        (Codes, Outcome, _deviations, _features) = (codes, outcome, new double[outcome.Length], [.. Enumerable.Range(0, codes.Length)]);

    /// <summary>Bins, p × n.</summary>
    public byte[][] Codes { get; }

    /// <summary>n numbers.</summary>
    public double[] Outcome { get; }

    /// <summary>n.</summary>
    public int Rows => Outcome.Length;

    /// <summary>Grows a tree.</summary>
    /// <param name="bag">The rows, put in another order.</param>
    /// <param name="leaf">Least rows in a leaf.</param>
    /// <param name="tried">Features tried at a split.</param>
    /// <param name="random">Chooses them.</param>
    public RegressionTree Grow(int[] bag, int leaf, int tried, RandomSequence random)
    {
        _feature.Clear();
        _bin.Clear();
        _left.Clear();
        _value.Clear();
        for (var feature = 0; feature < _features.Length; feature++)
            _features[feature] = feature;
        Open(bag, 0, bag.Length);
        while (_open.TryPop(out var node))
        {
            if (node.End - node.Start < 2 * leaf)
                continue;
            var split = BestSplit(bag.AsSpan(node.Start, node.End - node.Start), _value[node.Node], leaf, tried, random);
            if (split.Feature < 0)
                continue;
            var middle = node.Start + Part(bag.AsSpan(node.Start, node.End - node.Start), Codes[split.Feature], split.Bin);
            (_feature[node.Node], _bin[node.Node], _left[node.Node]) = (split.Feature, (byte)split.Bin, _feature.Count);
            Open(bag, node.Start, middle);
            Open(bag, middle, node.End);
        }

        return new RegressionTree([.. _feature], [.. _bin], [.. _left], [.. _value]);
    }

    private void Open(int[] bag, int start, int end)
    {
        var sum = 0.0;
        foreach (var row in bag.AsSpan(start, end - start))
            sum += Outcome[row];
        _open.Push((_feature.Count, start, end));
        _feature.Add(-1);
        _bin.Add(0);
        _left.Add(0);
        _value.Add(sum / (end - start));
    }

    // Features that are constant in the node don't count as tried, as there is nothing to try.
    private (int Feature, int Bin) BestSplit(ReadOnlySpan<int> rows, double mean, int leaf, int tried, RandomSequence random)
    {
        var deviations = _deviations.AsSpan(0, rows.Length);
        for (var i = 0; i < rows.Length; i++)
            deviations[i] = Outcome[rows[i]] - mean;
        var (best, bestFeature, bestBin) = (0.0, -1, 0);
        for (var next = 0; next < _features.Length && tried > 0; next++)
        {
            var other = next + ForestBags.Below(random, _features.Length - next);
            (_features[next], _features[other]) = (_features[other], _features[next]);
            var filled = Fill(rows, Codes[_features[next]], deviations);
            if (!BitOperations.IsPow2(filled))
                tried--;
            var (gain, bin) = Scan(filled, rows.Length, leaf);
            if (gain > best)
                (best, bestFeature, bestBin) = (gain, _features[next], bin);
        }

        return (bestFeature, bestBin);
    }

    // A bit per bin that has rows: small nodes fill few of them. Rows take turns over four tables, as adding to one cell again
    // and again would wait for itself.
    private ulong Fill(ReadOnlySpan<int> rows, byte[] codes, ReadOnlySpan<double> deviations)
    {
        var filled = 0UL;
        var i = 0;
        for (; rows.Length >= ManyRows && i + Tables <= rows.Length; i += Tables)
        {
            int a = codes[rows[i]], b = codes[rows[i + 1]], c = codes[rows[i + 2]], d = codes[rows[i + 3]];
            _cells[a].Add(deviations[i]);
            _cells[b + FeatureBins.Most].Add(deviations[i + 1]);
            _cells[c + 2 * FeatureBins.Most].Add(deviations[i + 2]);
            _cells[d + 3 * FeatureBins.Most].Add(deviations[i + 3]);
            filled |= (1UL << a) | (1UL << b) | (1UL << c) | (1UL << d);
        }

        for (; i < rows.Length; i++)
        {
            int code = codes[rows[i]];
            _cells[code].Add(deviations[i]);
            filled |= 1UL << code;
        }

        for (var bits = rows.Length >= ManyRows ? filled : 0; bits != 0; bits &= bits - 1)
        {
            var bin = BitOperations.TrailingZeroCount(bits);
            for (var table = 1; table < Tables; table++)
            {
                ref var cell = ref _cells[bin + table * FeatureBins.Most];
                _cells[bin].Sum += cell.Sum;
                _cells[bin].Count += cell.Count;
                cell = default;
            }
        }

        return filled;
    }

    // The best split of the filled cells, which are emptied for the next feature.
    private (double Gain, int Bin) Scan(ulong filled, int rows, int leaf)
    {
        var (left, sum, best, bestBin) = (0, 0.0, 0.0, 0);
        for (; filled != 0; filled &= filled - 1)
        {
            var bin = BitOperations.TrailingZeroCount(filled);
            var cell = _cells[bin];
            _cells[bin] = default;
            left += cell.Count;
            sum += cell.Sum;
            if (left < leaf || rows - left < leaf)
                continue;
            // Sums are of deviations from the node's mean, so that both branches' sums are each other's opposite:
            // S²/n_left + S²/n_right = S² n / (n_left n_right); n is the same for all.
            var gain = sum * sum / ((double)left * (rows - left));
            if (gain > best)
                (best, bestBin) = (gain, bin);
        }

        return (best, bestBin);
    }

    private static int Part(Span<int> rows, byte[] codes, int bin)
    {
        var (low, high) = (0, rows.Length - 1);
        while (low <= high)
        {
            if (codes[rows[low]] <= bin)
            {
                low++;
                continue;
            }

            (rows[low], rows[high]) = (rows[high], rows[low]);
            high--;
        }

        return low;
    }

    private struct Cell
    {
        public double Sum;
        public int Count;

        public void Add(double value)
        {
            Sum += value;
            Count++;
        }
    }
}
