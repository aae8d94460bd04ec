using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Page;
using LobResearch.Charts.Theme;
using LobResearch.Study.Codebook;
using LobResearch.Study.Design;

namespace LobResearch.Charts.Forest;

/// <summary>Makes the forest plot that a plan asks for out of a run's estimates.</summary>
internal static class PlannedForest
{
    /// <summary>A group of rows per clustering, a row per wave.</summary>
    /// <param name="study">The study.</param>
    /// <param name="run">The run.</param>
    /// <param name="chart">What the plan asks for.</param>
    /// <param name="language">Language of the words.</param>
    public static ForestPlotContent Create(StudyDefinition study, AnalysisRun run, PlannedChart chart, Language language)
    {
        var estimates = run.Estimates.Where(estimate => estimate.Outcome == chart.Outcome && estimate.Level == chart.Level).ToList();
        var form = study.NewestForm(run.Plan.FormId)!;
        var groups = run.Plan.Clusters.Select(cluster => new ForestGroup(
            ClusterHeading(cluster, estimates[0].Covariance, language),
            estimates.Where(estimate => estimate.Cluster == cluster).Select(estimate => Row(study, run.Plan, estimate, language)).ToList())).ToList();
        // A finding counts when it stands under every clustering: the widest interval of each wave decides.
        var decisive = estimates.GroupBy(estimate => estimate.Wave).Select(wave =>
            Row(study, run.Plan, wave.MaxBy(estimate => double.IsNaN(estimate.Lower) ? double.PositiveInfinity : estimate.Upper - estimate.Lower)!, language)).ToList();
        return new ForestPlotContent(
            withheld => FindingSentence.For(Subject(form, run.Plan, chart, language), decisive.Where(row => !withheld.Contains(row.Cell.Key)).ToList(), 0, language),
            Subtitle(study, form, run.Plan, language),
            chart.Axis.In(language),
            groups,
            run.Plan.Confidence,
            "clusters",
            SourceLines.Of(study, run.Id, run.ProgramVersion, language),
            language)
        {
            Run = run.Id,
        };
    }

    private static ForestRow Row(StudyDefinition study, AnalysisPlan plan, EffectEstimate estimate, Language language) => new(
        study.Waves.First(wave => wave.Id == estimate.Wave).Title.In(language),
        estimate.Estimate, estimate.Lower, estimate.Upper, new CountedCell(new CellKey($"{plan.FormId} {estimate.Wave} {estimate.Outcome} analysed by {estimate.Exposure}", estimate.Wave, ""), estimate.Persons, estimate.Schools), estimate.Clusters, estimate.Reason);

    private static string ClusterHeading(string cluster, string covariance, Language language) => (cluster, language) switch
    {
        ("class_group", Language.Dutch) => $"Onzekerheid per klas, {covariance}",
        ("class_group", _) => $"Uncertainty by class, {covariance}",
        (_, Language.Dutch) => $"Onzekerheid per school, {covariance}",
        _ => $"Uncertainty by school, {covariance}",
    };

    private static string Subject(Form form, AnalysisPlan plan, PlannedChart chart, Language language)
    {
        var item = form.Items.First(candidate => candidate.Id == plan.Exposure);
        var option = item.Answers?.Options.FirstOrDefault(candidate => candidate.Name == chart.Level);
        return (option?.Label ?? item.Label).In(language).Capitalised();
    }

    private static string Subtitle(StudyDefinition study, Form form, AnalysisPlan plan, Language language)
    {
        var answers = form.Items.First(candidate => candidate.Id == plan.Exposure).Answers;
        var reference = answers?.Options.FirstOrDefault(option => option.Name == plan.Reference);
        var within = plan.FixedEffects.Contains("school");
        var parts = new List<string> { study.Title.In(language) };
        if (reference is not null)
            parts.Add(language == Language.Dutch ? $"vergeleken met {reference.Label.In(language)}" : $"compared with {reference.Label.In(language)}");
        if (within)
            parts.Add(language == Language.Dutch ? "binnen scholen" : "within schools");
        return string.Join(", ", parts) + ".";
    }
}
