using System.Globalization;
using System.Text;

namespace LobResearch.Study;

/// <summary>
/// Text out of files, for people: characters that would steer a terminal, forge a line or turn the writing direction are
/// shown by their number instead of being obeyed.
/// </summary>
public static class VisibleText
{
    /// <summary>A piece of a line: line ends and tabs become spaces.</summary>
    public static string Of(string text) => Shown(text, keepLineEnds: false);

    /// <summary>Whole lines: their line ends stay.</summary>
    public static string Lines(string text) => Shown(text, keepLineEnds: true);

    private static string Shown(string text, bool keepLineEnds)
    {
        var first = 0;
        while (first < text.Length && IsHarmless(text, first, keepLineEnds))
            first++;
        if (first == text.Length)
            return text;
        var shown = new StringBuilder(text, 0, first, text.Length + 16);
        for (var index = first; index < text.Length; index++)
        {
            if (IsHarmless(text, index, keepLineEnds))
                shown.Append(text[index]);
            else if (text[index] is '\r' or '\n' or '\t')
                shown.Append(' ');
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[index]:X4}");
        }

        return shown.ToString();
    }

    private static bool IsHarmless(string text, int index, bool keepLineEnds)
    {
        var character = text[index];
        if (character is '\r' or '\n')
            return keepLineEnds;
        if (char.IsSurrogate(character))
        {
            return char.IsHighSurrogate(character)
                ? index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
                : index > 0 && char.IsHighSurrogate(text[index - 1]);
        }

        // Unicode's bidirectional controls; see CVE-2021-42574.
        return !char.IsControl(character) && character is not ((>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029');
    }
}
