using LobResearch.Analysis.Scores;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Scales;

/// <summary>How well the items of each scale hang together, per wave: alpha with Feldt's interval, omega beside it.</summary>
/// <remarks>Feldt (1965), Psychometrika 30, 357–370. The mark at 0.70 is the usual one for comparing groups (Nunnally 1978).</remarks>
internal static class ReliabilityForest
{
    private const double Mark = 0.70;

    /// <summary>Takes what is shown from a report on a form's scales.</summary>
    /// <param name="study">The study.</param>
    /// <param name="report">By school.</param>
    /// <param name="language">Language of the words.</param>
    public static ForestPlotContent Of(StudyDefinition study, StudyScalesReport report, Language language)
    {
        var (scored, dutch) = (report.Scales.Where(entry => entry.Wave is not null).ToList(), language == Language.Dutch);
        // With one wave only what is over all waves is that wave's.
        if (scored.Count == 0)
            scored = [.. report.Scales.Select(entry => entry with { Wave = report.Waves[0].Id })];
        var groups = scored.Where(entry => entry.Group is null).GroupBy(entry => entry.Scale.Id).Select(scale => new ForestGroup(
            scale.First().Scale.Title.In(language).Capitalised(),
            [.. scale.Select(entry => Row(study, report, entry, scored, language))])).ToList();
        return new ForestPlotContent(
            withheld => Finding([.. groups.Select(group => group with { Rows = [.. group.Rows.Where(row => !withheld.Contains(row.Cell.Key))] })], report.Waves.Count, language),
            dutch ? $"{study.Title.In(language)}, {report.Form.Title.In(language)}. Per schaal en meting; ω is omega. Items die nagevraagd en beantwoord zijn; ontbrekende antwoorden worden niet aangevuld."
                : $"{study.Title.In(language)}, {report.Form.Title.In(language)}. Per scale and wave; ω is omega. Missing answers are not filled in.",
            dutch ? $"Cronbachs alfa (streep bij {Numbers.Fixed(Mark, 2, language)})" : $"Cronbach's alpha (line at {Numbers.Fixed(Mark, 2, language)})",
            groups, report.Confidence, dutch ? "scholen" : "schools", SourceLines.Of(study, language), language)
        {
            Chart = "reliability",
            NoDifference = Mark,
            EstimateWord = dutch ? "alfa" : "alpha",
        };
    }

    private static ForestRow Row(StudyDefinition study, StudyScalesReport report, ScaleAtWave entry, List<ScaleAtWave> all, Language language)
    {
        var number = entry.Reliability;
        var schools = all.Count(own => own.Group is not null && own.Scale.Id == entry.Scale.Id && own.Wave == entry.Wave && own.Persons > 0);
        var omega = double.IsFinite(number.Omega) ? $" (ω {Numbers.Fixed(number.Omega, 2, language)})" : "";
        return new ForestRow(
            study.Waves.First(wave => wave.Id == entry.Wave).Title.In(language) + omega, number.Alpha, number.AlphaLower, number.AlphaUpper,
            new CountedCell(new CellKey($"{report.Form.Id} {entry.Wave} answered", entry.Wave!, ""), entry.Persons, schools), schools,
            double.IsFinite(number.Alpha) ? null : language == Language.Dutch ? "te weinig volledige antwoorden" : "too few complete answers");
    }

    private static string Finding(IReadOnlyList<ForestGroup> groups, int waves, Language language)
    {
        var (dutch, mark) = (language == Language.Dutch, Numbers.Fixed(Mark, 2, language));
        var known = groups.Select(group => (group.Heading, Rows: group.Rows.Where(row => row.IsComplete).ToList())).Where(group => group.Rows.Count > 0).ToList();
        if (known.Count == 0)
            return dutch ? "Hoe betrouwbaar de schalen zijn, is hier niet te tonen" : "How reliable the scales are can't be shown here";
        var below = known.Where(group => group.Rows.Any(row => row.Lower < Mark)).Select(group => group.Heading).ToList();
        var always = (waves, dutch) switch { (1, _) => "", (_, true) => " bij elke meting", _ => " at every wave" };
        if (below.Count == 0)
            return dutch ? $"De items van {(known.Count == 1 ? "de schaal" : $"alle {known.Count} schalen")} hangen{always} voldoende samen: alfa ligt boven {mark}" : $"The items of {(known.Count == 1 ? "the scale" : $"all {known.Count} scales")} hang together well enough{always}: alpha lies above {mark}";
        var names = Wording.List(below, language);
        return dutch ? $"Of alfa boven {mark} ligt, is niet{(waves > 1 ? " bij elke meting" : "")} zeker voor {names}" : $"Whether alpha lies above {mark} is not certain{always} for {names}";
    }
}
