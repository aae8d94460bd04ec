namespace LobResearch.Statistics.Randomness;

/// <summary>A sequence of random numbers that its seed and its name alone decide. Not shared between threads: each takes a stream of its own.</summary>
/// <param name="seed">The analysis' seed.</param>
/// <param name="stream">Which of the seed's 2⁶⁴ independent sequences, for example the replication.</param>
public sealed class RandomSequence(ulong seed, ulong stream = 0)
{
    private ulong _block;
    private ulong _second;
    private bool _hasSecond;
    private double _spare = double.NaN;

    /// <summary>The next 64 bits.</summary>
    public ulong Bits()
    {
        if (_hasSecond)
        {
            _hasSecond = false;
            return _second;
        }

        var (a, b, c, d) = Philox.Block(seed, stream, _block++);
        (_second, _hasSecond) = (((ulong)d << 32) | c, true);
        return ((ulong)b << 32) | a;
    }

    /// <summary>Uniform on [0, 1), in steps of 2⁻⁵³.</summary>
    public double Uniform() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>Uniform on 0 … <paramref name="count"/> − 1, without favouring any.</summary>
    /// <param name="count">1 or more.</param>
    public int Below(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        // Bits beyond the last whole multiple are drawn anew.
        var limit = ulong.MaxValue - (ulong.MaxValue % (ulong)count + 1) % (ulong)count;
        ulong bits;
        do
        {
            bits = Bits();
        }
        while (bits > limit);
        return (int)(bits % (ulong)count);
    }

    /// <summary>Standard normal, by Marsaglia's polar method (1964, <i>SIAM Review</i> 6, 260–264).</summary>
    public double Normal()
    {
        if (!double.IsNaN(_spare))
        {
            var kept = _spare;
            _spare = double.NaN;
            return kept;
        }

        double u, v, s;
        do
        {
            u = 2 * Uniform() - 1;
            v = 2 * Uniform() - 1;
            s = u * u + v * v;
        }
        while (s is >= 1 or 0);
        var scale = Math.Sqrt(-2 * Math.Log(s) / s);
        _spare = v * scale;
        return u * scale;
    }

    /// <summary>Puts a list in random order (Fisher &amp; Yates, from the end).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
