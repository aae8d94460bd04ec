using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;

namespace LobResearch.Charts.Overlap;

/// <summary>What an overlap plot says.</summary>
internal static class OverlapText
{
    /// <summary>The finding.</summary>
    public static string Title(OverlapContent content)
    {
        var (words, shown) = (content.Words, content.Comparisons.Where(groups => !content.IsWithheld(groups)).ToList());
        var (low, high) = (words.Number(OverlapContent.Comparable.Low, 1), words.Number(OverlapContent.Comparable.High, 1));
        var shares = shown.Select(groups => content.ComparableShare(groups)).OfType<double>().ToList();
        if (shares.Count == shown.Count)
        {
            var (least, most) = (Percent(shares.Min(), words), Percent(shares.Max(), words));
            var span = least == most ? $"{least}%" : words.IsDutch ? $"{least} tot {most}%" : $"{least} to {most}%";
            return words.IsDutch
                ? $"Voor {span} van de ouders zijn er genoeg vergelijkbare ouders in de andere groep (geschatte kans op blootstelling tussen {low} en {high})"
                : $"For {span} of the parents there are enough comparable parents in the other group (an estimated probability of exposure between {low} and {high})";
        }

        var apart = shown.MaxBy(groups => Math.Abs(groups.MedianExposed - groups.MedianOthers))!;
        var (exposed, others, name) = (words.Number(apart.MedianExposed, 2), words.Number(apart.MedianOthers, 2), words.Component(apart.Component));
        return words.IsDutch
            ? $"De geschatte kans op blootstelling verschilt het meest bij {name}: in het midden {exposed} bij {words.Exposed} en {others} bij {words.Others}"
            : $"The estimated probability of exposure differs most for {name}: a median of {exposed} {(words.Exposed.StartsWith("with", StringComparison.Ordinal) ? "" : "among ")}{words.Exposed} and {others} {(words.Others.StartsWith("with", StringComparison.Ordinal) ? "" : "among ")}{words.Others}";
    }

    /// <summary>What was compared.</summary>
    public static string Subtitle(OverlapContent content) => content.Words.Who + " " + (content.Words.IsDutch
        ? "Boven de lijn wie blootgesteld is, eronder wie niet; elk als deel van de eigen groep."
        : "Above the line those exposed, below it those not; each as a share of its own group.");

    /// <summary>The axis.</summary>
    public static string Axis(ComparisonWords words) => words.IsDutch ? "Geschatte kans op blootstelling, gegeven kenmerken, andere componenten en school" : "Estimated probability of exposure, given characteristics, other components and school";

    /// <summary>How to read it.</summary>
    public static IEnumerable<string?> Caption(Released<OverlapContent> released)
    {
        var content = released.Content;
        yield return content.Words.IsDutch
            ? "De kans komt uit een logistische regressie. Buiten de stippellijnen (0,1 en 0,9) zijn er weinig ouders om mee te vergelijken. Streepje: mediaan."
            : "The probability comes from a logistic regression. Outside the dashed lines (0.1 and 0.9) there are few parents to compare with. Tick: median.";
        yield return content.Words.NotDrawn(content.Comparisons.Select(groups => groups.Component));
        yield return released.Note;
        yield return content.Source;
    }

    /// <summary>The picture in words.</summary>
    public static string Told(OverlapContent content)
    {
        var words = content.Words;
        var panels = content.Comparisons.Select(groups => content.IsWithheld(groups)
            ? $"{words.Component(groups.Component)}: {words.Withheld}."
            : $"{words.Component(groups.Component)}, {Side(content, groups, true)}; {Side(content, groups, false)}.");
        return string.Join(' ', panels.Prepend(Title(content) + "."));
    }

    /// <summary>A group with its count and median.</summary>
    public static string Group(ComparisonWords words, GroupComparison groups, bool exposed) => exposed
        ? $"{words.Exposed}: n {words.Count(groups.Exposed.Persons)}, {(words.IsDutch ? "mediaan" : "median")} {words.Number(groups.MedianExposed, 2)}"
        : $"{words.Others}: n {words.Count(groups.Others.Persons)}, {(words.IsDutch ? "mediaan" : "median")} {words.Number(groups.MedianOthers, 2)}";

    private static string Side(OverlapContent content, GroupComparison groups, bool exposed)
    {
        var words = content.Words;
        var bins = groups.Bins.Select(bin => $"{words.Number(bin.From, 1)}–{words.Number(bin.To, 1)}: {(content.Persons(groups, bin, exposed) is { } persons ? words.Count(persons) : words.Withheld)}");
        return $"{Group(words, groups, exposed)} ({string.Join(", ", bins)})";
    }

    private static string Percent(double share, ComparisonWords words) => words.Number(100 * share, 0);
}
