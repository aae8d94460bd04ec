namespace LobResearch.Simulation;

/// <summary>
/// A stream of random numbers that depends on its keys alone: the same keys give the same numbers, whatever else was
/// drawn before, on whichever thread.
/// </summary>
/// <remarks>
/// A counter put through SplitMix64's finaliser (Steele, Lea &amp; Flood 2014, <i>OOPSLA</i>, 453–472). For simulation;
/// never for secrets.
/// </remarks>
public sealed class RandomDraws
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private readonly ulong _start;
    private ulong _drawn;
    private double _spare = double.NaN;

    /// <summary>A stream.</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="keys">What the stream is for, for example family 12, wave 3.</param>
    public RandomDraws(ulong seed, params ReadOnlySpan<int> keys)
    {
        _start = Mixed(seed + Golden);
        foreach (var key in keys)
            _start = Mixed(_start ^ (Golden * ((ulong)(uint)key + 1)));
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Bits() => Mixed(_start + (Golden * ++_drawn));

    /// <summary>Uniform on [0, 1), in steps of 2⁻⁵³.</summary>
    public double Uniform() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>Standard normal (Box &amp; Muller 1958, <i>Annals of Mathematical Statistics</i> 29, 610–611).</summary>
    public double Normal()
    {
        if (!double.IsNaN(_spare))
        {
            var kept = _spare;
            _spare = double.NaN;
            return kept;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * Uniform());
        _spare = radius * sine;
        return radius * cosine;
    }

    /// <summary>Uniform on 0 … <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)(Uniform() * count);

    /// <summary>A place in a list of weights, in proportion to them.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
            sum += weight;
        var drawn = Uniform() * sum;
        for (var at = 0; at < weights.Length - 1; at++)
        {
            drawn -= weights[at];
            if (drawn < 0)
                return at;
        }

        return weights.Length - 1;
    }

    private static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
