using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace LobResearch.Ingest.Mapping;

/// <summary>Compares the words of questions and answers as people read them: without mark-up, spacing and capitals.</summary>
internal static partial class QuestionText
{
    /// <summary>The words in the form in which they are compared.</summary>
    public static string Normalised(string text)
    {
        var plain = text.Contains('<', StringComparison.Ordinal) ? Markup().Replace(text, " ") : text;
        if (plain.Contains('&', StringComparison.Ordinal))
            plain = WebUtility.HtmlDecode(plain);
        var words = new StringBuilder(plain.Length);
        // Excel and the web mix composed and decomposed letters, curly and straight quotes, and spaces of several widths.
        foreach (var character in plain.Normalize(NormalizationForm.FormKC))
        {
            var letter = character switch
            {
                '‘' or '’' => '\'',
                '“' or '”' or '„' => '"',
                '–' or '—' or '‑' => '-',
                _ => char.ToLowerInvariant(character),
            };
            if (!char.IsWhiteSpace(letter))
                words.Append(letter);
            else if (words.Length > 0 && words[^1] != ' ')
                words.Append(' ');
        }

        return words.ToString().TrimEnd();
    }

    /// <summary>Whether a question in a file reads as one of the wordings, alone or behind a shared introduction.</summary>
    public static bool Reads(string inFile, IEnumerable<string> wordings)
    {
        var found = Normalised(inFile);
        return wordings.Select(Normalised).Any(wording =>
            found == wording || found.EndsWith(" - " + wording, StringComparison.Ordinal) || found.EndsWith("[" + wording + "]", StringComparison.Ordinal));
    }

    [GeneratedRegex("<[^<>]*>", RegexOptions.CultureInvariant)]
    private static partial Regex Markup();
}
