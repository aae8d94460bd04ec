using System.Runtime.CompilerServices;

namespace LobResearch.Statistics.Randomness;

/// <summary>
/// Philox 4×32-10: a keyed bijection of a 128-bit counter. Draw number i needs no draw before it, so work can be divided
/// over any number of threads without a number changing.
/// </summary>
/// <remarks>
/// Salmon, Moraes, Dror &amp; Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, <i>Proc. SC11</i>, 16:1–16:12.
/// For simulation; never for secrets.
/// </remarks>
public static class Philox
{
    private const int Rounds = 10;

    /// <summary>Four random words of 32 bits.</summary>
    /// <param name="key">The seed.</param>
    /// <param name="counterHigh">Upper half of the counter, for example the draw.</param>
    /// <param name="counterLow">Lower half, for example the block within the draw.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint First, uint Second, uint Third, uint Fourth) Block(ulong key, ulong counterHigh, ulong counterLow)
    {
        unchecked
        {
            var (c0, c1, c2, c3) = ((uint)counterLow, (uint)(counterLow >> 32), (uint)counterHigh, (uint)(counterHigh >> 32));
            var (k0, k1) = ((uint)key, (uint)(key >> 32));
            for (var round = 0; round < Rounds; round++)
            {
                var one = 0xD2511F53UL * c0;
                var two = 0xCD9E8D57UL * c2;
                (c0, c1, c2, c3) = ((uint)(two >> 32) ^ c1 ^ k0, (uint)two, (uint)(one >> 32) ^ c3 ^ k1, (uint)one);
                k0 += 0x9E3779B9;
                k1 += 0xBB67AE85;
            }

            return (c0, c1, c2, c3);
        }
    }
}
