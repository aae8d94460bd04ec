using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.Causal.Dose;

namespace LobResearch.Charts.Dose;

/// <summary>What a dose–response plot says.</summary>
internal static class DoseWords
{
    /// <summary>The finding.</summary>
    public static string Title(DoseContent content)
    {
        var words = content.Words;
        var (higher, lower) = (content.Shown.Where(curve => Clear(curve, above: true)).ToList(), content.Shown.Where(curve => Clear(curve, above: false)).ToList());
        var rest = content.Shown.Except(higher).Except(lower).ToList();
        var parts = new List<string>();
        if (higher.Count > 0)
            parts.Add(words.IsDutch ? $"Wie meer van {Names(higher, content)} bijwoonde, heeft hogere scores dan wie niets bijwoonde" : $"Who attended more of {Names(higher, content)} has higher scores than who attended nothing");
        if (lower.Count > 0)
            parts.Add(words.IsDutch ? $"wie meer van {Names(lower, content)} bijwoonde, heeft lagere scores" : $"who attended more of {Names(lower, content)} has lower scores");
        if (rest.Count > 0)
            parts.Add(words.IsDutch ? $"{Names(rest, content)}: bij geen dosis te onderscheiden van geen verschil" : $"{Names(rest, content)}: at no dose distinguishable from no difference");
        return string.Join("; ", parts).Capitalised();
    }

    /// <summary>What was compared.</summary>
    public static string Subtitle(DoseContent content) => content.Words.Who + " " + (content.Words.IsDutch
        ? "Verschil met wie niets bijwoonde, gecorrigeerd voor kenmerken, andere componenten en school. Een samenhang na correctie, geen bewezen effect."
        : "Difference from who attended nothing, adjusted for characteristics, other components and school. An association after adjustment, no proven effect.");

    /// <summary>The axis across.</summary>
    public static string Across(DoseContent content) => (content.Curves[0].IsHours, content.Words.IsDutch) switch
    {
        (true, true) => "Bijgewoonde uren",
        (true, _) => "Hours attended",
        (_, true) => "Bijgewoonde activiteiten",
        _ => "Activities attended",
    };

    /// <summary>The axis upward.</summary>
    public static string Up(DoseContent content) => content.Words.IsDutch ? $"Verticaal: verschil in {content.Axis}, in punten" : $"Upward: difference in {content.Axis}, in points";

    /// <summary>Who is in a panel.</summary>
    public static string Group(DoseContent content, DoseComparison curve)
    {
        var (words, attended) = (content.Words, DoseContent.Attended(curve).Persons);
        return words.IsDutch
            ? $"n {words.Count(attended)} bijgewoond, {words.Count(curve.Others.Persons)} niet; {words.Schools(curve.Schools)}"
            : $"n {words.Count(attended)} attended, {words.Count(curve.Others.Persons)} not; {words.Schools(curve.Schools)}";
    }

    /// <summary>Of whom it isn't known how much they attended; null when it is known of all.</summary>
    public static string? Unknown(DoseContent content, DoseComparison curve)
    {
        if (curve.Unknown.Persons == 0)
            return null;
        var words = content.Words;
        var some = content.Unknown(curve) is { } persons ? words.Count(persons) : words.IsDutch ? "enkelen" : "some";
        return (curve.IsHours, words.IsDutch) switch
        {
            (true, true) => $"van {some} is niet bekend hoe lang",
            (true, _) => $"of {some} it isn't known how long",
            (_, true) => $"van {some} is niet bekend hoe vaak",
            _ => $"of {some} it isn't known how often",
        };
    }

    /// <summary>Where the curve stops.</summary>
    public static string NoSupport(ComparisonWords words) => words.IsDutch ? "te weinig ouders" : "too few parents";

    /// <summary>How to read it.</summary>
    public static IEnumerable<string?> Caption(Released<DoseContent> released)
    {
        var content = released.Content;
        yield return content.Words.IsDutch
            ? "Band: geldt voor alle doses van een component tegelijk (95%). Balkjes: hoeveel ouders die dosis hadden. De lijn stopt waar minder dan tien ouders of drie scholen bij een dosis in de buurt zijn."
            : "Band: holds for all doses of a component at once (95%). Bars: how many parents had that dose. The line stops where fewer than ten parents or three schools are near a dose.";
        // With knots at two doses the spline is a line: its straightness says nothing.
        if (content.Curves.Any(curve => !curve.IsHours && curve.Density.Count <= 2))
            yield return content.Words.IsDutch ? "Bij hoogstens twee doses kan de lijn alleen recht zijn." : "With two doses at most the line can only be straight.";
        yield return content.Words.NotDrawn(content.Curves.Select(curve => curve.Component));
        yield return released.Note;
        yield return content.Source;
    }

    /// <summary>The picture in words.</summary>
    public static string Told(DoseContent content)
    {
        var words = content.Words;
        var panels = content.Curves.Select(curve => content.IsWithheld(curve)
            ? $"{words.Component(curve.Component)}: {words.Withheld}."
            : $"{words.Component(curve.Component)} ({Group(content, curve)}{(Unknown(content, curve) is { } unknown ? "; " + unknown : "")}): {string.Join("; ", curve.Drawn.Where(point => point.Dose > 0).Select(point => Point(point, words)))}.");
        return string.Join(' ', panels.Prepend(Title(content) + "."));
    }

    private static string Point(DosePoint point, ComparisonWords words) =>
        $"{words.Number(point.Dose, 1)}: {words.Number(point.Estimate, 2)} [{words.Number(point.BandLower, 2)}{(words.IsDutch ? "; " : ", ")}{words.Number(point.BandUpper, 2)}]";

    private static bool Clear(DoseComparison curve, bool above)
    {
        var points = curve.Drawn.Where(point => point.Dose > 0 && double.IsFinite(point.BandLower) && double.IsFinite(point.BandUpper)).ToList();
        var (up, down) = (points.Exists(point => point.BandLower > 0), points.Exists(point => point.BandUpper < 0));
        return above ? up && !down : down && !up;
    }

    private static string Names(IReadOnlyList<DoseComparison> curves, DoseContent content) => Wording.List([.. curves.Select(curve => curve.Component)], content.Language);
}
