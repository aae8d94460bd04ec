using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LobResearch.Ingest.Storing;

/// <summary>Random ids (in the form of RFC 9562, version 4), many at a time.</summary>
/// <remarks>
/// All ids of one call share their first sixteen bits, which begin at random and grow by one per call: rows that come in together
/// then stand together in every index, instead of a page apart each. The other 106 bits are random. That rows came in together
/// is what their batch tells anyway.
/// </remarks>
internal sealed class RandomIds
{
    private const int Length = 16;
    private ushort _beginning = BitConverter.ToUInt16(RandomNumberGenerator.GetBytes(sizeof(ushort)));

    /// <summary>So many ids, in the order in which PostgreSQL keeps them.</summary>
    public Guid[] Ascending(int count)
    {
        unchecked
        {
            _beginning++;
        }

        var bytes = RandomNumberGenerator.GetBytes(count * Length);
        var ids = new Guid[count];
        for (var index = 0; index < count; index++)
        {
            var id = bytes.AsSpan(index * Length, Length);
            BinaryPrimitives.WriteUInt16BigEndian(id, _beginning);
            id[6] = (byte)((id[6] & 0x0F) | 0x40);
            id[8] = (byte)((id[8] & 0x3F) | 0x80);
            ids[index] = new Guid(id, bigEndian: true);
        }

        Array.Sort(ids, CompareAsStored);
        return ids;
    }

    private static int CompareAsStored(Guid one, Guid other)
    {
        Span<byte> bytes = stackalloc byte[2 * Length];
        one.TryWriteBytes(bytes, bigEndian: true, out _);
        other.TryWriteBytes(bytes[Length..], bigEndian: true, out _);
        return bytes[..Length].SequenceCompareTo(bytes[Length..]);
    }
}
