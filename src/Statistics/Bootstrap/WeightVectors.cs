using LobResearch.Statistics.Randomness;

namespace LobResearch.Statistics.Bootstrap;

/// <summary>
/// The bootstrap's weight vectors, any of which can be made without the others. Vectors v and −v give the same |t|, so
/// that of all vectors only those with a positive first weight are made, and each counts twice.
/// </summary>
internal sealed class WeightVectors
{
    private static readonly double[] Webb = [Math.Sqrt(0.5), 1, Math.Sqrt(1.5), -Math.Sqrt(0.5), -1, -Math.Sqrt(1.5)];
    private readonly WildWeights _kind;
    private readonly int _clusters;
    private readonly ulong _seed;

    public WeightVectors(WildWeights kind, int clusters, int draws, ulong seed)
    {
        (_kind, _clusters, _seed) = (kind, clusters, seed);
        var all = Math.Pow(kind == WildWeights.Rademacher ? 2 : 6, clusters);
        Enumerated = all <= draws;
        Count = Enumerated ? (int)all / 2 : draws;
        Total = Enumerated ? (int)all : draws + 1;
    }

    /// <summary>Whether all vectors are taken.</summary>
    public bool Enumerated { get; }

    /// <summary>Vectors that are made.</summary>
    public int Count { get; }

    /// <summary>Vectors that the share p refers to: all there are, or the random ones and the identity.</summary>
    public int Total { get; }

    /// <summary>The smallest p value that can come out.</summary>
    /// <param name="contributing">Clusters whose weight can change |t*|.</param>
    public double SmallestP(int contributing)
    {
        // Vectors c·1 reproduce the sample's |t|: c = ±1, and with Webb's weights also ±√½ and ±√1½.
        var share = _kind == WildWeights.Rademacher ? 2 * Math.Pow(2, -contributing) : 6 * Math.Pow(6, -contributing);
        return Math.Min(1, Enumerated ? share : Math.Max(share, 1.0 / Total));
    }

    /// <summary>Turns a number of vectors made into a share of all.</summary>
    public double Share(int count) => Enumerated ? 2.0 * count / Total : (1.0 + count) / Total;

    /// <summary>Writes vectors side by side: the weight of cluster g in vector <paramref name="first"/> + i goes to [g · lanes + i].</summary>
    public void Fill(int first, int lanes, Span<double> target)
    {
        for (var lane = 0; lane < lanes; lane++)
        {
            // Beyond the last vector: a copy of it, which nobody reads.
            var draw = Math.Min(first + lane, Count - 1);
            if (Enumerated)
                Enumerate(draw, lane, lanes, target);
            else if (_kind == WildWeights.Rademacher)
                DrawSigns((ulong)draw, lane, lanes, target);
            else
                DrawSixPoints((ulong)draw, lane, lanes, target);
        }
    }

    private void Enumerate(int draw, int lane, int lanes, Span<double> target)
    {
        // First cluster: one sign, or the three positive values, which come first in the list.
        var (first, rest) = _kind == WildWeights.Rademacher ? (1, 2) : (3, 6);
        target[lane] = _kind == WildWeights.Rademacher ? 1 : Webb[draw % first];
        draw /= first;
        for (var g = 1; g < _clusters; g++)
        {
            target[g * lanes + lane] = _kind == WildWeights.Rademacher ? 1 - 2 * (draw % rest) : Webb[draw % rest];
            draw /= rest;
        }
    }

    private void DrawSigns(ulong draw, int lane, int lanes, Span<double> target)
    {
        const int Bits = 128;
        Span<uint> words = stackalloc uint[4];
        for (var g = 0; g < _clusters; g++)
        {
            if (g % Bits == 0)
                (words[0], words[1], words[2], words[3]) = Philox.Block(_seed, draw, (ulong)(g / Bits));
            target[g * lanes + lane] = (words[g / 32 % 4] >> (g % 32) & 1) == 0 ? 1 : -1;
        }
    }

    private void DrawSixPoints(ulong draw, int lane, int lanes, Span<double> target)
    {
        Span<uint> words = stackalloc uint[4];
        for (var g = 0; g < _clusters; g++)
        {
            if (g % 4 == 0)
                (words[0], words[1], words[2], words[3]) = Philox.Block(_seed, draw, (ulong)(g / 4));
            // 2³² isn't a multiple of six: one value comes up more often by 1 in 7·10⁸.
            target[g * lanes + lane] = Webb[(int)((words[g % 4] * 6UL) >> 32)];
        }
    }
}
