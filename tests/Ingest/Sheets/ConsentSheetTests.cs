using LobResearch.Ingest.Sheets;

namespace LobResearch.Ingest.Tests.Sheets;

/// <summary>Consent on paper, and what may enter because of it.</summary>
public sealed class ConsentSheetTests
{
    private const string Form =
        """
        form: pupils
        version: 1
        title: {nl: Leerlingen}
        role: ROLE
        answer_scales:
          agree:
            - {code: 1, label: {nl: oneens}}
            - {code: 2, label: {nl: eens}}
        items:
          - {id: agree, kind: single_choice, answers: agree, label: {nl: Eens}}
        """;

    private const string Source =
        """
        source: export
        form: pupils
        version: 1
        person: {column: code}
        response: [response]
        wave: {column: wave}
        submitted: {column: at, format: yyyy-MM-dd}
        consent: {column: ok, given: [ja], text_version: "1"}
        born: {column: born, format: dd-MM-yyyy}
        items:
          agree: agree
        """;

    private const string Header = "code,response,wave,at,ok,born,agree\n";
    private static readonly DateTime Day = new(2026, 9, 2);

    private static Task<SmallStudy> StudyAsync(string role, string consent = "{purpose: onderzoek, other_purposes: [citaten]}") =>
        SmallStudy.CreateAsync(Form.Replace("ROLE", role, StringComparison.Ordinal), Source, yaml => yaml + $"\nconsent: {consent}\n");

    // Columns: school, rol, code, doel, gegeven door, toestemming, datum, tekstversie.
    private static Task<IngestReport> ConsentAsync(SmallStudy study, params object?[][] rows) => study.IngestSheetAsync(SheetBooks.Consent, ("Toestemming", rows));

    [Test]
    public async Task RunAsync_GuardiansConsent_LetsTheSameFileInOnceMore()
    {
        await using var study = await StudyAsync("student");
        var file = study.Write("e.csv", Header + "c1,r1,T0,2026-09-01,ja,02-09-2012,1\nc2,r2,T0,2026-09-01,ja,02-09-2000,2\n");
        var first = await study.IngestFileAsync(file);
        Assert.That((first.New, first.HeldBack), Is.EqualTo((1, 1)), first.ToString());
        Assert.That((await study.IngestFileAsync(file)).AlreadyIn, "nothing has come in between");

        var consent = await ConsentAsync(study, ["A", "leerling", "c1", null, "ouder of voogd", "ja", Day, "1g"]);
        Assert.That((consent.New, consent.Findings), Is.EqualTo((1, Array.Empty<object>())), consent.ToString());
        var again = await study.IngestFileAsync(file);
        Assert.That((again.AlreadyIn, again.New, again.Unchanged, again.HeldBack), Is.EqualTo((false, 1, 1, 0)), again.ToString());
        Assert.That((await study.IngestFileAsync(file)).AlreadyIn);

        var undo = new BatchUndo(study.Database, study.Definition);
        await undo.RunAsync(again.Batch!.Value);
        await undo.RunAsync(consent.Batch!.Value);
        Assert.That(await study.AskAsync("person_id) from study.consent where given_by = 'guardian'"), Is.Empty);
        await undo.RunAsync(first.Batch!.Value);
        Assert.That(await study.AskAsync("id) from study.person"), Is.Empty);
    }

    [Test]
    public async Task RunAsync_Refusal_KeepsStoredAnswersOutOfTheView()
    {
        await using var study = await StudyAsync("parent");
        await study.IngestFileAsync(study.Write("e.csv", Header + "c1,r1,T0,2026-09-01,ja,,1\nc2,r2,T0,2026-09-01,ja,,2\n"));
        var consent = await ConsentAsync(
            study,
            ["A", "ouder", "c1", "onderzoek", "persoon zelf", "nee", Day, "1"],
            ["A", "ouder", "c2", "citaten", "persoon zelf", "nee", Day, "1"]);
        Assert.That(consent.Findings.Select(finding => (finding.Rule, finding.Row)), Is.EqualTo(new[] { ("refused-with-answers", (int?)2) }), consent.ToString());
        Assert.That(await study.AskAsync("agree) from form.pupils"), Is.EqualTo(new[] { "2" }));
        Assert.That(await study.AskAsync("purpose, given_by, given, given_on, text_version) from study.consent where source_row is not null order by 1"), Is.EqualTo(new[] { "citaten|self|f|2026-09-02|1", "onderzoek|self|f|2026-09-02|1" }));
    }

    [Test]
    public async Task RunAsync_AttendanceOfWhoHasNotConsented_WaitsAndLeavesNobodyBehind()
    {
        await using var study = await StudyAsync("parent");
        var activities = ("Activiteiten", new[] { new object?[] { "diner", "A", "LOB-diner", Day, "I", 60.0 } });
        var attendance = ("Aanwezigheid", new[]
        {
            new object?[] { "diner", null, "A", "ouder", "c1", "ja", "aanwezig", 30.0, "presentielijst" },
            ["diner", null, "A", "leerling", "c2", "ja", "aanwezig", 30.0, "presentielijst"],
        });
        var path = study.At("attendance.xlsx");
        var held = await IngestAsync();
        Assert.That(held.Findings.Select(finding => finding.Rule).Order(StringComparer.Ordinal), Is.EqualTo(new[] { "no-consent", "no-guardian-consent" }), held.ToString());
        Assert.That((held.New, held.HeldBack), Is.EqualTo((1, 2)));
        Assert.That(await study.AskAsync("person_id) from identity.code"), Is.Empty);
        Assert.That(await study.AskAsync("id) from study.person"), Is.Empty);

        await ConsentAsync(
            study,
            ["A", "ouder", "c1", null, "persoon zelf", "ja", Day, "1"],
            ["A", "leerling", "c2", null, "ouder of voogd", "ja", Day, "1"]);
        var again = await study.IngestSheetAsync(path, SheetBooks.Attendance);
        Assert.That((again.New, again.Unchanged, again.HeldBack), Is.EqualTo((2, 1, 0)), again.ToString());
        Assert.That((await study.IngestSheetAsync(path, SheetBooks.Attendance)).AlreadyIn);

        Task<IngestReport> IngestAsync()
        {
            var book = SheetBooks.Attendance;
            var workbook = new TestKit.Workbook();
            foreach (var (title, rows) in new[] { activities, attendance })
                workbook.Sheet(title, [[.. book.Sheets.Single(sheet => sheet.Title == title).Columns.Select(column => column.Heading)], .. rows]);
            return study.IngestSheetAsync(workbook.Write(path), book);
        }
    }

    [Test]
    public async Task RunAsync_RefusalOnPaperAfterTheResponse_KeepsTheRowOut()
    {
        await using var study = await StudyAsync("parent");
        await ConsentAsync(study, ["a", "ouder", "c1", null, "persoon zelf", "nee", Day, "1"]);
        var survey = await study.IngestFileAsync(study.Write("e.csv", Header + "c1,r1,T0,2026-09-01,ja,,1\nc2,r2,T0,2026-09-01,ja,,2\n"));
        Assert.That((survey.New, survey.HeldBack), Is.EqualTo((1, 1)), survey.ToString());
        await ConsentAsync(study, ["A", "ouder", "c1", null, "persoon zelf", "ja", Day.AddDays(1), "1"]);
        Assert.That((await study.IngestFileAsync(study.Write("e.csv", Header + "c1,r1,T0,2026-09-01,ja,,1\nc2,r2,T0,2026-09-01,ja,,2\n"))).New, Is.EqualTo(1), "a newer yes lets it in");
    }

    [Test]
    public async Task RunAsync_SchoolInOtherSpelling_IsTheSamePerson()
    {
        const string Codes =
            """

            codes:
              separator: "-"
              elements:
                - {id: mother, pattern: "[A-Z]{2}"}
                - {id: day, pattern: "[0-3][0-9]"}
                - {id: month, pattern: "[01][0-9]"}
            """;
        await using var study = await SmallStudy.CreateAsync(SmallStudy.FormYaml, SmallStudy.SourceYaml, yaml => yaml + Codes + "\nconsent: {purpose: onderzoek}\n");
        await ConsentAsync(
            study,
            ["A", "ouder", "AB-01-02", null, "persoon zelf", "ja", Day, "1"],
            ["a", "ouder", "ab-01-02", null, "persoon zelf", "nee", Day.AddDays(1), "1"]);
        Assert.That(await study.AskAsync("count(*)) from study.person"), Is.EqualTo(new[] { "1" }));
        Assert.That(await study.AskAsync("count(*)) from study.refused_person"), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task RunAsync_PurposeThatNobodyIsAskedFor_Stops()
    {
        await using var study = await StudyAsync("parent");
        var consent = await ConsentAsync(study, ["A", "ouder", "c1", "onderzoeken", "persoon zelf", "ja", Day, "1"]);
        Assert.That(consent.IsStopped);
        Assert.That(consent.Findings.Single().Message, Does.Contain("onderzoek, citaten").And.Contain("study.yaml"));
        Assert.That(await study.AskAsync("person_id) from study.consent"), Is.Empty);
    }

    [Test]
    public async Task RunAsync_StudyThatAsksNoConsent_SaysSo()
    {
        await using var study = await SmallStudy.CreateAsync();
        Assert.That(
            (await Assert.ThrowsAsync<LobResearch.Study.InputFault>(() => ConsentAsync(study, ["A", "ouder", "c1", null, "persoon zelf", "ja", Day, "1"])))!.Message,
            Does.Contain("'consent:'"));
    }
}
