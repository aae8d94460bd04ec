using System.Buffers.Binary;
using System.IO.Compression;

namespace LobResearch.Ingest.Tests.Fuzzing;

/// <summary>Damages what is inside packed files and packs it again, so that the damage reaches the reader behind the unpacking.</summary>
internal static class PackedParts
{
    /// <summary>Damages one or two parts of a zip file, or leaves one out.</summary>
    public static byte[] DamagedZip(Mutator mutator, byte[] original, byte[] other)
    {
        var parts = Unzip(original);
        var others = Unzip(other);
        for (var changes = 1 + mutator.Next(2); changes > 0; changes--)
        {
            var index = mutator.Next(parts.Count);
            var (name, bytes) = parts[index];
            if (mutator.Next(40) == 0 && parts.Count > 1)
                parts.RemoveAt(index);
            else
                parts[index] = (name, mutator.Damaged(bytes, others[mutator.Next(others.Count)].Bytes));
        }

        return Zip(parts, CompressionLevel.NoCompression);
    }

    /// <summary>The same zip file without the time at which it was made.</summary>
    public static byte[] Repacked(byte[] file) => Zip(Unzip(file), CompressionLevel.Optimal);

    /// <summary>Damages the cases of a .zsav file.</summary>
    public static byte[] DamagedZsav(Mutator mutator, byte[] original, byte[] other)
    {
        var header = ZsavHeader(original);
        return WithCases(original, header, mutator.Damaged(ZsavCases(original), ZsavCases(other)));
    }

    /// <summary>The unpacked commands of a .zsav file.</summary>
    public static byte[] ZsavCases(byte[] file)
    {
        var trailer = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(ZsavHeader(file) + 8));
        using var cases = new MemoryStream();
        for (var entry = trailer + 24; entry + 24 <= file.Length; entry += 24)
        {
            var (place, packed) = (BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(entry + 8)), BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(entry + 20)));
            using var zlib = new ZLibStream(new MemoryStream(file, (int)place, packed), CompressionMode.Decompress);
            zlib.CopyTo(cases);
        }

        return cases.ToArray();
    }

    /// <summary>A .zsav file with other cases, in one block.</summary>
    public static byte[] WithCases(byte[] file, byte[] cases) => WithCases(file, ZsavHeader(file), cases);

    private static byte[] WithCases(byte[] file, int header, byte[] cases)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(cases);
        var trailer = header + 24 + (int)packed.Length;
        var result = new byte[trailer + 48];
        file.AsSpan(0, header).CopyTo(result);
        packed.ToArray().CopyTo(result, header + 24);
        var at = result.AsSpan();
        BinaryPrimitives.WriteInt64LittleEndian(at[header..], header);
        BinaryPrimitives.WriteInt64LittleEndian(at[(header + 8)..], trailer);
        BinaryPrimitives.WriteInt64LittleEndian(at[(header + 16)..], 48);
        BinaryPrimitives.WriteInt64LittleEndian(at[trailer..], -100);
        BinaryPrimitives.WriteInt32LittleEndian(at[(trailer + 16)..], 0x3ff000);
        BinaryPrimitives.WriteInt32LittleEndian(at[(trailer + 20)..], 1);
        BinaryPrimitives.WriteInt64LittleEndian(at[(trailer + 24)..], header);
        BinaryPrimitives.WriteInt64LittleEndian(at[(trailer + 32)..], header + 24);
        BinaryPrimitives.WriteInt32LittleEndian(at[(trailer + 40)..], cases.Length);
        BinaryPrimitives.WriteInt32LittleEndian(at[(trailer + 44)..], (int)packed.Length);
        return result;
    }

    // The header of the packed cases is the only place that names itself and a trailer that ends the file.
    private static int ZsavHeader(byte[] file)
    {
        for (var place = 0; place + 24 <= file.Length; place++)
        {
            var at = file.AsSpan(place);
            if (BinaryPrimitives.ReadInt64LittleEndian(at) == place &&
                BinaryPrimitives.ReadInt64LittleEndian(at[8..]) + BinaryPrimitives.ReadInt64LittleEndian(at[16..]) == file.Length)
            {
                return place;
            }
        }

        throw new ArgumentException("The file holds no packed cases.", nameof(file));
    }

    private static List<(string Name, byte[] Bytes)> Unzip(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
        return zip.Entries.Select(entry =>
        {
            using var part = entry.Open();
            using var bytes = new MemoryStream();
            part.CopyTo(bytes);
            return (entry.FullName, bytes.ToArray());
        }).ToList();
    }

    private static byte[] Zip(List<(string Name, byte[] Bytes)> parts, CompressionLevel level)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in parts)
            {
                var entry = zip.CreateEntry(name, level);
                entry.LastWriteTime = new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);
                using var part = entry.Open();
                part.Write(bytes);
            }
        }

        return file.ToArray();
    }
}
