using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Forest;

/// <summary>The words a forest plot adds by itself.</summary>
internal static class ForestWords
{
    public static string EstimateHeading(ForestPlotContent content) => content.Language == Language.Dutch
        ? $"{Dot(content)} [{Percent(content)}%-BI]"
        : $"{Dot(content)} [{Percent(content)}% CI]";

    public static string PersonsHeading => "n";

    public static string Caption(Released<ForestPlotContent> released)
    {
        var content = released.Content;
        var reading = content.Language == Language.Dutch
            ? $"Punt: {Dot(content)}. Lijn: {Percent(content)}%-betrouwbaarheidsinterval. n: aantal personen."
            : $"Dot: {Dot(content)}. Line: {Percent(content)}% confidence interval. n: number of persons.";
        return released.Note is { } note ? $"{reading} {char.ToUpperInvariant(note[0])}{note[1..]}" : reading;
    }

    public static string NoEstimate(ForestRow row, Language language) =>
        row.Reason ?? (language == Language.Dutch ? "geen schatting" : "no estimate");

    public static string Estimate(ForestRow row, int decimals, Language language)
    {
        var separator = language == Language.Dutch ? "; " : ", ";
        return $"{Numbers.Fixed(row.Estimate, decimals, language)} [{Numbers.Fixed(row.Lower, decimals, language)}{separator}{Numbers.Fixed(row.Upper, decimals, language)}]";
    }

    /// <summary>The chart in words, for those who can't see it.</summary>
    public static string AltText(Released<ForestPlotContent> released, int decimals)
    {
        var content = released.Content;
        var dutch = content.Language == Language.Dutch;
        var rows = content.Groups.SelectMany(group => group.Rows.Select(row =>
            (group.Heading.Length > 0 ? $"{group.Heading}, " : "") + $"{row.Label}: " +
            (row.IsComplete ? Estimate(row, decimals, content.Language) : NoEstimate(row, content.Language)) +
            (row.IsWithheld ? "" : $", n = {Numbers.Count(row.Persons, content.Language)}")));
        var banner = released.Banner is null ? "" : released.Banner + ". ";
        return TextLines.Clean(banner + (dutch ? "Bosdiagram. " : "Forest plot. ") + $"{content.Title}. {content.Axis}. {string.Join(". ", rows)}.");
    }

    private static string Dot(ForestPlotContent content) => content.EstimateWord ?? (content.Language == Language.Dutch ? "schatting" : "estimate");

    private static string Percent(ForestPlotContent content)
    {
        var percent = content.Confidence * 100;
        return Numbers.Fixed(percent, percent == Math.Round(percent) ? 0 : 1, content.Language);
    }
}
