using System.Globalization;
using Dapper;
using LobResearch.Ingest.Checking;
using LobResearch.Ingest.Identity;
using LobResearch.Ingest.Reading;
using LobResearch.Ingest.Sheets.Defining;
using LobResearch.Ingest.Sheets.Reading;
using LobResearch.Ingest.Sheets.Storing;
using LobResearch.Ingest.Storing;
using LobResearch.Study;
using LobResearch.Study.Codebook;
using LobResearch.Study.Database;
using LobResearch.Study.Design;
using LobResearch.Study.Server;
using LobResearch.Study.Yaml;
using Npgsql;

namespace LobResearch.Ingest.Sheets;

/// <summary>
/// Brings a sheet that was filled in by hand into the study's database, as one batch in one transaction. The same file again
/// changes nothing; a later state of the file is compared row by row.
/// </summary>
public sealed class SheetIngest(StudyDatabase database, StudyDefinition study, LobHome home)
{
    /// <summary>Brings a file in.</summary>
    /// <param name="path">The file: a workbook with any of the sheets, or a text file with one.</param>
    /// <param name="book">The sheets that it may hold.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Undoes everything.</param>
    /// <exception cref="InputFault">The file as a whole can't be used; the database is as it was.</exception>
    /// <exception cref="EnvironmentFault">The identity key is missing or another one.</exception>
    public async Task<IngestReport> RunAsync(string path, SheetBook book, IngestOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new IngestOptions();
        if (study.Consent is null && book.Sheets.Any(sheet => sheet.TellsConsent))
            throw new InputFault($"The study {study.Id} asks no consent: its study.yaml has no 'consent:'. Say there what for, or leave the sheet out.");
        if (!File.Exists(path))
            throw new InputFault($"{path}: there is no such file. Check the name and the folder.");
        var fingerprint = await FileFingerprint.OfAsync(path, cancellationToken).ConfigureAwait(false);
        var file = SheetFile.Read(path, fingerprint, book);
        if (file.Grids.All(grid => grid.Rows.Count == 0))
            throw new InputFault($"{path}: the file has column headings and no rows. Check that it is the sheet that was filled in.");

        await using var connection = await database.OpenConnectionAsync(StudyRole.Ingest, cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await IngestLock.TakeAsync(connection).ConfigureAwait(false);
        var report = Begin(path, book, file, options);
        var earlier = await EarlierBatch.FindAsync(connection, fingerprint.Hash, book.Hash, book.Hash).ConfigureAwait(false);
        if (earlier is { Since: null })
            return report with { Batch = earlier.Id, AlreadyIn = true };

        var batch = await Batch.BeginSheetAsync(connection, book.Name, book.Hash, Path.GetFileName(path), fingerprint.Hash, earlier?.Since).ConfigureAwait(false);
        report = await StoreAsync(connection, batch, file, report, cancellationToken).ConfigureAwait(false);
        if (options.DryRun || report.IsStopped)
            return report with { Batch = null };

        await batch.CompleteAsync(report).ConfigureAwait(false);
        FaultPoints.Reach("before-commit");
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        FaultPoints.Reach("after-commit");
        return report;
    }

    private static IngestReport Begin(string path, SheetBook book, SheetFile file, IngestOptions options) =>
        new(book.Name, Path.GetFileName(path), "sheet " + string.Join(", ", file.Grids.Select(grid => grid.Definition.Name)))
        {
            IsSheet = true,
            DryRun = options.DryRun,
            Format = file.Facts,
            DroppedColumns = file.Dropped,
            ReadPastColumns = file.ReadPast,
        };

    private async Task<IngestReport> StoreAsync(NpgsqlConnection connection, Batch batch, SheetFile file, IngestReport report, CancellationToken cancellationToken)
    {
        var findings = new SheetFindings();
        foreach (var unread in file.Unread)
            findings.Add(null, SheetRules.UnreadSheet, null, null, $"the sheet {unread} is none of the template's; it was not read. Rename it if it should be");
        var schools = (await connection.QueryAsync<(string Code, int Id)>("select code, id from study.school").ConfigureAwait(false))
            .ToDictionary(school => school.Code, school => school.Id, StringComparer.OrdinalIgnoreCase);
        var sheets = file.Grids.Select(grid => new SheetReader(grid, schools, study.Consent, findings, TextMask.Plain).Read()).ToList();
        await CheckReferencesAsync(connection, sheets, findings).ConfigureAwait(false);
        using var persons = sheets.Exists(sheet => NeedsKey(sheet.Definition)) ? await BlindIndexPersons.OpenAsync(connection, home, study).ConfigureAwait(false) : null;
        var (stored, heldBack, withdrawn) = await WithPersonsAsync(connection, sheets, batch, persons, findings).ConfigureAwait(false);
        report = report with { Batch = batch.Id, Rows = sheets.Sum(sheet => sheet.Count), HeldBack = heldBack, Withdrawn = withdrawn };
        // What has to be mended is told all at once; comparing the rest with the database could only repeat it.
        if (!findings.HaveStop)
        {
            var counts = new List<SheetCounts>();
            foreach (var (sheet, rows) in stored)
                counts.Add(await StoreAsync(connection, batch, sheet, rows, persons, findings, cancellationToken).ConfigureAwait(false));
            report = report with
            {
                New = counts.Sum(count => count.New),
                Unchanged = counts.Sum(count => count.Unchanged),
                Changed = counts.Sum(count => count.Changed),
                Vanished = counts.Sum(count => count.Vanished),
            };
        }

        FaultPoints.Reach("copied");
        return report with { Findings = findings.ToList(), Rules = findings.Judge(report.Rows) };
    }

    private static async Task<SheetCounts> StoreAsync(
        NpgsqlConnection connection, Batch batch, SheetRows sheet, List<(SheetRow Row, Guid? Person)> rows, IPersonFinder? persons, SheetFindings findings, CancellationToken cancellationToken)
    {
        var store = new SheetStore(connection, sheet.Definition, batch.Id);
        var counts = await store.StoreAsync(rows, persons, cancellationToken).ConfigureAwait(false);
        if (counts.Vanished > 0)
            findings.Add(sheet.Grid, RuleNames.VanishedRows, null, null, string.Create(CultureInfo.InvariantCulture, $"{counts.Vanished} rows that an earlier state of this sheet had are not in this file; they stay. Check that the sheet is complete"));
        foreach (var agreement in sheet.Definition.Agreements)
        {
            foreach (var row in await store.DisagreeingAsync(agreement).ConfigureAwait(false))
                findings.AddGrouped(sheet.Grid, agreement.Rule, row, agreement.Heading, agreement.Message, agreement.Message);
        }

        await store.DropAsync().ConfigureAwait(false);
        return counts;
    }

    // What a row refers to is known from before, or stands on another sheet of this file.
    private static async Task CheckReferencesAsync(NpgsqlConnection connection, List<SheetRows> sheets, SheetFindings findings)
    {
        foreach (var sheet in sheets)
        {
            foreach (var reference in sheet.Definition.References)
            {
                var known = (await connection.QueryAsync<string>(
                    $"select distinct concat_ws(E'\\x1f', {string.Join(", ", reference.Keys)}) from {reference.Table}").ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
                foreach (var row in sheets.Where(other => other.Definition.Tables[0].Name == reference.Table).SelectMany(other => other.Rows))
                    known.Add(Joined(row, reference.Keys));
                foreach (var row in sheet.Rows.Where(row => reference.Fields.All(field => row.Values.GetValueOrDefault(field) is not null)))
                {
                    var meant = Joined(row, reference.Fields);
                    if (known.Contains(meant))
                        continue;
                    var nearest = reference.Keys.Count == 1 && Nearest.To(meant, known) is { } near ? $" (the nearest known is '{near}')" : "";
                    findings.AddGrouped(sheet.Grid, SheetRules.UnknownReference, row.Row, reference.Heading, meant, $"there is no such {reference.What}{nearest}. {reference.Where}");
                }
            }
        }
    }

    private static string Joined(SheetRow row, IReadOnlyList<string> fields) =>
        string.Join('\u001f', fields.Select(field => Convert.ToString(row.Values.GetValueOrDefault(field), CultureInfo.InvariantCulture)));

    private static bool NeedsKey(SheetDefinition sheet) => sheet.Person is not null || sheet.Tables.Any(table => table.HasContentHash);

    private async Task<(List<(SheetRows Sheet, List<(SheetRow Row, Guid? Person)> Rows)> Stored, int HeldBack, int Withdrawn)> WithPersonsAsync(
        NpgsqlConnection connection, List<SheetRows> sheets, Batch batch, IPersonFinder? persons, SheetFindings findings)
    {
        var codes = sheets.SelectMany(sheet => sheet.Rows).Select(row => row.Person).OfType<PersonCode>().Distinct().ToList();
        var found = persons is null || codes.Count == 0 ? new Dictionary<PersonCode, Guid?>() : await persons.FindOrAddAsync(codes, batch.Id).ConfigureAwait(false);
        var consents = study.Consent is { } rules && !sheets.Exists(sheet => sheet.Definition.TellsConsent)
            ? await SheetConsents.LoadAsync(connection, rules, found.Values.OfType<Guid>().ToArray(), batch.Id).ConfigureAwait(false)
            : null;
        var (heldBack, withdrawn) = (0, 0);
        var stored = new List<(SheetRows, List<(SheetRow, Guid?)>)>();
        foreach (var sheet in sheets)
        {
            var first = new Dictionary<string, (SheetRow Row, Guid? Person)>(StringComparer.Ordinal);
            foreach (var row in sheet.Rows)
            {
                var person = row.Person is null ? null : found[row.Person];
                if (row.Person is not null && person is null)
                {
                    withdrawn++;
                }
                else if (person is { } asked && consents?.Against(asked) is { } lack)
                {
                    heldBack++;
                    findings.AddGrouped(sheet.Grid, lack.Rule, row.Row, sheet.Definition.Person!.Code, "", lack.Message);
                }
                else if (!first.TryAdd(Key(sheet.Definition, row, person), (row, person)))
                {
                    heldBack++;
                    FindDouble(sheet, first[Key(sheet.Definition, row, person)].Row, row, findings);
                }
            }

            stored.Add((sheet, [.. first.Values]));
        }

        return (stored, heldBack, withdrawn);
    }

    private static void FindDouble(SheetRows sheet, SheetRow earlier, SheetRow row, SheetFindings findings)
    {
        var heading = sheet.Definition.Person is { } person && sheet.Definition.Key.Contains(person.Field) ? person.Code : sheet.Definition.Columns[0].Heading;
        var same = Content(earlier) == Content(row);
        findings.Add(
            sheet.Grid, same ? SheetRules.RepeatedRow : SheetRules.DoubleRow, row.Row, heading,
            same
                ? string.Create(CultureInfo.InvariantCulture, $"this row says the same as row {earlier.Row}; it was counted once. Remove one of the two")
                : string.Create(CultureInfo.InvariantCulture, $"this row is about the same as row {earlier.Row} and says something else. Keep the right one and remove the other"));
    }

    private static string Key(SheetDefinition sheet, SheetRow row, Guid? person) => string.Join(
        '\u001f', sheet.Key.Select(field => field == sheet.Person?.Field ? person.ToString() : Convert.ToString(row.Values.GetValueOrDefault(field), CultureInfo.InvariantCulture)));

    private static string Content(SheetRow row) => string.Join('\u001f', row.Values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => value.Value switch
    {
        string[] several => string.Join('\u001e', several),
        short?[] several => string.Join('\u001e', several),
        var one => Convert.ToString(one, CultureInfo.InvariantCulture),
    }));
}
