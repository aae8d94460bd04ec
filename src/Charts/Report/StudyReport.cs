using System.Globalization;
using System.Text;
using LobResearch.Analysis;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;

namespace LobResearch.Charts.Report;

/// <summary>Writes the report of a study: one page for anybody to read, the page as PDF, and its pictures and tables as files.</summary>
public static class StudyReport
{
    /// <summary>Writes it; what the audience may not see is nowhere in it.</summary>
    /// <param name="study">The study.</param>
    /// <param name="options">Which report.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="progress">Told what takes time.</param>
    /// <param name="cancellationToken">Stops between charts.</param>
    /// <exception cref="InputFault">No run of effects, an unknown run or school, or faults in the report's texts.</exception>
    /// <exception cref="EnvironmentFault">The database or the texts can't be reached.</exception>
    public static async Task<WrittenReport> WriteAsync(LobStudy study, ReportOptions options, string folder, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var texts = ReportTexts.Load(options.Language);
        var gate = await DisclosureGate.OpenAsync(study, options.Audience, options.School, cancellationToken).ConfigureAwait(false);
        var runs = options.Run is { } named
            ? [await StoredEffects.ReadAsync(study, named, cancellationToken: cancellationToken).ConfigureAwait(false)]
            : await StoredEffects.NewestAsync(study, cancellationToken).ConfigureAwait(false);
        var (charts, notDrawn) = await EveryChart.DrawAsync(study, gate, runs, options.Language, progress, cancellationToken).ConfigureAwait(false);
        var told = new List<ToldRun>();
        foreach (var run in runs)
            told.Add(await TellAsync(study, gate, run, charts, texts, options.Language, cancellationToken).ConfigureAwait(false));

        progress?.Report("page");
        var audienceLine = texts.Of($"audience.{Spelling.Of(options.Audience)}", ("school", SchoolName(study, options.School)));
        var contents = new ReportContents(told, charts, notDrawn, texts, options.Language, options.Audience, audienceLine, gate.Banner is not null);
        var sections = contents.Sections();
        var page = ReportPage.Of(
            texts, options.Language, texts.Of("title", ("study", In(study.Definition.Title, options.Language))), gate.Banner, audienceLine,
            texts.Of("made_from", ("runs", string.Join(", ", runs.Select(run => run.Id))), ("date", told[0].Trace.RunAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("version", runs[0].ProgramVersion)), sections);
        return await KeepAsync(page, sections, charts, notDrawn, told, options.Language, folder, progress, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ToldRun> TellAsync(
        LobStudy study, DisclosureGate gate, EffectRun run, IReadOnlyList<DrawnChart> charts, ReportTexts texts, Language language, CancellationToken cancellationToken)
    {
        // The words say what the forest plot shows; without one nothing may be said.
        var forest = charts.FirstOrDefault(chart => chart.Kind == "forest" && chart.Run == run.Id)?.Chart;
        var withheld = forest?.WithheldCells ?? new WithheldCells(run.Report.Effects.Select(effect => EffectCells.Of(run, effect)));
        var findings = new RunFindings(study.Definition, run, withheld, gate.Names, texts, language);
        var tables = new RunTables(findings, texts, language);
        Released<FlowContent>? flow = null;
        try
        {
            flow = await gate.ReleaseTableAsync(new FlowContent(run, study.Definition.Schools.Count, language), released => [.. tables.Flow(released).Rows.Select(row => row.Select(cell => cell.Text).ToArray())], cancellationToken).ConfigureAwait(false);
        }
        catch (InputFault) when (gate.Audience != Audience.Thesis)
        {
            // None of its counts may be shown: the section says so instead.
            flow = null;
        }

        return new ToldRun(findings, tables, flow, await RunTrace.ReadAsync(study.Database, run.Id, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<WrittenReport> KeepAsync(
        string page, IReadOnlyList<ReportSection> sections, IReadOnlyList<DrawnChart> charts, IReadOnlyList<UndrawnChart> notDrawn, IReadOnlyList<ToldRun> told, Language language, string folder,
        IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var ending = language == Language.Dutch ? "nl" : "en";
        Directory.CreateDirectory(folder);
        var html = ChartFiles.Write(Path.GetFullPath(Path.Combine(folder, $"report.{ending}.html")), Encoding.UTF8.GetBytes(page));
        var files = charts.SelectMany(chart => ChartFiles.Save(chart.Chart, Path.Combine(folder, "pictures"), $"{chart.Name}.{ending}")).ToList();
        files.AddRange(TableFiles.Write([.. sections.SelectMany(section => section.Parts).SelectMany(part => part.Tables)], Path.Combine(folder, "tables"), ending));
        progress?.Report("PDF");
        var pdf = Path.ChangeExtension(html, ".pdf");
        var reason = await PdfPrinter.PrintAsync(html, pdf, cancellationToken).ConfigureAwait(false);
        // One of an earlier report must not stand beside this page.
        if (reason is not null)
            File.Delete(pdf);
        return new WrittenReport(
            html, reason is null ? pdf : null, reason, files, [.. charts.Select(chart => chart.Name)], notDrawn,
            charts.Sum(chart => chart.Chart.Withheld) + told.Sum(run => run.Flow?.Withheld ?? 0), [.. told.Select(run => run.Findings.Run.Id)]);
    }

    private static string? SchoolName(LobStudy study, string? code) => study.Definition.Schools.FirstOrDefault(school => school.Code == code) is { } school ? school.Name ?? school.Code : null;

    private static string In(Label label, Language language) => language == Language.Dutch ? label.Dutch : label.EnglishOrDutch;
}
