using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LobResearch.Ingest.Tests.Fuzzing;

/// <summary>Damages bytes in the ways in which files get damaged, and in those that readers trip over: counts, lengths and places at their limits.</summary>
internal sealed class Mutator(Random random)
{
    private const int LongestSpan = 512;
    private const int LengthsStandWithin = 2048;

    private static readonly long[] Limits =
    [
        0, 1, 2, 3, 7, 8, 127, 128, 251, 252, 253, 255, 256, 16384, 32767, 32768, 65535, 65536, 1048576, int.MaxValue, uint.MaxValue, long.MaxValue, -1, -2, int.MinValue, long.MinValue,
    ];

    private static readonly string[] WrittenLimits =
        ["0", "-1", "1", "65536", "1048576", "1048577", "16385", "2147483647", "2147483648", "4294967295", "9223372036854775807", "99999999999999999999", "1e308", "-1e999", "0.1", ""];

    private static readonly byte[][] Tokens = new[]
    {
        "\"", "\"\"", "'", ",", ";", "\t", "|", "\r", "\n", "\r\n", "\0", "\uFEFF", "\u202E", "😀", "{\"ImportId\":\"QID1\"}", "\\ud800", "\"timeZone\":\"\u0007\"", "_xD800_", "_x0000_",
        "&#0;", "&#x1F600;", "&amp;", "<", "</row>", "<row r=\"9\">", "<!DOCTYPE x [<!ENTITY a \"a\">]>", "]]>", "XFD", "ZZZZZZZ1", "A1:XFD1048576", "=1+1", "../../x", "$FL2", "$FL3", "\u001b[2J",
    }.Select(Encoding.UTF8.GetBytes).ToArray();

    /// <summary>The next number below a limit, for choices of whoever builds a case.</summary>
    public int Next(int below) => random.Next(below);

    /// <summary>A damaged copy.</summary>
    /// <param name="original">What is damaged.</param>
    /// <param name="other">What parts may come from.</param>
    public byte[] Damaged(byte[] original, byte[] other)
    {
        var bytes = original;
        do
            bytes = Change([.. bytes], other);
        while (random.Next(3) > 0);
        return bytes;
    }

    private byte[] Change(byte[] bytes, byte[] other)
    {
        if (bytes.Length == 0)
            return other[..Math.Min(other.Length, random.Next(64))];
        switch (random.Next(13))
        {
            case 0 or 1:
                bytes[Place(bytes)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 2 or 3:
                bytes[Place(bytes)] = random.Next(4) switch { 0 => 0, 1 => 0xFF, 2 => 0x7F, _ => (byte)random.Next(256) };
                return bytes;
            case 4:
                // Cutting off hides whatever else was done behind it, so it is rarer than its turn.
                return random.Next(2) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            case 5:
                return Doubled(bytes);
            case 6:
                return Without(bytes);
            case 7:
                return Swapped(bytes);
            case 8 or 9:
                return WithInteger(bytes);
            case 10:
                return WithWrittenNumber(bytes);
            case 11:
                return WithToken(bytes);
            default:
                return other.Length == 0 ? bytes : [.. bytes[..Place(bytes)], .. other[Place(other)..]];
        }
    }

    private int Place(byte[] bytes) => random.Next(2) == 0 ? random.Next(Math.Min(LengthsStandWithin, bytes.Length)) : random.Next(bytes.Length);

    private (int Start, int Length) Span(byte[] bytes)
    {
        var start = Place(bytes);
        return (start, random.Next(Math.Min(LongestSpan, bytes.Length - start) + 1));
    }

    private byte[] Doubled(byte[] bytes)
    {
        var (start, length) = Span(bytes);
        var times = random.Next(8) == 0 ? random.Next(2, 40) : 1;
        var span = bytes.AsSpan(start, length).ToArray();
        return [.. bytes[..start], .. Enumerable.Repeat(span, times).SelectMany(part => part), .. bytes[start..]];
    }

    private byte[] Without(byte[] bytes)
    {
        var (start, length) = Span(bytes);
        return [.. bytes[..start], .. bytes[(start + length)..]];
    }

    private byte[] Swapped(byte[] bytes)
    {
        var (first, length) = Span(bytes);
        var second = Place(bytes);
        length = Math.Min(length, Math.Min(Math.Abs(second - first), bytes.Length - Math.Max(first, second)));
        var kept = bytes.AsSpan(first, length).ToArray();
        bytes.AsSpan(second, length).CopyTo(bytes.AsSpan(first));
        kept.CopyTo(bytes.AsSpan(second));
        return bytes;
    }

    private byte[] WithInteger(byte[] bytes)
    {
        Span<byte> written = stackalloc byte[8];
        var width = 1 << random.Next(4);
        // Most lengths in files stand at even places.
        var place = Place(bytes) / Math.Min(width, 4) * Math.Min(width, 4);
        width = Math.Min(width, bytes.Length - place);
        var field = bytes.AsSpan(place, width);
        long value = Limits[random.Next(Limits.Length)];
        if (random.Next(3) == 0)
        {
            field.CopyTo(written);
            value = BinaryPrimitives.ReadInt64LittleEndian(written) + random.Next(-2, 3);
        }

        BinaryPrimitives.WriteInt64LittleEndian(written, value);
        written[..width].CopyTo(field);
        if (random.Next(4) == 0)
            field.Reverse();
        return bytes;
    }

    private byte[] WithWrittenNumber(byte[] bytes)
    {
        var start = Place(bytes);
        while (start < bytes.Length && !char.IsAsciiDigit((char)bytes[start]))
            start++;
        var end = start;
        while (end < bytes.Length && char.IsAsciiDigit((char)bytes[end]))
            end++;
        var number = random.Next(4) == 0 ? random.Next(100_000).ToString(CultureInfo.InvariantCulture) : WrittenLimits[random.Next(WrittenLimits.Length)];
        return [.. bytes[..start], .. Encoding.ASCII.GetBytes(number), .. bytes[end..]];
    }

    private byte[] WithToken(byte[] bytes)
    {
        var place = Place(bytes);
        var token = Tokens[random.Next(Tokens.Length)];
        return random.Next(2) == 0
            ? [.. bytes[..place], .. token, .. bytes[place..]]
            : [.. bytes[..place], .. token, .. bytes[Math.Min(bytes.Length, place + token.Length)..]];
    }
}
