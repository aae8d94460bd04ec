using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using LobResearch.Ingest.Reading.Spss;

namespace LobResearch.Ingest.Writing.Spss;

/// <summary>Packs cases: plain, as one-byte commands, or as those in zlib blocks.</summary>
internal sealed class SavCaseWriter(Stream file, SpssCompression compression, double bias)
{
    private const int BlockSize = 0x3ff000;
    private static readonly byte[] EightSpaces = "        "u8.ToArray();
    private readonly byte[] _commands = new byte[8];
    private readonly byte[] _literals = new byte[64];
    private readonly ArrayBufferWriter<byte> _block = new();
    private readonly List<(long Plain, long Place, int PlainSize, int PackedSize)> _blocks = [];
    private readonly long _begin = file.Position;
    private int _count;
    private int _literalBytes;
    private long _plain;

    /// <summary>Writes a case of units of eight bytes.</summary>
    public void Write(ReadOnlySpan<byte> units)
    {
        if (compression == SpssCompression.None)
        {
            file.Write(units);
            return;
        }

        if (compression == SpssCompression.Zlib && _blocks.Count == 0 && _block.WrittenCount == 0 && _count == 0)
            ReserveZlibHeader();
        for (var at = 0; at < units.Length; at += 8)
            Add(units.Slice(at, 8));
    }

    /// <summary>Writes what is left, and a .zsav file's trailer.</summary>
    public void Complete()
    {
        if (compression == SpssCompression.None)
            return;
        if (_count > 0)
            FlushCommands();
        if (compression != SpssCompression.Zlib)
            return;
        if (_blocks.Count == 0 && file.Position == _begin)
            ReserveZlibHeader();
        FlushBlock();
        Trailer();
    }

    private void Add(ReadOnlySpan<byte> unit)
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(unit);
        byte command;
        if (unit.SequenceEqual(EightSpaces))
            command = 254;
        else if (value == -double.MaxValue)
            command = 255;
        else if (value >= 1 - bias && value <= 251 - bias && value == Math.Truncate(value) && !(value == 0 && double.IsNegative(value)))
            command = (byte)(value + bias);
        else
        {
            command = 253;
            unit.CopyTo(_literals.AsSpan(_literalBytes));
            _literalBytes += 8;
        }

        _commands[_count++] = command;
        if (_count == 8)
            FlushCommands();
    }

    private void FlushCommands()
    {
        _commands.AsSpan(_count).Clear();
        Emit(_commands);
        Emit(_literals.AsSpan(0, _literalBytes));
        _count = 0;
        _literalBytes = 0;
    }

    private void Emit(ReadOnlySpan<byte> bytes)
    {
        if (compression == SpssCompression.Bytes)
        {
            file.Write(bytes);
            return;
        }

        while (bytes.Length > 0)
        {
            var part = bytes[..Math.Min(bytes.Length, BlockSize - _block.WrittenCount)];
            _block.Write(part);
            bytes = bytes[part.Length..];
            if (_block.WrittenCount == BlockSize)
                FlushBlock();
        }
    }

    private void ReserveZlibHeader() => file.Write(new byte[24]);

    private void FlushBlock()
    {
        if (_block.WrittenCount == 0)
            return;
        var place = file.Position;
        using (var zlib = new ZLibStream(file, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(_block.WrittenSpan);
        _blocks.Add((_begin + _plain, place, _block.WrittenCount, (int)(file.Position - place)));
        _plain += _block.WrittenCount;
        _block.ResetWrittenCount();
    }

    private void Trailer()
    {
        var place = file.Position;
        using var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write((long)-bias);
        writer.Write(0L);
        writer.Write(BlockSize);
        writer.Write(_blocks.Count);
        // The first block of plain bytes counts as standing where the zlib header does.
        foreach (var (plain, packedPlace, plainSize, packedSize) in _blocks)
        {
            writer.Write(plain);
            writer.Write(packedPlace);
            writer.Write(plainSize);
            writer.Write(packedSize);
        }

        writer.Flush();
        var end = file.Position;
        file.Position = _begin;
        writer.Write(_begin);
        writer.Write(place);
        writer.Write(end - place);
        writer.Flush();
        file.Position = end;
    }
}
