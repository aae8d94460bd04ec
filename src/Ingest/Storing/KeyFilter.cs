using System.Buffers.Binary;

namespace LobResearch.Ingest.Storing;

/// <summary>
/// Says of a keyed hash that it surely hasn't occurred, or that it may have: then the database is asked. Its memory stays
/// the same however many rows a file has.
/// </summary>
/// <remarks>B. H. Bloom (1970), Communications of the ACM 13(7). 2²⁷ bits and eight probes: one in 10⁵ keys is asked for in vain at ten million rows.</remarks>
internal sealed class KeyFilter
{
    private const int Bits = 27;
    private const int Probes = 8;
    private readonly ulong[] _words = new ulong[1 << (Bits - 6)];

    /// <summary>Notes a key and tells whether it may have been noted before.</summary>
    /// <param name="key">A hash of 32 bytes: its parts are the probes.</param>
    public bool Add(ReadOnlySpan<byte> key)
    {
        var mayBeThere = true;
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * probe)..]) >> (32 - Bits);
            ref var word = ref _words[bit >> 6];
            var mask = 1UL << (int)(bit & 63);
            mayBeThere &= (word & mask) != 0;
            word |= mask;
        }

        return mayBeThere;
    }

    /// <summary>Whether a key may have been noted.</summary>
    public bool MayHold(ReadOnlySpan<byte> key)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * probe)..]) >> (32 - Bits);
            if ((_words[bit >> 6] & 1UL << (int)(bit & 63)) == 0)
                return false;
        }

        return true;
    }
}
