using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;

namespace LobResearch.Charts.Balance;

/// <summary>What a balance plot says.</summary>
internal static class BalanceText
{
    /// <summary>The finding.</summary>
    public static string Title(BalanceContent content)
    {
        var words = content.Words;
        var all = content.Shown.SelectMany(groups => groups.Covariates).ToList();
        var (before, after) = (all.Count(difference => difference.Before > BalanceContent.Small), all.Count(difference => difference.After > BalanceContent.Small));
        var small = words.Number(BalanceContent.Small, 1);
        return words.IsDutch
            ? $"Vóór weging verschillen {words.Groups} in {before} van {all.Count} vergelijkingen meer dan {small} standaarddeviatie, na weging in {(after == 0 ? "geen" : words.Count(after))}"
            : $"Before weighting {words.Groups} differ by more than {small} standard deviation in {before} of {all.Count} comparisons, after weighting in {(after == 0 ? "none" : words.Count(after))}";
    }

    /// <summary>What was compared.</summary>
    public static string Subtitle(BalanceContent content) => content.Words.Who + " " + (content.Words.IsDutch
        ? "n: die wel en niet blootgesteld zijn. Gewogen met overlapgewichten."
        : "n: those exposed and not. Weighted by overlap weights.");

    /// <summary>The axis.</summary>
    public static string Axis(ComparisonWords words) => words.IsDutch ? "Verschil in gemiddelde, in standaarddeviaties (zonder teken)" : "Difference in means, in standard deviations (without sign)";

    /// <summary>How to read it.</summary>
    public static IEnumerable<string?> Caption(Released<BalanceContent> released)
    {
        var content = released.Content;
        yield return content.Words.IsDutch
            ? "Van kenmerken met meer antwoorden, en van scholen, telt het grootste verschil. Overlapgewichten maken de groepen in deze kenmerken gelijker; over wat niet gemeten is zeggen ze niets."
            : "Of characteristics with several answers, and of schools, the largest difference counts. Overlap weights make the groups more alike in these characteristics; they say nothing of what wasn't measured.";
        if (content.Shown.Any(groups => groups.Separated))
        {
            yield return content.Words.IsDutch
                ? "Een antwoord komt soms maar in één van beide groepen voor; dan komen de gewichten uit een begrensde regressie en wordt het verschil kleiner, niet nul."
                : "An answer sometimes occurs in one of both groups alone; the weights come from a penalised regression then, and the difference gets smaller, not zero.";
        }

        yield return content.Words.NotDrawn(content.Comparisons.Select(groups => groups.Component));
        yield return released.Note;
        yield return content.Source;
    }

    /// <summary>The picture in words.</summary>
    public static string Told(BalanceContent content)
    {
        var words = content.Words;
        var (before, after) = words.IsDutch ? ("vóór", "na") : ("before", "after");
        var panels = content.Comparisons.Select(groups => content.IsWithheld(groups)
            ? $"{words.Component(groups.Component)}: {words.Withheld}."
            : $"{words.Component(groups.Component)} (n = {words.Count(groups.Exposed.Persons)} / {words.Count(groups.Others.Persons)}, {words.Schools(groups.Schools)}): "
                + string.Join("; ", groups.Covariates.Select(difference => $"{words.Covariate(difference.Covariate)} {before} {words.Number(difference.Before, 2)}, {after} {words.Number(difference.After, 2)}")) + ".");
        return string.Join(' ', panels.Prepend(Title(content) + "."));
    }
}
