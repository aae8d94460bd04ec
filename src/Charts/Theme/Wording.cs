using LobResearch.Study.Codebook;

namespace LobResearch.Charts.Theme;

/// <summary>Small changes to words that every picture makes.</summary>
internal static class Wording
{
    /// <summary>A label in the language, or in Dutch where there is no other.</summary>
    public static string In(this Label label, Language language) => language == Language.Dutch ? label.Dutch : label.EnglishOrDutch;

    /// <summary>With a capital at the beginning.</summary>
    public static string Capitalised(this string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>"a, b and c".</summary>
    public static string List(IReadOnlyList<string> names, Language language) => names.Count switch
    {
        0 => "",
        1 => names[0],
        _ => $"{string.Join(", ", names.SkipLast(1))} {(language == Language.Dutch ? "en" : "and")} {names[^1]}",
    };
}
