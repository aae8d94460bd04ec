using System.Globalization;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Simulation.Codes;

/// <summary>Elements as self-generated codes ask for them, with values that are as uneven as real ones.</summary>
/// <remarks>The frequencies are rough and made up: shaped after Dutch first names and one large city, measured nowhere.</remarks>
internal static class CodeElements
{
    /// <summary>Values of all elements, in the order of <see cref="Scheme"/>; twins differ in the fourth only.</summary>
    public const int Most = 6;

    /// <summary>The place at which twins differ.</summary>
    public const int OwnName = 3;

    private static readonly (string Values, double[] Weights) FirstLetters =
        ("MAJESCLIHNWRFDKBTGYZPVO", [13, 11, 9, 7, 8, 6, 6, 6, 5, 5, 4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 1, 1, 1]);

    private static readonly (string Values, double[] Weights) SecondLetters =
        ("AEIOURLNHYTMJS", [28, 18, 12, 10, 6, 5, 4, 4, 3, 3, 2, 2, 2, 1]);

    private static readonly (string Values, double[] Weights) Places =
        ("RSDBAVHCMLTPK", [55, 9, 8, 5, 5, 4, 4, 2, 2, 2, 2, 1, 1]);

    private static readonly double[] OlderSiblings = [42, 33, 15, 6, 3, 1];
    private static readonly double[] Days = [.. Enumerable.Repeat(12.0, 28), 11.25, 11, 7];
    private static readonly double[] Months = [31, 28, 31, 30, 32, 31, 33, 33, 32, 31, 29, 30];

    /// <summary>A scheme of 4, 5 or 6 elements and the parents' own.</summary>
    public static CodeScheme Scheme(int elements) => new('-', [
        new CodeElement("mother", "[A-Z]{2}", new Label("Eerste twee letters van de voornaam van je moeder", "First two letters of your mother's first name"), null, []),
        new CodeElement("day", "[0-3][0-9]", new Label("Dag waarop je geboren bent", "Day of your birth"), null, []),
        new CodeElement("month", "[01][0-9]", new Label("Maand waarin je geboren bent", "Month of your birth"), null, []),
        new CodeElement("name", "[A-Z]", new Label("Eerste letter van je eigen voornaam", "First letter of your own first name"), null, []),
        .. elements > 4 ? [new CodeElement("siblings", "[0-9]", new Label("Aantal oudere broers en zussen", "Number of older brothers and sisters"), null, [])] : Array.Empty<CodeElement>(),
        .. elements > 5 ? [new CodeElement("place", "[A-Z]", new Label("Eerste letter van je geboorteplaats", "First letter of your place of birth"), null, [])] : Array.Empty<CodeElement>(),
        new CodeElement("parent", "1|2", new Label("Ouder 1 of 2", "Parent 1 or 2"), null, ["1", "2"]),
    ]);

    /// <summary>A value of the element at a place.</summary>
    public static string Draw(int element, RandomDraws random) => element switch
    {
        0 => $"{Letter(FirstLetters, random)}{Letter(SecondLetters, random)}",
        1 => (random.Weighted(Days) + 1).ToString("00", CultureInfo.InvariantCulture),
        2 => (random.Weighted(Months) + 1).ToString("00", CultureInfo.InvariantCulture),
        OwnName => Letter(FirstLetters, random).ToString(),
        4 => random.Weighted(OlderSiblings).ToString(CultureInfo.InvariantCulture),
        _ => Letter(Places, random).ToString(),
    };

    private static char Letter((string Values, double[] Weights) letters, RandomDraws random) => letters.Values[random.Weighted(letters.Weights)];
}
