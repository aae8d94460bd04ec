using LobResearch.Analysis.Comparisons;
using LobResearch.Charts.Causal;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Sensitivity;

/// <summary>What a sensitivity plot says.</summary>
internal static class SensitivityText
{
    /// <summary>The finding.</summary>
    public static string Title(SensitivityContent content)
    {
        var (words, decided) = (content.Words, content.Shown.Where(cause => cause.IsDecided).ToList());
        if (decided.Count == 0)
        {
            return words.IsDutch
                ? "Ook zonder niet-gemeten oorzaak is geen van deze verschillen te onderscheiden van geen verschil"
                : "Even without an unmeasured cause none of these differences can be told from no difference";
        }

        var strengths = Wording.List([.. decided.Select(cause => words.IsDutch ? $"{Percent(cause.Sensitivity.RobustnessValueOfInterval, words)} bij {cause.Component}" : $"{Percent(cause.Sensitivity.RobustnessValueOfInterval, words)} for {cause.Component}")], content.Language);
        var others = content.Shown.Except(decided).Select(cause => cause.Component).ToList();
        var rest = others.Count == 0 ? "" : words.IsDutch
            ? $"; {Wording.List(others, content.Language)}: ook zonder zo'n oorzaak niet te onderscheiden van geen verschil"
            : $"; {Wording.List(others, content.Language)}: not distinguishable from no difference even without one";
        return words.IsDutch
            ? $"Een niet-gemeten oorzaak verandert de conclusie als ze van blootstelling én uitkomst zoveel verklaart: {strengths}{rest}"
            : $"An unmeasured cause changes the conclusion if it explains this much of both exposure and outcome: {strengths}{rest}";
    }

    /// <summary>What was computed.</summary>
    public static string Subtitle(SensitivityContent content) => content.Words.IsDutch
        ? "Lijnen: het verschil in punten dat overblijft. Stippen: een oorzaak zo sterk als een gemeten kenmerk. Gecorrigeerd met kleinste kwadraten (ANCOVA); Cinelli en Hazlett (2020)."
        : "Lines: the difference in points that is left. Dots: a cause as strong as a measured characteristic. Adjusted by least squares (ANCOVA); Cinelli and Hazlett (2020).";

    /// <summary>The axis across.</summary>
    public static string Across(ComparisonWords words) => words.IsDutch ? "Aandeel van de overgebleven variantie in blootstelling dat de oorzaak verklaart" : "Share of the remaining variance of exposure that the cause explains";

    /// <summary>The axis upward.</summary>
    public static string Up(ComparisonWords words) => words.IsDutch ? "Verticaal: hetzelfde aandeel van de uitkomst" : "Upward: the same share of the outcome";

    /// <summary>The line at which the estimate is 0.</summary>
    public static string Zero(ComparisonWords words) => words.IsDutch ? "verschil 0" : "difference 0";

    /// <summary>The line at which 0 comes into the interval.</summary>
    public static string Interval(ComparisonWords words) => words.IsDutch ? "nul in interval" : "zero in interval";

    /// <summary>An estimate with its interval.</summary>
    public static string Effect(SensitivityContent content, HiddenCause cause)
    {
        var (words, own) = (content.Words, cause.Sensitivity);
        var between = words.IsDutch ? "; " : ", ";
        return cause.HasInterval
            ? $"{words.Number(own.Estimate, 2)} [{words.Number(own.Lower, 2)}{between}{words.Number(own.Upper, 2)}]"
            : $"{words.Number(own.Estimate, 2)} ({(words.IsDutch ? "geen betrouwbaar interval" : "no interval to rely on")})";
    }

    /// <summary>An estimate with who it is of.</summary>
    public static string Heading(SensitivityContent content, HiddenCause cause) =>
        $"{Effect(content, cause)}, n {content.Words.Count(cause.Persons)}, {content.Words.Schools(cause.Schools)}";

    /// <summary>How to read it.</summary>
    public static IEnumerable<string?> Caption(Released<SensitivityContent> released)
    {
        var content = released.Content;
        yield return content.Words.IsDutch
            ? "Boven en rechts van de dikke lijn zou het verschil weg zijn of omgekeerd; voorbij de streepjeslijn ligt nul in het interval. Of er zo'n oorzaak is, zeggen de gegevens niet."
            : "Above and right of the thick line the difference would be gone or reversed; beyond the dashed line zero lies in the interval. Whether there is such a cause, the data don't say.";
        yield return content.Words.NotDrawn(content.Causes.Select(cause => cause.Component));
        yield return released.Note;
        yield return content.Source;
    }

    /// <summary>The picture in words.</summary>
    public static string Told(SensitivityContent content)
    {
        var words = content.Words;
        var panels = content.Causes.Select(cause => content.IsWithheld(cause) ? $"{words.Component(cause.Component)}: {words.Withheld}." : Panel(content, cause));
        return string.Join(' ', panels.Prepend(Title(content) + "."));
    }

    /// <summary>A share as a percentage.</summary>
    public static string Percent(double share, ComparisonWords words) => words.Number(100 * share, 1) + "%";

    private static string Panel(SensitivityContent content, HiddenCause cause)
    {
        var (words, own) = (content.Words, cause.Sensitivity);
        var marks = string.Join("; ", own.Benchmarks.Select(benchmark => $"{words.Covariate(benchmark.Covariate)} {Percent(benchmark.Exposure, words)}, {Percent(benchmark.Outcome, words)}"));
        return words.IsDutch
            ? $"{words.Component(cause.Component)}: verschil {Effect(content, cause)}, n = {words.Count(cause.Persons)}, {words.Schools(cause.Schools)}; verschil nul bij {Percent(own.RobustnessValue, words)} van beide. Zo sterk als (blootstelling, uitkomst): {marks}."
            : $"{words.Component(cause.Component)}: difference {Effect(content, cause)}, n = {words.Count(cause.Persons)}, {words.Schools(cause.Schools)}; difference zero at {Percent(own.RobustnessValue, words)} of both. As strong as (exposure, outcome): {marks}.";
    }
}
