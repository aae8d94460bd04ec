using System.Globalization;
using LobResearch.Charts.Theme;
using LobResearch.Ingest.Linking;
using LobResearch.Study.Codebook;

namespace LobResearch.Cli.Terminal;

/// <summary>The words of the review of doubtful pairs, in Dutch and English.</summary>
internal sealed class LinkReviewWords(Language language)
{
    private bool IsDutch => language == Language.Dutch;

    public (char Same, char Different, char Skip, char Quit) Keys => IsDutch ? ('z', 'a', 'o', 'q') : ('s', 'd', 'k', 'q');

    public (char Save, char Discard, char Back) LeaveKeys => IsDutch ? ('j', 'n', 't') : ('y', 'n', 'b');

    public string KeyLine => IsDutch ? "[z] zelfde  [a] ander  [o] overslaan  [q] stoppen" : "[s] same  [d] different  [k] skip  [q] quit";

    public string LeaveLine => IsDutch ? "[j] bewaren  [n] niet bewaren  [t] terug" : "[y] keep  [n] don't keep  [b] back";

    public string Waves => IsDutch ? "Metingen" : "Waves";

    public string Code => IsDutch ? "Code (past niet in het schema)" : "Code (doesn't fit the scheme)";

    public string Nothing => IsDutch ? "Er zijn geen twijfelgevallen." : "There are no doubtful pairs.";

    public string NoAnswer => IsDutch ? "ontbreekt" : "missing";

    public string Agrees => IsDutch ? "gelijk" : "equal";

    public string Differs => IsDutch ? "VERSCHILT" : "DIFFERS";

    public string ParentsOwn => IsDutch ? "alleen ouders" : "parents only";

    public string Title(int number, int of, LinkKind kind) => kind == LinkKind.SamePerson
        ? Text($"Paar {number} van {of}: dezelfde persoon?", $"Pair {number} of {of}: the same person?")
        : Text($"Paar {number} van {of}: ouder en leerling?", $"Pair {number} of {of}: parent and student?");

    public (string One, string Other) Sides(LinkKind kind) => kind == LinkKind.ParentOf
        ? IsDutch ? ("Ouder", "Leerling") : ("Parent", "Student")
        : IsDutch ? ("Een", "Ander") : ("One", "Other");

    public string Stay(string wave, Stay stay) => stay.ClassGroup is { } name
        ? Text($"{wave}: school {stay.School}, klas {name}", $"{wave}: school {stay.School}, class {name}")
        : $"{wave}: school {stay.School}";

    public string Quality(double? quality)
    {
        if (quality is not { } value)
            return IsDutch ? "Kans dat het klopt: door een sleutelbeheerder gezegd" : "Probability of a match: said by a keyholder";
        // Never 100 %: the rule is never certain.
        var percent = Math.Min(99.9, Math.Round(100 * value, 1)).ToString("0.0", IsDutch ? CultureInfo.GetCultureInfo("nl-NL") : CultureInfo.InvariantCulture);
        return Text($"Kans dat het klopt: {percent} %", $"Probability of a match: {percent} %");
    }

    public string Rule(LinkRule rule) => rule switch
    {
        LinkRule.ExactCode => IsDutch ? "gelijke codes op één school" : "equal codes in one school",
        LinkRule.OneElementOffInClass => IsDutch ? "één onderdeel anders, zelfde klas" : "one element off, same class",
        LinkRule.OneElementOffInSchool => IsDutch ? "één onderdeel anders, zelfde school" : "one element off, same school",
        LinkRule.ExactCodeOtherSchool => IsDutch ? "gelijke codes op twee scholen" : "equal codes in two schools",
        _ => IsDutch ? "met de hand gekoppeld" : "linked by hand",
    };

    public string Reason(DoubtReason reason) => reason switch
    {
        DoubtReason.Rivals => IsDutch ? "er zijn andere kandidaten" : "there are other candidates",
        DoubtReason.OtherSchool => IsDutch ? "misschien van school veranderd" : "perhaps moved to another school",
        DoubtReason.Conflict => IsDutch ? "samen zou iemand een meting twee keer hebben ingevuld, of een eerder besluit gebroken zijn" : "together somebody would have answered a wave twice, or an earlier decision would be broken",
        _ => IsDutch ? "niet zeker genoeg" : "not sure enough",
    };

    public string Rivals(int count) => Text($"Andere kandidaten: {count}", $"Other candidates: {count}");

    public string Leaving(int same, int different, int open) => Text(
        $"{same} zelfde, {different} ander, {open} open. Besluiten bewaren?", $"{same} same, {different} different, {open} open. Keep the decisions?");

    public string Label(Label? label, string id) => label is null ? id : IsDutch ? label.Dutch : label.EnglishOrDutch;

    private string Text(FormattableString dutch, FormattableString english) => FormattableString.Invariant(IsDutch ? dutch : english);
}
