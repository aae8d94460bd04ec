using Dapper;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Reading.Dialects;

/// <summary>
/// What each survey tool's cells mean, on small files written after the tools' own descriptions; what they should become was
/// worked out by hand. −1 is not shown, −2 blank, −3 invalid, −4 the code 99 (don't know).
/// </summary>
public sealed class DialectIngestTests
{
    internal const string Form =
        """
        form: parents
        version: 1
        title: {nl: Ouders}
        role: parent
        missing:
          - {code: "99", class: dont_know, label: {nl: weet niet}}
        answer_scales:
          agree:
            - {code: 1, name: A1, label: {nl: "oneens", en: disagree}}
            - {code: 2, name: A2, label: {nl: "eens", en: agree}}
          where:
            - {code: 1, name: SQ001, label: {nl: "thuis, aan tafel"}}
            - {code: 2, name: SQ002, label: {nl: thuis}}
            - {code: 4, name: SQ003, label: {nl: op school}}
          yes_no:
            - {code: 0, label: {nl: nee}}
            - {code: 1, label: {nl: ja}}
        items:
          - {id: agree, kind: single_choice, answers: agree, label: {nl: Bent u het eens?}}
          - {id: talked, kind: single_choice, answers: yes_no, label: {nl: Heeft u gepraat?}}
          - {id: place, kind: multiple_choice, answers: where, label: {nl: Waar?}, only_if: {item: talked, is: [1]}}
          - {id: remark, kind: text, label: {nl: Opmerking}}
        """;

    [Test]
    public async Task Qualtrics_KeysTicksPreviewsAndDoubledNames_AreReadAsMeant()
    {
        // Two columns are called Q1 since the survey was edited; the keys tell them apart.
        const string File =
            "StartDate,EndDate,Status,IPAddress,Duration (in seconds),Finished,RecordedDate,ResponseId,RecipientEmail,code,Q1,Q1,Q3_1,Q3_2,Q3_4,Q4,\n" +
            "Start Date,End Date,Response Type,IP Address,Duration (in seconds),Finished,Recorded Date,Response ID,Recipient Email,Code,Bent u het eens?,\"Heeft u\ngepraat?\",\"Waar? - thuis, aan tafel\",Waar? - thuis,Waar? - op school,Opmerking,\n" +
            "\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"Europe/Amsterdam\"\"}\",\"{\"\"ImportId\"\":\"\"endDate\"\",\"\"timeZone\"\":\"\"America/Denver\"\"}\",\"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"ipAddress\"\"}\",\"{\"\"ImportId\"\":\"\"duration\"\"}\",\"{\"\"ImportId\"\":\"\"finished\"\"}\",\"{\"\"ImportId\"\":\"\"recordedDate\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"recipientEmail\"\"}\",\"{\"\"ImportId\"\":\"\"code\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID2\"\"}\",\"{\"\"ImportId\"\":\"\"QID3\"\",\"\"choiceId\"\":\"\"1\"\"}\",\"{\"\"ImportId\"\":\"\"QID3\"\",\"\"choiceId\"\":\"\"2\"\"}\",\"{\"\"ImportId\"\":\"\"QID3\"\",\"\"choiceId\"\":\"\"4\"\"}\",\"{\"\"ImportId\"\":\"\"QID4_TEXT\"\"}\",\n" +
            "2026-09-01 10:00:00,2026-09-01 10:05:00,0,192.0.2.1,300,1,2026-09-01 10:05:01,R_1,a@example.org,p1,1,1,1,,,\"twee\nregels\",\n" +
            "2026-09-01 11:00:00,2026-09-01 11:05:00,0,192.0.2.2,300,1,2026-09-01 11:05:01,R_2,b@example.org,p2,2,1,,,,,\n" +
            "2026-09-01 11:00:00,2026-09-01 11:05:00,0,192.0.2.2,300,1,2026-09-01 11:05:01,R_3,b@example.org,p3,99,0,,,,,\n" +
            "2026-09-01 12:00:00,2026-09-01 12:05:00,1,192.0.2.3,300,1,2026-09-01 12:05:01,R_4,c@example.org,p4,1,1,1,1,1,,\n";
        await using var study = await SmallStudy.CreateAsync(Form, """
            source: export
            form: parents
            version: 1
            person: {column: code}
            response: [ResponseId]
            wave: {is: T0}
            submitted: {column: EndDate}
            items:
              agree: QID1
              talked: QID2
              place: QID3
              remark: QID4_TEXT
            """);
        var report = await study.IngestFileAsync(study.Write("q.csv", File));
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Row)), Is.EqualTo(new[] { ("test-response", (int?)7) }), report.ToString());
        Assert.That(report.DroppedColumns, Is.EqualTo(new[] { "IPAddress", "RecipientEmail" }));
        // A tick beside empty cells: the others were not chosen. Nothing ticked: left blank. No talk: not shown.
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "1 1 1 0 0", "2 1 -2 -2 -2", "-4 0 -1 -1 -1" }));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(await connection.ExecuteScalarAsync<string>("select body from text.answer join study.questionnaire on id = questionnaire_id order by source_row limit 1"), Is.EqualTo("twee\nregels"));
        Assert.That(
            await connection.ExecuteScalarAsync<DateTime>("select submitted_at from study.questionnaire order by source_row limit 1"),
            Is.EqualTo(new DateTime(2026, 9, 1, 16, 5, 0, DateTimeKind.Utc)), "in the time zone that the column states");
    }

    [Test]
    public async Task Qualtrics_NamesAskedInAQuestion_AreDroppedAndMasked()
    {
        const string File =
            "StartDate,EndDate,ResponseId,code,Q7,leerlingnaam,Q4\n" +
            "Start Date,End Date,Response ID,Code,Wat is je voornaam?,Leerling,Opmerking\n" +
            "\"{\"\"ImportId\"\":\"\"startDate\"\"}\",\"{\"\"ImportId\"\":\"\"endDate\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"code\"\"}\",\"{\"\"ImportId\"\":\"\"QID7\"\"}\",\"{\"\"ImportId\"\":\"\"leerlingnaam\"\"}\",\"{\"\"ImportId\"\":\"\"QID4_TEXT\"\"}\"\n" +
            "2026-09-01 10:00:00,2026-09-01 10:05:00,R_1,p1,Fatma,Yildiz,ik ben fatma\n" +
            "2026-09-01 11:00:00,2026-09-01 11:05:00,R_2,p2,Joris,Bakker,ik zit naast Fatma Yildiz\n";
        await using var study = await SmallStudy.CreateAsync(Form, """
            source: export
            form: parents
            version: 1
            person: {column: code}
            response: [ResponseId]
            wave: {is: T0}
            items: {remark: QID4_TEXT}
            identifying: [leerlingnaam]
            """);
        var report = await study.IngestFileAsync(study.Write("q.csv", File));
        Assert.That(report.DroppedColumns, Is.EqualTo(new[] { "Q7", "leerlingnaam" }));
        Assert.That(
            await study.AskAsync("body) from text.answer join study.questionnaire on id = questionnaire_id order by source_row"),
            Is.EqualTo(new[] { "ik ben [weggelaten]", "ik zit naast [weggelaten] [weggelaten]" }));
    }

    [TestCase("\"1,4\"", "1 0 1")]
    [TestCase("2", "0 1 0")]
    [TestCase("", "-2 -2 -2")]
    [TestCase("99", "-4 -4 -4")]
    public async Task Qualtrics_SeveralAnswersInOneCell_AreCodesNotANumber(string cell, string expected)
    {
        await using var study = await SmallStudy.CreateAsync(Form, ListSource("StartDate", "Q3"));
        await study.IngestFileAsync(study.Write("q.csv", $"StartDate,EndDate,ResponseId,code,Q3\n2026-09-01 10:00:00,2026-09-01 10:05:00,R_1,p1,{cell}\n"));
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "-1 -1 " + expected }));
    }

    [Test]
    public async Task LimeSurvey_BareAndEmptyCells_AreNotShownAndBlank()
    {
        const string File =
            "\uFEFF\"id\";\"submitdate\";\"lastpage\";\"startlanguage\";\"code\";\"agree\";\"talked\";\"place[SQ001]\";\"place[SQ002]\";\"place[SQ003]\";\"remark\";\"interviewtime\";\"groupTime12\"\r\n" +
            "\"1\";\"2026-09-01 10:00:00\";\"3\";\"nl\";\"p1\";\"A2\";\"1\";\"Y\";\"\";\"\";\"'=1+1\";\"30.5\";\"12.1\"\r\n" +
            "\"2\";\"2026-09-01 10:00:00\";\"3\";\"nl\";\"p2\";\"\";\"0\";;;;;\"30.5\";\"12.1\"\r\n" +
            "\"3\";;\"1\";\"nl\";\"p3\";;;;;;;;\r\n" +
            "\"4\";\"2026-09-01 10:00:00\";\"3\";\"nl\";\"p4\";\"99\";\"1\";\"\";\"\";\"Y\";\"\";\"30.5\";\"12.1\"\r\n\r\n";
        await using var study = await SmallStudy.CreateAsync(Form, """
            source: export
            form: parents
            version: 1
            person: {column: code}
            response: [id]
            wave: {is: T0}
            submitted: {column: submitdate}
            items: {agree: agree, talked: talked, place: place, remark: remark}
            """);
        var report = await study.IngestFileAsync(study.Write("l.csv", File));
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1 1 0 0", "-2 0 -1 -1 -1", "-1 -1 -1 -1 -1", "-4 1 0 0 1" }));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(
            await connection.QueryAsync<(string?, short?)>("select body, missing from text.answer join study.questionnaire on id = questionnaire_id order by source_row"),
            Is.EqualTo(new (string?, short?)[] { ("=1+1", null), (null, 1), (null, 1), (null, 2) }));
    }

    [Test]
    public async Task LimeSurvey_FullAnswers_AreReadByTheirWords()
    {
        const string File =
            "\"id\",\"submitdate\",\"lastpage\",\"startlanguage\",\"code\",\"agree\",\"talked\",\"place[SQ001]\",\"place[SQ002]\",\"place[SQ003]\",\"remark\"\r\n" +
            "\"1\",\"2026-09-01 10:00:00\",\"3\",\"nl\",\"p1\",\"eens\",\"Ja\",\"Ja\",\"Nee\",\"Nee\",\"N/A\"\r\n" +
            "\"2\",\"2026-09-01 10:00:00\",\"3\",\"en\",\"p2\",\"disagree\",\"nee\",\"N/A\",\"N/A\",\"N/A\",\"\"\r\n";
        await using var study = await SmallStudy.CreateAsync(Form, """
            source: export
            form: parents
            version: 1
            person: {column: code}
            response: [id]
            wave: {is: T0}
            items: {agree: agree, talked: {column: talked, values: {Ja: 1, nee: 0}}, place: place, remark: remark}
            """);
        var report = await study.IngestFileAsync(study.Write("l.csv", File));
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1 1 0 0", "1 0 -1 -1 -1" }));
    }

    [TestCase("Begintijd", "Tijd van voltooien", "E-mail", "Naam")]
    [TestCase("Start time", "Completion time", "Email", "Name")]
    public async Task MicrosoftForms_Workbook_IsMappedByTheQuestionsWords(string start, string completion, string mail, string name)
    {
        await using var study = await SmallStudy.CreateAsync(Form, $"""
            source: export
            form: parents
            version: 1
            person: {"{column: Wat is je code?}"}
            response: [ID]
            wave: {"{is: T0}"}
            submitted: {"{"}column: {completion}{"}"}
            items:
              agree: Bent u het eens?
              talked: Heeft u gepraat?
              place: Waar?
              remark: Opmerking
            """);
        var path = new Workbook().Sheet("Blad1", [
            ["ID", start, completion, mail, name, "Wat is je code?", "Bent u het\u00A0eens? ", "Heeft u gepraat?", "Waar?", "Opmerking"],
            [1.0, new DateTime(2026, 9, 1, 9, 0, 0), new DateTime(2026, 9, 1, 9, 5, 0), "anonymous", null, "p1", "eens", "ja", "thuis, aan tafel;op school;", "Vraag het Fatma maar, 06-12345678"],
            [2.0, new DateTime(2026, 9, 1, 9, 0, 0), "9/30/26 9:05:00", "x@example.org", "Fatma de Vries", "p2", "weet niet", "nee", null, "fatma van x@example.org"],
        ]).Write(study.At("forms.xlsx"));
        var report = await study.IngestFileAsync(path);
        Assert.That(report.DroppedColumns, Is.EqualTo(new[] { mail, name }));
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1 1 0 1", "-4 0 -1 -1 -1" }));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(
            await connection.QueryAsync<string>("select body from text.answer join study.questionnaire on id = questionnaire_id order by source_row"),
            Is.EqualTo(new[] { "Vraag het [weggelaten] maar, [weggelaten]", "[weggelaten] van [weggelaten]" }));
        Assert.That(report.Findings.Select(finding => finding.Rule), Is.All.EqualTo("masked-text"));
        Assert.That(
            await connection.QueryAsync<DateTime>("select submitted_at from study.questionnaire order by source_row"),
            Is.EqualTo(new[] { new DateTime(2026, 9, 1, 7, 5, 0, DateTimeKind.Utc), new DateTime(2026, 9, 30, 7, 5, 0, DateTimeKind.Utc) }));
    }

    [Test]
    public async Task MicrosoftForms_QuestionsThatReadAlike_AreRefused()
    {
        await using var study = await SmallStudy.CreateAsync(Form, """
            source: export
            form: parents
            version: 1
            person: {column: code}
            response: [ID]
            wave: {is: T0}
            items: {agree: bent u het eens?}
            """);
        var path = study.Write("f.csv", "ID,Start time,Completion time,code,Bent u het eens?,Bent u het  eens?\n1,9/1/26 9:00:00,9/1/26 9:05:00,p1,eens,oneens\n");
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(path)))!;
        Assert.That(fault.Message, Does.Contain("2 columns read as").And.Contain("column 5, column 6"));
    }

    [TestCase("thuis, aan tafel, op school", "1 0 1")]
    [TestCase("thuis, aan tafel;thuis", "1 1 0")]
    [TestCase("thuis, op school", "0 1 1")]
    public async Task GoogleForms_AnswersThatHoldTheSeparator_AreTakenLongestFirst(string cell, string expected)
    {
        await using var study = await SmallStudy.CreateAsync(Form, ListSource("Timestamp", "Waar?") + "\nsubmitted: {column: Timestamp}\n");
        await study.IngestFileAsync(study.Write("g.csv", $"Timestamp,ResponseId,code,Waar?\n2026/09/01 3:00:00 PM GMT+2,r1,p1,\"{cell}\"\n"));
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "-1 -1 " + expected }));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(await connection.ExecuteScalarAsync<DateTime>("select submitted_at from study.questionnaire"), Is.EqualTo(new DateTime(2026, 9, 1, 13, 0, 0, DateTimeKind.Utc)));
    }

    [Test]
    public async Task RedCap_ZeroForUntickedAndForNotShown_IsToldApartByTheRouting()
    {
        await using var study = await SmallStudy.CreateAsync(Form, """
            source: export
            form: parents
            version: 1
            person: {column: record_id}
            response: [record_id, redcap_event_name]
            wave: {column: redcap_event_name, values: {t0_arm_1: T0, t1_arm_1: T1}}
            items: {agree: agree, talked: talked, place: place}
            """);
        var report = await study.IngestFileAsync(study.Write(
            "r.csv",
            "record_id,redcap_event_name,redcap_repeat_instance,agree,talked,place___1,place___2,place___4,parents_complete\n" +
            "1,t0_arm_1,,2,1,0,1,0,2\n1,t1_arm_1,,2,0,0,0,0,2\n2,t0_arm_1,,,1,0,0,0,2\n"));
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1 0 1 0", "2 0 -1 -1 -1", "-2 1 0 0 0" }));
    }

    [Test]
    public async Task AnyTool_ItemOnAnIdentifyingColumn_IsRefused()
    {
        await using var study = await SmallStudy.CreateAsync(Form, ListSource("StartDate", "Q3").Replace("place: Q3", "remark: RecipientEmail", StringComparison.Ordinal));
        var path = study.Write("q.csv", "StartDate,EndDate,ResponseId,code,RecipientEmail\n2026-09-01 10:00:00,2026-09-01 10:05:00,R_1,p1,a@example.org\n");
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(path)))!;
        Assert.That(fault.Message, Does.Contain("RecipientEmail identifies a person").And.Contain("not_identifying"));
    }

    private static string ListSource(string ignored, string column) =>
        $$"""
        source: export
        form: parents
        version: 1
        person: {column: code}
        response: [ResponseId]
        wave: {is: T0}
        ignore: [{{ignored}}]
        items:
          place: {{column}}
        """;
}
