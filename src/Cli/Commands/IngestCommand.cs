using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest;
using LobResearch.Ingest.Mapping;
using LobResearch.Ingest.Sheets;
using LobResearch.Ingest.Sheets.Defining;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob ingest</c>: bring files in.</summary>
internal static class IngestCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The export, as the survey tool wrote it." };
        var source = new Option<string?>("--source") { Description = "The source in the study's sources/ that maps the file; needed when there are several." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and check everything, store nothing." };
        var json = new Option<bool>("--json") { Description = "Print the report as one JSON document." };
        var html = new Option<string?>("--html") { Description = "Write the report as a page too." };
        var study = StudyOption.Create();
        var survey = new Command("survey", "Bring a survey export in, as one batch.") { file, source, study, dryRun, json, html };
        survey.SetAction((parsed, cancellation) => SurveyAsync(
            parsed.GetValue(file)!, parsed.GetValue(source), parsed.GetValue(study)!, parsed.GetValue(dryRun), parsed.GetValue(json), parsed.GetValue(html), cancellation));
        var command = new Command("ingest", "Bring files in, and take them back.") { survey };
        foreach (var book in SheetBooks.All)
            command.Add(Sheet(book));
        command.Add(Undo());
        command.Add(List());
        return command;
    }

    private static Command Sheet(SheetBook book)
    {
        var file = new Argument<string>("file") { Description = $"The sheet as it was filled in, .xlsx or .csv; 'lob template {book.Name}' gives an empty one." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and check everything, store nothing." };
        var json = new Option<bool>("--json") { Description = "Print the report as one JSON document." };
        var study = StudyOption.Create();
        var command = new Command(book.Name, $"Bring a sheet in, as one batch: {book.About}.") { file, study, dryRun, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var opened = await LobStudy.OpenAsync(parsed.GetValue(study)!, ProgressLine.Instance, cancellation).ConfigureAwait(false);
            var report = await new SheetIngest(opened.Database, opened.Definition, LobHome.FromEnvironment())
                .RunAsync(parsed.GetValue(file)!, book, new IngestOptions { DryRun = parsed.GetValue(dryRun) }, cancellation).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? Json(report) : report.ToString()).ConfigureAwait(false);
            return report.NeedsAPerson ? ExitCode.Findings : ExitCode.Done;
        });
        return command;
    }

    private static Command Undo()
    {
        var batch = new Argument<long>("batch") { Description = "The batch's number, as 'lob ingest list' shows it." };
        var study = StudyOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("undo", "Take a batch back, as if its file had never come in.") { batch, study, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var opened = await LobStudy.OpenAsync(parsed.GetValue(study)!, ProgressLine.Instance, cancellation).ConfigureAwait(false);
            var report = await new BatchUndo(opened.Database, opened.Definition).RunAsync(parsed.GetValue(batch), cancellation).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? Json(report) : report.ToString()).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List()
    {
        var study = StudyOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("list", "List the files that came in.") { study, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var opened = await LobStudy.OpenAsync(parsed.GetValue(study)!, ProgressLine.Instance, cancellation).ConfigureAwait(false);
            var batches = await BatchList.ReadAsync(opened.Database, cancellation).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? Json(batches)
                : batches.Count == 0 ? "Nothing came in yet." : string.Join(Environment.NewLine, batches)).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> SurveyAsync(
        string file, string? sourceName, string studyName, bool dryRun, bool json, string? htmlPath, CancellationToken cancellationToken)
    {
        // The mapping first: its faults need no database.
        var definition = LobStudy.Find(studyName);
        var source = SourceReader.Read(definition, sourceName);
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var report = await new SurveyIngest(study.Database, study.Definition, LobHome.FromEnvironment())
            .RunAsync(file, source, new IngestOptions { DryRun = dryRun }, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(report) : report.ToString()).ConfigureAwait(false);
        if (htmlPath is not null)
            await File.WriteAllTextAsync(htmlPath, IngestPage.Of(report), cancellationToken).ConfigureAwait(false);
        return report.NeedsAPerson ? ExitCode.Findings : ExitCode.Done;
    }

    private static string Json(UndoReport report) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "undo",
            batch = report.Batch,
            file = report.File,
            alreadyUndone = report.AlreadyUndone,
            removed = report.Removed,
            restored = report.Restored,
            persons = report.Persons,
            runs = report.Runs,
            waiting = report.Waiting,
        },
        JsonOutput.Options);

    private static string Json(IReadOnlyList<BatchEntry> batches) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "batches",
            batches = batches.Select(batch => new
            {
                id = batch.Id,
                source = batch.Source,
                form = batch.Form,
                version = batch.Version,
                file = batch.File,
                rows = batch.Rows,
                @new = batch.New,
                changed = batch.Changed,
                heldBack = batch.HeldBack,
                findings = batch.Findings,
                ingestedAt = batch.IngestedAt,
                ingestedBy = batch.IngestedBy,
                undoneAt = batch.UndoneAt,
            }),
        },
        JsonOutput.Options);

    private static string Json(IngestReport report) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "ingest",
            source = report.Source,
            file = report.File,
            form = report.Form,
            batch = report.Batch,
            alreadyIn = report.AlreadyIn,
            dryRun = report.DryRun,
            stopped = report.IsStopped,
            format = report.Format.Select(fact => new { name = fact.Name, value = fact.Value }),
            droppedColumns = report.DroppedColumns,
            readPastColumns = report.ReadPastColumns,
            rows = report.Rows,
            @new = report.New,
            unchanged = report.Unchanged,
            changed = report.Changed,
            heldBack = report.HeldBack,
            withdrawn = report.Withdrawn,
            vanished = report.Vanished,
            rules = report.Rules.Select(rule => new { rule = rule.Rule, rows = rule.Rows, share = rule.Share, level = rule.Level.ToString().ToLowerInvariant() }),
            findings = report.Findings.Select(finding => new { rule = finding.Rule, sheet = finding.Sheet, row = finding.Row, column = finding.Column, message = finding.Message }),
        },
        JsonOutput.Options);
}
