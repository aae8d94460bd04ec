using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LobResearch.Study;

namespace LobResearch.Ingest.Reading.Delimited;

/// <summary>Finds out how a delimited file is written, from its bytes and its first records.</summary>
internal static partial class DelimitedDetection
{
    private const int SampleBytes = 256 * 1024;
    private const int SampleRecords = 200;
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>Fills in what the stated format leaves open.</summary>
    public static DelimitedFormat Complete(string path, FileFingerprint fingerprint, DelimitedFormat stated)
    {
        if (stated is { Encoding: not (null or TextEncoding.Utf16), Quote: not null, Separator: not null, DecimalMark: not null })
            return stated;
        var encoding = stated.Encoding is null or TextEncoding.Utf16 ? Encoding(path, fingerprint, stated.Encoding) : stated.Encoding.Value;
        var text = Sample(path, encoding);
        var quote = stated.Quote ?? Quote(text);
        var separator = stated.Separator ?? Separator(path, text, quote);
        return new DelimitedFormat
        {
            Encoding = encoding,
            Quote = quote,
            Separator = separator,
            DecimalMark = stated.DecimalMark ?? DecimalMark(path, text, separator, quote),
        };
    }

    // A mark at the beginning says which half of UTF-16 it is, also where only UTF-16 was stated.
    private static TextEncoding Encoding(string path, FileFingerprint fingerprint, TextEncoding? stated)
    {
        Span<byte> bytes = stackalloc byte[4096];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var start = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        if (start is [0xFF, 0xFE, ..])
            return TextEncoding.Utf16;
        if (start is [0xFE, 0xFF, ..])
            return TextEncoding.Utf16BigEndian;
        if (stated is { } known)
            return known;
        if (start is [0xEF, 0xBB, 0xBF, ..])
            return TextEncoding.Utf8;
        // Without a mark: in UTF-16 every other byte of Latin text is 0.
        var (even, odd) = (0, 0);
        for (var index = 0; index < start.Length; index++)
        {
            even += start[index] == 0 && index % 2 == 0 ? 1 : 0;
            odd += start[index] == 0 && index % 2 == 1 ? 1 : 0;
        }

        if (odd > start.Length / 4 && even < start.Length / 100)
            return TextEncoding.Utf16;
        if (even > start.Length / 4 && odd < start.Length / 100)
            return TextEncoding.Utf16BigEndian;
        return fingerprint.FirstInvalidUtf8Line is null ? TextEncoding.Utf8 : TextEncoding.Windows1252;
    }

    private static string Sample(string path, TextEncoding encoding)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var bytes = new byte[(int)Math.Min(SampleBytes, file.Length)];
        file.ReadExactly(bytes);
        // Lenient: the sample may end in the middle of a character, and a wrong encoding is told by the reader itself.
        var lenient = System.Text.Encoding.GetEncoding(StrictEncodings.Get(encoding).CodePage);
        return lenient.GetString(bytes).TrimStart('\uFEFF');
    }

    private static char Quote(string text)
    {
        var line = text.AsSpan()[..Math.Max(0, text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length)];
        if (line.Length < 3 || line[0] != '\'' || line.Contains('"'))
            return '"';
        foreach (var separator in Separators)
        {
            if (line.ToString().Split(separator).All(cell => cell.Length >= 2 && cell[0] == '\'' && cell[^1] == '\''))
                return '\'';
        }

        return '"';
    }

    // The separator at which the records' widths agree best, and of those the one with the most columns.
    private static char Separator(string path, string text, char quote)
    {
        var best = (Separator: ',', Score: 0.0);
        foreach (var separator in Separators)
        {
            var widths = Widths(path, text, separator, quote);
            if (widths.Count == 0 || widths[0] < 2)
                continue;
            // A trailing separator on some rows is common; one cell more or less still speaks for the separator.
            var agree = widths.Count(width => width == widths[0]) / (double)widths.Count;
            var score = agree * (1 + Math.Log(widths[0]) / 20);
            if (score > best.Score + 1e-9)
                best = (separator, score);
        }

        return best.Separator;
    }

    private static List<int> Widths(string path, string text, char separator, char quote)
    {
        var widths = new List<int>();
        Walk(path, text, separator, quote, tokens => widths.Add(tokens.Count));
        return widths;
    }

    private static char DecimalMark(string path, string text, char separator, char quote)
    {
        var (commas, points) = (0, 0);
        var first = true;
        Walk(path, text, separator, quote, tokens =>
        {
            if (first)
            {
                first = false;
                return;
            }

            for (var index = 0; index < tokens.Count; index++)
            {
                var cell = tokens.Cell(index).Trim();
                if (cell.Length > 40)
                    continue;
                if (CommaNumber().IsMatch(cell))
                    commas++;
                else if (PointNumber().IsMatch(cell))
                    points++;
            }
        });
        return commas > points ? ',' : '.';
    }

    private static void Walk(string path, string text, char separator, char quote, Action<DelimitedTokens> each)
    {
        var tokens = new DelimitedTokens(path, new StringReader(text), separator, quote, Math.Clamp(text.Length + 1, 1, 1 << 16));
        try
        {
            var seen = 0;
            while (seen < SampleRecords && tokens.Read())
            {
                if (tokens.IsEmptyLine)
                    continue;
                each(tokens);
                seen++;
            }
        }
        catch (InputFault)
        {
            // The sample is cut off somewhere, or this isn't the separator: the reader itself tells of faults.
        }
    }

    [GeneratedRegex(@"^-?(\d{1,3}(\.\d{3})+|\d+),\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex CommaNumber();

    [GeneratedRegex(@"^-?(\d{1,3}(,\d{3})+|\d+)\.\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex PointNumber();
}
