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
        var line = SeparatorLine().Match(text);
        if (line.Success)
        {
            text = text[line.Length..];
            stated = stated with { Separator = stated.Separator ?? line.Groups[1].Value[0] };
        }

        var quote = stated.Quote ?? Quote(text);
        var separator = stated.Separator ?? Separator(path, text, quote);
        return stated with
        {
            Encoding = encoding,
            Quote = quote,
            Separator = separator,
            HasSeparatorLine = line.Success,
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

        if (odd > start.Length / 4 && even <= start.Length / 100)
            return TextEncoding.Utf16;
        if (even > start.Length / 4 && odd <= start.Length / 100)
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
        char? unused = null;
        foreach (var separator in Separators)
        {
            var widths = Widths(path, text, separator, quote);
            if (widths.TrueForAll(width => width == 1))
                unused ??= separator;
            if (widths.Count == 0 || widths[0] < 2)
                continue;
            // A trailing separator on some rows is common; one cell more or less still speaks for the separator.
            var agree = widths.Count(width => width == widths[0]) / (double)widths.Count;
            var score = agree * (1 + Math.Log(widths[0]) / 20);
            if (score > best.Score + 1e-9)
                best = (separator, score);
        }

        // A file of one column has none; its texts may hold commas all the same.
        return best.Score > 0 ? best.Separator : unused ?? best.Separator;
    }

    private static List<int> Widths(string path, string text, char separator, char quote)
    {
        var widths = new List<int>();
        Walk(path, text, separator, quote, SampleRecords, tokens => widths.Add(tokens.Count));
        return widths;
    }

    private static char DecimalMark(string path, string text, char separator, char quote)
    {
        // By column: one that also holds lists such as 1,2,4 or words says nothing of numbers.
        var columns = new List<(int Commas, int Points, bool IsNumbers)>();
        var first = true;
        Walk(path, text, separator, quote, int.MaxValue, tokens =>
        {
            for (var index = 0; index < tokens.Count && !first; index++)
            {
                var cell = tokens.Cell(index).Trim();
                if (index == columns.Count)
                    columns.Add((0, 0, true));
                if (cell.IsEmpty || !columns[index].IsNumbers)
                    continue;
                var (commas, points, _) = columns[index];
                if (cell.Length > 40)
                    columns[index] = (0, 0, false);
                else if (CommaNumber().IsMatch(cell))
                    columns[index] = (commas + 1, points, true);
                else if (PointNumber().IsMatch(cell))
                    columns[index] = (commas, points + 1, true);
                else if (!WholeNumber().IsMatch(cell))
                    columns[index] = (commas, points, IsWord(cell));
            }

            first = false;
        });
        return columns.Where(column => column.IsNumbers).Sum(column => column.Commas - column.Points) > 0 ? ',' : '.';
    }

    // Numbers stand beside words for missing ones; what holds a digit and is no number is a text or a list.
    private static bool IsWord(ReadOnlySpan<char> cell) => cell.IndexOfAnyInRange('0', '9') < 0;

    private static void Walk(string path, string text, char separator, char quote, int most, Action<DelimitedTokens> each)
    {
        var tokens = new DelimitedTokens(path, new StringReader(text), separator, quote, Math.Clamp(text.Length + 1, 1, 1 << 16));
        try
        {
            var seen = 0;
            while (seen < most && tokens.Read())
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

    // What Excel writes and reads before the headings to tell the separator.
    [GeneratedRegex("^sep=(.)\r?\n", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SeparatorLine();

    [GeneratedRegex(@"^-?(\d+|\d{1,3}([.,]\d{3})+)$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^-?(\d{1,3}(,\d{3})+|\d+)\.\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex PointNumber();
}
