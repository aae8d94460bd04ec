using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Charts.Report;
using LobResearch.Cli.Terminal;
using LobResearch.Study.Database;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob report</c>: the report of a study, for an audience.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var (audience, language) = (ReleaseOptions.Audience(), ReleaseOptions.Language());
        audience.Required = true;
        audience.DefaultValueFactory = null;
        var school = new Option<string?>("--school") { Description = "The school's code, for the audience school." };
        var run = new Option<string?>("--run") { Description = "A run's id, or enough of the beginning; without it, the newest run of each plan of effects." };
        var output = new Option<string>("--out") { Description = "Folder for the page, its PDF, pictures/ and tables/.", Required = true };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var study = StudyOption.Create();
        var command = new Command("report", "Write the report of a study: a page without any network, a PDF, pictures and tables. Each release is logged.") { audience, language, school, run, output, json, study };
        command.SetAction((parsed, cancellation) => RunAsync(
            new ReportOptions(ReleaseOptions.Of(parsed.GetValue(language)!), ReleaseOptions.AudienceOf(parsed.GetValue(audience)!)) { School = parsed.GetValue(school), Run = parsed.GetValue(run) },
            parsed.GetValue(output)!, parsed.GetValue(json), parsed.GetValue(study)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ReportOptions options, string output, bool json, string studyName, CancellationToken cancellationToken)
    {
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        WrittenReport? report = null;
        await Steps.RunAsync(async steps =>
        {
            var step = steps.Begin("report");
            report = await StudyReport.WriteAsync(study, options, output, new StepWords(step, "report"), cancellationToken).ConfigureAwait(false);
            step.Done();
        }).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(report!, options) : Told(report!)).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static string Told(WrittenReport report)
    {
        List<string> lines = [report.Page, report.Pdf ?? $"no PDF: {report.PdfReason}"];
        lines.Add(FormattableString.Invariant($"{report.Charts.Count} charts, {report.Files.Count} files of pictures and tables, {report.Withheld} numbers withheld from this audience; runs {string.Join(", ", report.Runs)}"));
        lines.AddRange(report.NotDrawn.Select(chart => $"not drawn: {chart.Chart}: {chart.Why}"));
        return string.Join(Environment.NewLine, lines);
    }

    private static string Json(WrittenReport report, ReportOptions options) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "report",
            audience = Spelling.Of(options.Audience),
            runs = report.Runs,
            page = report.Page,
            pdf = report.Pdf,
            pdfReason = report.PdfReason,
            charts = report.Charts,
            notDrawn = report.NotDrawn.Select(chart => new { chart = chart.Chart, why = chart.Why }),
            withheld = report.Withheld,
            files = report.Files,
        },
        JsonOutput.Options);
}
