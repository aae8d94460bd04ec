using System.Buffers.Binary;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Excel;

/// <summary>
/// Refuses .xls files whose table of sectors can't be: the library that reads them follows any count and any chain that the
/// file states, into gigabytes.
/// </summary>
/// <remarks>Microsoft, [MS-CFB] Compound File Binary File Format, sections 2.2 and 2.5.</remarks>
internal static class CompoundGuard
{
    private const int HeaderLength = 512;
    private const int TableInHeader = 76;
    private const int EntriesInHeader = 109;
    private const uint LastRegular = 0xFFFFFFFA;
    private static ReadOnlySpan<byte> Mark => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>Reads the header and the chain of tables that it begins.</summary>
    /// <exception cref="InputFault">They don't fit the file.</exception>
    public static void Check(string path, Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
        {
            if (header.StartsWith(Mark))
                throw Damaged(path, stream.Position, "the file ends inside its header");
            return;
        }

        if (!header.StartsWith(Mark))
            return;
        var shift = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
        if (shift is not (9 or 12))
            throw Damaged(path, 30, $"sectors of 2^{shift} bytes, expected 2^9 or 2^12");
        if (BinaryPrimitives.ReadUInt16LittleEndian(header[32..]) != 6)
            throw Damaged(path, 32, "small sectors of another size than 64 bytes");
        var size = 1 << shift;
        var sectors = (stream.Length - HeaderLength + size - 1) / size;
        var seen = new HashSet<uint>();
        CheckTable(path, TableInHeader, header[TableInHeader..(TableInHeader + 4 * EntriesInHeader)], sectors, seen);

        var count = BinaryPrimitives.ReadUInt32LittleEndian(header[72..]);
        if (count > sectors)
            throw Damaged(path, 72, $"{count} further sectors of its table, and the file has room for {sectors}");
        var next = BinaryPrimitives.ReadUInt32LittleEndian(header[68..]);
        var table = new byte[size];
        for (var index = 0; index < count; index++)
        {
            if (next >= sectors || !seen.Add(next))
                throw Damaged(path, 68, $"sector {next} of its table, which there isn't or which was named before");
            var place = HeaderLength + (long)size * next;
            stream.Position = place;
            if (stream.ReadAtLeast(table, size, throwOnEndOfStream: false) < size)
                throw Damaged(path, place, "the file ends inside its table of sectors");
            CheckTable(path, place, table.AsSpan(0, size - 4), sectors, seen);
            next = BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(size - 4));
        }
    }

    private static void CheckTable(string path, long place, ReadOnlySpan<byte> table, long sectors, HashSet<uint> seen)
    {
        for (var at = 0; at < table.Length; at += 4)
        {
            var sector = BinaryPrimitives.ReadUInt32LittleEndian(table[at..]);
            if (sector <= LastRegular && (sector >= sectors || !seen.Add(sector)))
                throw Damaged(path, place + at, $"sector {sector} of its table, which there isn't or which was named before");
        }
    }

    private static InputFault Damaged(string path, long place, string what) =>
        new($"{path}: at byte {place}: the workbook states {what}. It is damaged or cut off; open it in Excel and save it again.");
}
