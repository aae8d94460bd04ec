using LobResearch.Ingest.Checking;
using LobResearch.Ingest.Sheets;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Sheets;

/// <summary>A list of three hundred people, as somebody at a school fills it in.</summary>
public sealed class AttendanceTests
{
    private static readonly DateTime Day = new(2026, 10, 12);
    private static readonly object?[][] Activities =
    [
        ["diner-2026", "A", "LOB-diner", Day, "I, S", 120.0],
        ["welkom-2026", "A", "welkomstbijeenkomst", Day.AddDays(-30), "C", 60.0],
    ];

    // For files that leave nothing behind.
    private SmallStudy _empty = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync() => _empty = await SmallStudy.CreateAsync();

    [OneTimeTearDown]
    public async Task TearDownAsync()
    {
        if (_empty is not null)
            await _empty.DisposeAsync();
    }

    // Columns: activiteit, datum, school, rol, code, uitgenodigd, aanwezig, minuten, bron.
    private static object?[][] Rows(int count = 300) => Enumerable.Range(0, count).Select(number => new object?[]
    {
        number % 2 == 0 ? "diner-2026" : "welkom-2026", number % 2 == 0 ? Day : Day.AddDays(-30), "A", "ouder", $"p{number / 2}", "ja",
        (number % 6) switch { 0 or 1 or 2 => "aanwezig", 3 or 4 => "afwezig", _ => null }, number % 6 == 0 ? 90.0 : null, "presentielijst",
    }).ToArray();

    private static string Write(SmallStudy study, IReadOnlyList<object?[]> rows, params string[] merged)
    {
        var book = SheetBooks.Attendance;
        return new Workbook()
            .Sheet("Activiteiten", [[.. book.Sheets[0].Columns.Select(column => column.Heading)], .. Activities])
            .Sheet("Aanwezigheid", [[.. book.Sheets[1].Columns.Select(column => column.Heading)], .. rows], merged: merged)
            .Write(study.At($"{Guid.NewGuid():N}.xlsx"));
    }

    private static Task<IngestReport> IngestAsync(SmallStudy study, IReadOnlyList<object?[]> rows, params string[] merged) =>
        study.IngestSheetAsync(Write(study, rows, merged), SheetBooks.Attendance);

    [Test]
    public async Task RunAsync_SevenTypicalMistakes_AreSevenFindings()
    {
        await using var study = await SmallStudy.CreateAsync();
        var rows = Rows().ToList();
        // Row n of the file is rows[n − 2].
        for (var row = 11; row <= 14; row++)
            rows[row - 2][0] = null;
        for (var row = 50; row < 80; row++)
            rows[row - 2][1] = ((DateTime)rows[row - 2][1]!).ToString("d-M-yyyy", System.Globalization.CultureInfo.InvariantCulture);
        (rows[98][6], rows[99][6], rows[100][6], rows[98][7], rows[99][7]) = ("ja", "x", "nee", null, null);
        rows[100][7] = null;
        rows[118] = [.. rows[116]];
        rows[118][6] = rows[116][6] as string == "afwezig" ? "aanwezig" : "afwezig";
        rows[118][7] = null;
        rows[148][0] = "diner-206";
        rows.Add(["Totaal", null, null, null, null, null, null, 4500.0, null]);
        rows.Add([]);
        rows.Add(["Let op: de lijst van klas 3b komt nog"]);

        var report = await IngestAsync(study, rows, "A10:A14");

        Assert.That(report.IsStopped, Is.True);
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Row, finding.Column)), Is.EquivalentTo(new (string, int?, string?)[]
        {
            (SheetRules.MergedCells, 10, "activiteit"),
            (SheetRules.TextDate, 50, "datum"),
            (SheetRules.OtherWord, 100, "aanwezig"),
            (SheetRules.DoubleRow, 120, "code"),
            (SheetRules.UnknownReference, 150, "activiteit"),
            (SheetRules.TotalRow, 302, "activiteit"),
            (SheetRules.Note, 304, "activiteit"),
        }), report.ToString());
        Assert.That(report.Findings.Select(finding => finding.Sheet), Is.All.EqualTo("Aanwezigheid"));
        Assert.That(report.ToString(), Does.Contain("nothing was stored").And.Contain("'diner-2026'").And.Not.Contain("diner-206'").And.Not.Contain("klas 3b").And.Not.Contain("p58"));
        Assert.That(await study.AskAsync("(select count(*) from study.attendance), (select count(*) from study.person), (select count(*) from ingest.batch))"), Is.EqualTo(new[] { "0|0|0" }));

        // What has to be mended is mended; what is read as meant stays.
        for (var row = 11; row <= 14; row++)
            rows[row - 2][0] = row % 2 == 0 ? "diner-2026" : "welkom-2026";
        rows[118] = Rows()[118];
        rows[148][0] = "diner-2026";
        var mended = await IngestAsync(study, rows);
        Assert.That((mended.IsStopped, mended.Rows, mended.New), Is.EqualTo((false, 302, 302)), mended.ToString());
        Assert.That(mended.Findings.Select(finding => finding.Rule), Is.EquivalentTo(new[] { SheetRules.TextDate, SheetRules.OtherWord, SheetRules.TotalRow, SheetRules.Note }));
        Assert.That(
            await study.AskAsync("source_row, presence, minutes) from study.attendance where source_row between 100 and 102 order by source_row"),
            Is.EqualTo(new[] { "100|attended", "101|attended", "102|absent" }));
    }

    [Test]
    public async Task RunAsync_FilledInRight_KeepsUnknownApartFromAbsent()
    {
        await using var study = await SmallStudy.CreateAsync();
        var report = await IngestAsync(study, Rows());
        Assert.That((report.New, report.Findings.Count, report.NeedsAPerson), Is.EqualTo((302, 0, false)), report.ToString());
        Assert.That(
            await study.AskAsync("presence, count(*), count(minutes)) from study.attendance group by presence order by presence"),
            Is.EqualTo(new[] { "absent|100|0", "attended|150|50", "unknown|50|0" }));
        // The planned 120 minutes never stand in for minutes that nobody wrote down.
        Assert.That(
            await study.AskAsync("component_code, sum(attended), sum(presence_unknown), count(*) filter (where minutes is null)) from study.exposure group by component_code order by 1"),
            Is.EqualTo(new[] { "C|50|50|100", "I|100|0|50", "S|100|0|50" }));
    }

    [Test]
    public async Task RunAsync_PersonOfAQuestionnaire_IsThatPerson_AndAnUnknownOneIsMade()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync("p1,r1,T0,A,2a,1,0,ja,3.5,40,1980-05-06,iets,1\n");
        await IngestAsync(study, [["diner-2026", Day, "A", "ouder", "p1", "ja", "aanwezig", 90.0, ""], ["diner-2026", Day, "A", "verzorger", "p2", "ja", "afwezig", null, ""], ["diner-2026", Day, "A", "leerling", "p1", "ja", "afwezig", null, ""]]);
        Assert.That(
            await study.AskAsync("p.role, a.presence, exists (select 1 from study.questionnaire q where q.person_id = p.id), (select count(*) from identity.code c where c.person_id = p.id)) from study.attendance a join study.person p on p.id = a.person_id order by a.source_row"),
            Is.EqualTo(new[] { "parent|attended|t|1", "parent|absent|f|1", "student|absent|f|1" }));
    }

    [Test]
    public async Task RunAsync_SameFileAgain_ChangesNothing()
    {
        await using var study = await SmallStudy.CreateAsync();
        var path = Write(study, Rows(10));
        var first = await study.IngestSheetAsync(path, SheetBooks.Attendance);
        var again = await study.IngestSheetAsync(path, SheetBooks.Attendance);
        Assert.That((again.AlreadyIn, again.Batch, again.New), Is.EqualTo((true, first.Batch, 0)));
    }

    [Test]
    public async Task RunAsync_LaterStateOfTheSheet_IsComparedRowByRow_AndCanBeTakenBack()
    {
        await using var study = await SmallStudy.CreateAsync();
        var first = await IngestAsync(study, Rows(10));
        var before = await ContentAsync(study);
        var rows = Rows(12).Where((_, index) => index != 4).ToList();
        rows[0][7] = 45.0;
        var second = await IngestAsync(study, rows);
        // Two activities and ten rows of attendance were there.
        Assert.That((second.New, second.Unchanged, second.Changed, second.Vanished), Is.EqualTo((2, 10, 1, 1)), second.ToString());
        Assert.That(second.Findings.Select(finding => (finding.Rule, finding.Sheet)), Is.EqualTo(new[] { ("vanished-rows", "Aanwezigheid") }));
        Assert.That(await study.AskAsync("minutes) from study.attendance where source_row = 2"), Is.EqualTo(new[] { "45" }));
        Assert.That(await study.AskAsync("content ->> 'minutes', whose is not null) from study.earlier_row"), Is.EqualTo(new[] { "90|t" }));

        var undo = new BatchUndo(study.Database, study.Definition);
        var fault = (await Assert.ThrowsAsync<Study.InputFault>(() => undo.RunAsync(first.Batch!.Value)))!;
        Assert.That(fault.Message, Does.Contain($"in this order: {second.Batch}"));
        var undone = await undo.RunAsync(second.Batch!.Value);
        Assert.That((undone.Removed, undone.Restored, undone.Persons), Is.EqualTo((2, 1, 1)), undone.ToString());
        Assert.That(await ContentAsync(study), Is.EqualTo(before));
        await undo.RunAsync(first.Batch!.Value);
        Assert.That(await study.AskAsync("(select count(*) from study.attendance), (select count(*) from study.activity), (select count(*) from study.person), (select count(*) from identity.code))"), Is.EqualTo(new[] { "0|0|0|0" }));
        Assert.That((await IngestAsync(study, Rows(10))).New, Is.EqualTo(12), "a file that was taken back may come in again");
    }

    [Test]
    public async Task RunAsync_ActivityThatOtherFilesReferTo_IsNotTakenBackBeforeThem()
    {
        await using var study = await SmallStudy.CreateAsync();
        var activities = await study.IngestSheetAsync(SheetBooks.Attendance, ("Activiteiten", Activities));
        var attendance = await study.IngestSheetAsync(SheetBooks.Attendance, ("Aanwezigheid", Rows(4)));
        Assert.That(attendance.New, Is.EqualTo(4), attendance.ToString());
        var fault = (await Assert.ThrowsAsync<Study.InputFault>(() => new BatchUndo(study.Database, study.Definition).RunAsync(activities.Batch!.Value)))!;
        Assert.That(fault.Message, Does.Contain($"in this order: {attendance.Batch}"));
        Assert.That((await BatchList.ReadAsync(study.Database)).Select(batch => batch.Form), Is.EqualTo(new[] { "attendance", "attendance" }));
    }

    [Test]
    public async Task RunAsync_TextFile_GivesTheSameRows()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestSheetAsync(study.Write("a.csv", "activiteit;school;soort;datum;componenten;geplande minuten\r\ndiner-2026;A;lob-diner;12-10-2026;I+S;120\r\n"), SheetBooks.Attendance);
        var report = await study.IngestSheetAsync(
            study.Write("b.csv", "naam;activiteit;datum;school;rol;code;uitgenodigd;aanwezig;minuten\r\nJan;diner-2026;12-10-2026;A;ouder;p1;ja;aanwezig;90\r\nPiet;diner-2026;12 okt 2026;A;ouder;p2;;;\r\n"), SheetBooks.Attendance);
        Assert.That((report.New, report.Findings.Count), Is.EqualTo((2, 0)), report.ToString());
        Assert.That(report.DroppedColumns, Is.EqualTo(new[] { "naam" }));
        Assert.That(await study.AskAsync("invited, presence, minutes, source) from study.attendance order by source_row"), Is.EqualTo(new[] { "yes|attended|90|unknown", "unknown|unknown|unknown" }));
        Assert.That(await study.AskAsync("kind, held_on, components, planned_minutes) from study.activity"), Is.EqualTo(new[] { "career_dinner|2026-10-12|{I,S}|120" }));
    }

    [TestCase(1, "4/3/2026", SheetRules.AmbiguousDate)]
    [TestCase(1, "31-2-2026", SheetRules.BadDate)]
    [TestCase(1, "13-10-2026", SheetRules.Contradiction)]
    [TestCase(2, "Z", SheetRules.UnknownSchool)]
    [TestCase(3, "oma", SheetRules.UnknownWord)]
    [TestCase(4, null, SheetRules.IncompleteRow)]
    [TestCase(6, "misschien", SheetRules.UnknownWord)]
    [TestCase(7, "90 min", SheetRules.BadNumber)]
    [TestCase(7, 0.0, SheetRules.BadNumber)]
    public async Task RunAsync_CellThatOnlyItsWriterCanMend_StopsWithOneFinding(int column, object? cell, string rule)
    {
        object?[] row = ["diner-2026", Day, "A", "ouder", "p1", "ja", "aanwezig", 90.0, "mentor"];
        row[column] = cell;
        var report = await IngestAsync(_empty, [row]);
        var finding = report.Findings.Single(finding => finding.Rule != SheetRules.TextDate);
        Assert.That((finding.Rule, finding.Row, finding.Column), Is.EqualTo((rule, 2, SheetBooks.Attendance.Sheets[1].Columns[column].Heading)), report.ToString());
        Assert.That(report.IsStopped, Is.True);
        if (cell is string { Length: > 1 } text)
            Assert.That(finding.Message, Does.Not.Contain(text));
    }

    [Test]
    public async Task RunAsync_MinutesOfSomebodyAbsent_AreAContradiction()
    {
        var report = await IngestAsync(_empty, [["diner-2026", Day, "A", "ouder", "p1", "ja", "afwezig", 90.0, "mentor"]]);
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Column)), Is.EqualTo(new[] { (SheetRules.Contradiction, "minuten") }));
    }

    [Test]
    public async Task RunAsync_RowTwiceTheSame_CountsOnce()
    {
        await using var study = await SmallStudy.CreateAsync();
        var report = await IngestAsync(study, [.. Rows(2), .. Rows(1)]);
        Assert.That((report.Rows, report.New, report.HeldBack), Is.EqualTo((5, 4, 1)), report.ToString());
        Assert.That(report.Findings.Single(), Is.EqualTo(new Finding(SheetRules.RepeatedRow, 4, "code", "this row says the same as row 2; it was counted once. Remove one of the two") { Sheet = "Aanwezigheid" }));
    }

    [Test]
    public async Task RunAsync_CellsBesideTheTable_AreOneFindingAndNoData()
    {
        await using var study = await SmallStudy.CreateAsync();
        var rows = Rows(2);
        rows[1] = [.. rows[1], null, "nog navragen"];
        var report = await IngestAsync(study, rows);
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Row, finding.Column)), Is.EqualTo(new (string, int?, string?)[] { (SheetRules.Note, 3, "K") }), report.ToString());
        Assert.That(report.New, Is.EqualTo(4));
    }

    [Test]
    public async Task RunAsync_CodeThatBeginsLikeATotal_IsAPerson()
    {
        var report = await _empty.IngestSheetAsync(Write(_empty, [["diner-2026", Day, "A", "ouder", "Totaal-1", "ja", "aanwezig", 90.0, null]]), SheetBooks.Attendance, new IngestOptions { DryRun = true });
        Assert.That((report.New, report.Findings.Count), Is.EqualTo((3, 0)), report.ToString());
    }

    [Test]
    public async Task RunAsync_DryRun_StoresNothing()
    {
        var report = await _empty.IngestSheetAsync(Write(_empty, Rows(10)), SheetBooks.Attendance, new IngestOptions { DryRun = true });
        Assert.That((report.New, report.Batch), Is.EqualTo((12, (long?)null)));
        Assert.That(await _empty.AskAsync("(select count(*) from study.attendance), (select count(*) from study.person))"), Is.EqualTo(new[] { "0|0" }));
    }

    [Test]
    public async Task RunAsync_PersonIsRemoved_TakesAttendanceAlong()
    {
        await using var study = await SmallStudy.CreateAsync();
        await IngestAsync(study, Rows(10));
        var later = Rows(10);
        later[0][7] = 45.0;
        await IngestAsync(study, later);
        Assert.That(
            await study.AskAsync("(select count(*) from study.attendance), (select count(*) from study.earlier_row))"), Is.EqualTo(new[] { "10|1" }));
        await study.ExecuteAsync("delete from identity.code c using study.attendance a where a.person_id = c.person_id and a.minutes = 45; delete from study.person p using study.attendance a where a.person_id = p.id and a.minutes = 45");
        Assert.That(
            await study.AskAsync("(select count(*) from study.attendance), (select count(*) from study.earlier_row))"), Is.EqualTo(new[] { "8|0" }));
    }

    [Test]
    public async Task RunAsync_FileOfAnotherKind_SaysWhatIsMissing()
    {
        var fault = (await Assert.ThrowsAsync<Study.InputFault>(() => _empty.IngestSheetAsync(_empty.Write("x.csv", "activiteit;code\na;b\n"), SheetBooks.Attendance)))!;
        Assert.That(fault.Message, Does.Contain("x.csv").And.Contain("Aanwezigheid").And.Contain("rol").And.Contain("lob template attendance"));
    }

    private static async Task<string> ContentAsync(SmallStudy study) => string.Join('\n',
    [
        .. await study.AskAsync("a.*) from study.activity a order by code"),
        .. await study.AskAsync("a.*) from study.attendance a order by person_id, activity_code"),
        .. await study.AskAsync("p.*) from study.person p order by id"),
        .. await study.AskAsync("e.content) from study.earlier_row e order by id"),
    ]);
}
