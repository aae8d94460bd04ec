using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Disclosure;

/// <summary>How a picture calls schools: by their own codes, under pseudonyms, or one by name and the others together.</summary>
internal sealed class SchoolNames
{
    private readonly Func<string, string?> _name;
    private readonly bool _isPseudonymous;

    private SchoolNames(Func<string, string?> name, bool isPseudonymous = false) => (_name, _isPseudonymous) = (name, isPseudonymous);

    /// <summary>Every school by its own code.</summary>
    public static SchoolNames Own { get; } = new(code => code);

    /// <summary>Every school under its pseudonym.</summary>
    /// <param name="pseudonyms">A pseudonym by a school's code.</param>
    public static SchoolNames Pseudonyms(IReadOnlyDictionary<string, string> pseudonyms) => new(code => pseudonyms.GetValueOrDefault(code), isPseudonymous: true);

    /// <summary>One school by name; all others are pooled.</summary>
    /// <param name="own">The code of the school.</param>
    public static SchoolNames OnlyOwn(string own) => new(code => code == own ? code : null);

    /// <summary>What a school is called; null when it stands among the others, together: pool its numbers with theirs, or leave them out.</summary>
    /// <param name="code">The school's code.</param>
    public string? Of(string code) => _name(code);

    /// <summary>What several schools are called in a sentence about what they offer: those without a name go together as "other schools".</summary>
    /// <param name="codes">The schools' codes.</param>
    /// <param name="language">Language of the sentence.</param>
    /// <remarks>Which school offers what is publicly known: a pseudonym beside it would be none. Then they have no name at all.</remarks>
    public IReadOnlyList<string> Of(IReadOnlyList<string> codes, Language language)
    {
        if (_isPseudonymous && codes.Count > 0)
        {
            var one = language == Language.Dutch ? "één school" : "one school";
            return codes.Count == 1 ? [one] : [one, (codes.Count, language) switch
            {
                (2, Language.Dutch) => "een andere",
                (2, _) => "another",
                (_, Language.Dutch) => "andere",
                _ => "others",
            }];
        }

        return [.. codes.Select(code => Of(code) ?? (language == Language.Dutch ? "andere scholen" : "other schools")).Distinct(StringComparer.Ordinal)];
    }
}
