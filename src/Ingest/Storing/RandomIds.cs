using System.Security.Cryptography;

namespace LobResearch.Ingest.Storing;

/// <summary>Random ids (RFC 9562, version 4), many at a time.</summary>
internal static class RandomIds
{
    private const int Length = 16;

    /// <summary>So many ids, in the order in which PostgreSQL keeps them.</summary>
    public static Guid[] Ascending(int count)
    {
        var bytes = RandomNumberGenerator.GetBytes(count * Length);
        var ids = new Guid[count];
        for (var index = 0; index < count; index++)
        {
            var id = bytes.AsSpan(index * Length, Length);
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
