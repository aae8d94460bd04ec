using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Disclosure;

/// <summary>Content that passed the gate: what remains of it for an audience. Pictures are made of this alone.</summary>
/// <typeparam name="TContent">The kind of content.</typeparam>
internal sealed class Released<TContent>
    where TContent : class, IReleasable<TContent>
{
    /// <summary>For the gate, and for tests of drawing.</summary>
    internal Released(TContent content, Audience audience, bool isSimulated, int withheld)
    {
        Content = content;
        Audience = audience;
        Banner = isSimulated ? SimulatedWords.Banner : null;
        Withheld = withheld;
    }

    /// <summary>What may be shown.</summary>
    public TContent Content { get; }

    /// <summary>For whom.</summary>
    public Audience Audience { get; }

    /// <summary>Drawn across the top of generated data, by the mark of the study's database; null for real data.</summary>
    public string? Banner { get; }

    /// <summary>Numbers that were taken out.</summary>
    public int Withheld { get; }

    /// <summary>A line under the picture on what was taken out and why; null when nothing was.</summary>
    public string? Note => (Withheld, Content.Language) switch
    {
        (0, _) => null,
        (_, Language.Dutch) => $"{WithheldWords.Short(Language.Dutch)}: niet getoond, omdat er minder dan tien personen of te weinig scholen achter staan of uit af te leiden zijn.",
        _ => $"{WithheldWords.Short(Language.English)}: not shown, since fewer than ten persons or too few schools stand behind it or could be derived from it.",
    };
}

/// <summary>The word where a number was taken out.</summary>
internal static class WithheldWords
{
    /// <summary>In a picture, a table or a sentence.</summary>
    public static string Short(Language language) => language == Language.Dutch ? "afgeschermd" : "withheld";
}

/// <summary>The words that generated data carry.</summary>
internal static class SimulatedWords
{
    /// <summary>In both languages at once.</summary>
    public const string Banner = "gesimuleerde gegevens / simulated data";
}
