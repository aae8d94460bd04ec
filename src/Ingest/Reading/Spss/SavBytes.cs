using System.Buffers.Binary;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Spss;

/// <summary>
/// Bytes of a system file in order, in the file's byte order. No length in the file is trusted: each is held against what is
/// left of the file before anything is allocated.
/// </summary>
internal sealed class SavBytes(string path, Stream stream, long length)
{
    private readonly byte[] _small = new byte[8];

    /// <summary>Place of the next byte.</summary>
    public long Position { get; private set; }

    /// <summary>Number of bytes in the file.</summary>
    public long Length => length;

    /// <summary>Whether numbers are written most significant byte first.</summary>
    public bool BigEndian { get; set; }

    public int Int32()
    {
        Fill(_small.AsSpan(0, 4));
        return BigEndian ? BinaryPrimitives.ReadInt32BigEndian(_small) : BinaryPrimitives.ReadInt32LittleEndian(_small);
    }

    public long Int64()
    {
        Fill(_small);
        return BigEndian ? BinaryPrimitives.ReadInt64BigEndian(_small) : BinaryPrimitives.ReadInt64LittleEndian(_small);
    }

    public double Double() => BitConverter.Int64BitsToDouble(Int64());

    public byte Byte()
    {
        Fill(_small.AsSpan(0, 1));
        return _small[0];
    }

    /// <summary>The next bytes; a fault when the file has fewer.</summary>
    /// <param name="count">How many, as the file states.</param>
    /// <param name="what">What they are, for the message.</param>
    public byte[] Take(long count, string what)
    {
        Require(count, what);
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    public void Skip(long count, string what)
    {
        Require(count, what);
        Span<byte> scrap = stackalloc byte[512];
        while (count > 0)
        {
            var part = scrap[..(int)Math.Min(count, scrap.Length)];
            Fill(part);
            count -= part.Length;
        }
    }

    /// <summary>Refuses a length that the rest of the file can't hold.</summary>
    public void Require(long count, string what)
    {
        if (count < 0 || count > length - Position)
            throw Fault($"{what} would be {count} bytes, the file has {length - Position} left");
    }

    public InputFault Fault(string what) => new(
        $"{path}: at byte {Position}: {what}. The file is damaged, cut off or not an SPSS system file; save it again in SPSS or PSPP.");

    /// <summary>A fault among the cases.</summary>
    public InputFault FaultInRow(long row, string what) => new(
        $"{path}: row {row}: {what}. The file is damaged or cut off; save it again in SPSS or PSPP.");

    private void Fill(Span<byte> bytes)
    {
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        Position += read;
        if (read < bytes.Length)
            throw Fault("the file ends inside its description");
    }
}
