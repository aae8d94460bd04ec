using System.Text;
using SkiaSharp;

namespace LobResearch.Charts.Theme;

/// <summary>Text that fits: cleaned, measured and broken into lines.</summary>
internal static class TextLines
{
    /// <summary>Removes what has no shape on paper: control characters and marks of writing direction.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is System.Globalization.UnicodeCategory.Control)
                clean.Append(' ');
            else if (category is not (System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.PrivateUse))
                clean.Append(rune);
        }

        return clean.ToString().Trim();
    }

    /// <summary>Breaks text at spaces so that each line fits the width; a word that doesn't fit is broken inside.</summary>
    public static IReadOnlyList<string> Wrap(string text, SKFont font, float width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in Clean(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Pieces(word, font, width)))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (font.MeasureText(longer) <= width || line.Length == 0)
            {
                line = longer;
                continue;
            }

            lines.Add(line);
            line = word;
        }

        lines.Add(line);
        return lines;
    }

    private static IEnumerable<string> Pieces(string word, SKFont font, float width)
    {
        while (word.Length > 1 && font.MeasureText(word) > width)
        {
            var length = word.Length - 1;
            while (length > 1 && font.MeasureText(word[..length]) > width)
                length--;
            if (char.IsHighSurrogate(word[length - 1]) && length > 1)
                length--;
            yield return word[..length];
            word = word[length..];
        }

        yield return word;
    }
}
