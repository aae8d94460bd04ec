using MathNet.Numerics.Distributions;

namespace LobResearch.Statistics.Mixed;

/// <summary>Standard normal numbers by place: the same seed, draw and index always give the same number, on any thread.</summary>
/// <remarks>Philox4x32-10 of Salmon, Moraes, Dror &amp; Shaw (2011), Proc. SC11, and the normal quantile function.</remarks>
internal readonly struct NormalStream(ulong seed, uint draw)
{
    /// <summary>The number at a place.</summary>
    public double this[uint index]
    {
        get
        {
            uint c0 = index, c1 = draw, c2 = 0, c3 = 0;
            uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
            for (var round = 0; round < 10; round++)
            {
                var first = (ulong)c0 * 0xD2511F53;
                var second = (ulong)c2 * 0xCD9E8D57;
                (c0, c1, c2, c3) = ((uint)(second >> 32) ^ c1 ^ k0, (uint)second, (uint)(first >> 32) ^ c3 ^ k1, (uint)first);
                k0 += 0x9E3779B9;
                k1 += 0xBB67AE85;
            }

            // 53 bits, never 0 or 1.
            var bits = ((ulong)c0 << 21) ^ (c1 >> 11);
            return Normal.InvCDF(0, 1, (bits + 0.5) * (1.0 / (1UL << 53)));
        }
    }
}
