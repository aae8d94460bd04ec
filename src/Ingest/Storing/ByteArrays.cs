using System.Buffers.Binary;

namespace LobResearch.Ingest.Storing;

/// <summary>Compares keyed hashes by content.</summary>
internal static class ByteArrays
{
    /// <summary>Equality by content, for hashes of 32 bytes.</summary>
    public static IEqualityComparer<byte[]> Equality { get; } = new ByContent();

    private sealed class ByContent : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x is null ? y is null : y is not null && x.AsSpan().SequenceEqual(y);

        // The arrays are hashes already: any four of their bytes are evenly spread.
        public int GetHashCode(byte[] obj) => BinaryPrimitives.ReadInt32LittleEndian(obj);
    }
}
