using LobResearch.Analysis;
using LobResearch.Analysis.Scores;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Conditions;

/// <summary>The preconditions (R) as teams see them: a mean per school, or a school beside all others together, or all schools together.</summary>
/// <remarks>Which of these, is decided by the audience before anything is counted: a team is small, and funders see no single school.</remarks>
internal static class ConditionsForest
{
    /// <summary>Reads and computes it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="request">For whom, and of which school beside the others.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="InputFault">The study has no form of teams, or nobody answered it.</exception>
    public static async Task<ForestPlotContent> CreateAsync(LobStudy study, ChartRequest request, CancellationToken cancellationToken)
    {
        var form = study.Definition.Forms.Where(form => form.Role == Role.Teacher && form.Scales.Count > 0).MaxBy(form => form.Version)
            ?? throw new InputFault("The study has no form that teachers fill in with scales, so the preconditions (R) can't be drawn. Add a team form to its codebooks.");
        var report = await new StudyScales(study).ReportAsync(form.Id, new StudyScalesOptions { By = "school", Agreement = "school" }, cancellationToken).ConfigureAwait(false);
        return Of(study.Definition, report, request);
    }

    /// <summary>Takes what is shown from a report on the form's scales.</summary>
    /// <param name="study">The study.</param>
    /// <param name="report">By school, with agreement within schools.</param>
    /// <param name="request">For whom.</param>
    public static ForestPlotContent Of(StudyDefinition study, StudyScalesReport report, ChartRequest request)
    {
        var (language, dutch) = (request.Language, request.Language == Language.Dutch);
        var wave = report.Waves[^1];
        var scales = report.Agreement.Where(own => own.Wave == wave.Id).ToList();
        var school = request.Audience == Audience.Funder ? null : request.School;
        var groups = scales.Select(scale => new ConditionsOfScale(report.Form.Id, scale, school, request.Audience != Audience.Thesis, language)).ToList();
        var middle = Middle(report.Form, scales[0].Scale);
        var title = study.Title.In(language);
        return new ForestPlotContent(
            withheld => Finding(groups, withheld, school, language),
            dutch ? $"{title}, {report.Form.Title.In(language)}, {wave.Title.In(language)}. De randvoorwaarden (R) zoals teams ze zien; gemiddelde op een schaal van {Scale(report.Form, scales[0].Scale)}. r_wg: hoe eens een team het is (1 is helemaal, vanaf 0,70 genoeg om voor het team te spreken)."
                : $"{title}, {report.Form.Title.In(language)}, {wave.Title.In(language)}. The preconditions (R) as teams see them; mean on a scale of {Scale(report.Form, scales[0].Scale)}. r_wg: how far a team agrees (1 is completely, 0.70 and more is enough to speak for the team).",
            dutch ? $"Gemiddelde score (streep bij {Numbers.Fixed(middle, 1, language)}: het midden van de schaal)" : $"Mean score (line at {Numbers.Fixed(middle, 1, language)}: the middle of the scale)",
            [.. groups.Select(group => new ForestGroup(group.Heading, [.. group.Rows.Select(row => row.Row)]))], ConditionsOfScale.Confidence, dutch ? "scholen" : "schools", SourceLines.Of(study, language), language)
        {
            Chart = "conditions",
            NoDifference = middle,
            EstimateWord = dutch ? "gemiddelde" : "mean",
            Beside = new CountedTable([.. groups.SelectMany(group => group.Beside)], [.. groups.SelectMany(group => group.Sums)]),
        };
    }

    private static string Finding(IReadOnlyList<ConditionsOfScale> groups, WithheldCells withheld, string? school, Language language)
    {
        var dutch = language == Language.Dutch;
        // What the title tells of is each scale's first row: the school that is asked for, else all schools together.
        var told = groups.Where(group => group.Rows.Count > 0 && !withheld.Contains(group.Rows[0].Row.Cell.Key) && group.Rows[0].Row.IsComplete).ToList();
        if (told.Count == 0)
            return dutch ? "Hoe teams de randvoorwaarden zien, kan hier niet getoond worden" : "How teams see the preconditions can't be shown here";
        if (school is not null)
            return Beside([.. told.Where(group => !withheld.Contains(group.Rows[^1].Row.Cell.Key))], school, language);
        var (best, worst) = (told.MaxBy(group => group.Rows[0].Row.Estimate)!, told.MinBy(group => group.Rows[0].Row.Estimate)!);
        var (high, low) = (Numbers.Fixed(best.Rows[0].Row.Estimate, 1, language), Numbers.Fixed(worst.Rows[0].Row.Estimate, 1, language));
        return (told.Count, dutch) switch
        {
            (1, true) => $"Teams geven {best.Heading} gemiddeld {high}",
            (1, false) => $"Teams give {best.Heading} {high} on average",
            (_, true) => $"Teams zien {best.Heading} het meest aanwezig (gemiddeld {high}), {worst.Heading} het minst ({low})",
            _ => $"Teams see {best.Heading} as most present (a mean of {high}), {worst.Heading} as least ({low})",
        };
    }

    private static string Beside(List<ConditionsOfScale> told, string school, Language language)
    {
        var dutch = language == Language.Dutch;
        if (told.Count == 0)
            return dutch ? $"Team {school} en de andere scholen kunnen hier niet naast elkaar getoond worden" : $"Team {school} and the other schools can't be shown beside each other here";
        var (higher, lower) = (told.Where(group => group.Difference.Sign(ConditionsOfScale.Confidence) > 0).Select(group => group.Heading).ToList(), told.Where(group => group.Difference.Sign(ConditionsOfScale.Confidence) < 0).Select(group => group.Heading).ToList());
        var parts = new List<string>();
        if (higher.Count > 0)
            parts.Add(dutch ? $"hoger dan andere scholen bij {Wording.List(higher, language)}" : $"higher than other schools on {Wording.List(higher, language)}");
        if (lower.Count > 0)
            parts.Add((higher.Count > 0 ? dutch ? "lager bij " : "lower on " : dutch ? "lager dan andere scholen bij " : "lower than other schools on ") + Wording.List(lower, language));
        if (parts.Count == 0)
            return dutch ? $"Team {school} is in de randvoorwaarden niet te onderscheiden van andere scholen" : $"Team {school} can't be told from other schools in its preconditions";
        return dutch ? $"Team {school}: {string.Join("; ", parts)}" : $"Team {school}: {string.Join("; ", parts)}";
    }

    private static (int Low, int High) Range(Form form, Scale scale)
    {
        var codes = form.Items.First(item => item.Id == scale.Items[0].ItemId).Answers?.Options.Select(option => option.Code).ToList();
        return codes is { Count: > 0 } ? (codes.Min(), codes.Max()) : (1, 4);
    }

    private static double Middle(Form form, Scale scale) => (Range(form, scale).Low + Range(form, scale).High) / 2.0;

    private static string Scale(Form form, Scale scale) => FormattableString.Invariant($"{Range(form, scale).Low}–{Range(form, scale).High}");
}
