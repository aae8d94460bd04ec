using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Analysis.Exports;
using LobResearch.Cli.Exports;
using LobResearch.Cli.Terminal;
using LobResearch.Study;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob export</c>: the rows that a run analysed, for SPSS, R or anything else.</summary>
internal static class ExportCommand
{
    private static readonly string[] Formats = ["csv", "sav", "r"];

    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "The run's id, as charts and tables give it; its beginning is enough." };
        var to = new Option<string>("--to") { Description = "csv; sav for SPSS, with labels; r for a frame and a script that reproduces the estimates in R.", Required = true };
        var output = new Option<string>("--out") { Description = "A new folder; files are for you alone (mode 600).", Required = true };
        var special = new Option<bool>("--special") { Description = "Take special-category items along (AVG art. 9) that the plan adjusts for; left out otherwise." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var study = StudyOption.Create();
        var command = new Command("export", "Write the rows that a run of effects analysed: data about single persons, for the researcher alone.") { run, to, output, special, json, study };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(run)!, parsed.GetValue(to)!, parsed.GetValue(output)!, parsed.GetValue(special), parsed.GetValue(json), parsed.GetValue(study)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string run, string format, string output, bool special, bool json, string studyName, CancellationToken cancellationToken)
    {
        if (!Formats.Contains(format, StringComparer.Ordinal))
            throw new InputFault($"--to {format} is not known; expected {string.Join(", ", Formats)}.");
        using var folder = ExportFolder.Begin(output);
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var export = await RunExport.ReadAsync(study, run, special, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        if (format == "sav")
            FrameSav.Write(export, folder.Add("frame.sav"));
        else
            folder.Write("frame.csv", ExportCsv.Frame(export));
        folder.Write("codebook.md", ExportCodebook.Of(export));
        folder.Write("estimates.csv", ExportCsv.Estimates(export));
        folder.Write("flow.csv", ExportCsv.Flow(export));
        folder.Write("separability.csv", ExportCsv.Separability(export));
        if (format == "r")
            folder.Write("script.R", RScript.Of(export));
        var files = folder.Complete();
        await Console.Out.WriteLineAsync(json ? Json(export, format, files) : Told(export, format, files)).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static string Told(RunExport export, string format, IReadOnlyList<string> files)
    {
        var lines = new List<string>();
        if (export.IsSimulated)
            lines.Add("*** gesimuleerde gegevens / simulated data: no finding about real people ***");
        else
            lines.Add("These are data about single persons (AVG): the researcher's, not for release.");
        lines.Add($"run {export.RunId} of {export.Plan.Id}: {export.Rows.ToString(System.Globalization.CultureInfo.InvariantCulture)} persons, {export.Columns.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)} columns");
        lines.AddRange(export.LeftOut.Select(column => $"left out: {column.Name}, {column.Why}; --special takes it along"));
        if (export.IsAnew)
            lines.AddRange(export.Change.Words().Append("estimates.csv holds what was estimated anew on who is left").Select(word => "since then: " + word));
        lines.AddRange(files);
        if (format == "r")
            lines.Add("reproduce it in R: (cd " + Path.GetDirectoryName(files[0]) + " && Rscript script.R)");
        return string.Join(Environment.NewLine, lines);
    }

    private static string Json(RunExport export, string format, IReadOnlyList<string> files) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "export",
            run = export.RunId,
            plan = export.Plan.Id,
            kind = export.Kind,
            format,
            persons = export.Rows,
            columns = export.Columns.Select(column => column.Name),
            leftOut = export.LeftOut.Select(column => new { column = column.Name, why = column.Why }),
            anew = export.IsAnew,
            change = export.Change.Words(),
            files,
        },
        JsonOutput.Options);
}
