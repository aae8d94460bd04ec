using Dapper;
using LobResearch.Ingest.Reading;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Reading.Dialects;

/// <summary>
/// Whole small exports, brought in as a team would; each stored cell was worked out by hand. −1 is not shown, −2 blank,
/// −4 the code 99 (don't know). The order is agree, talked, place (its answers one by one).
/// </summary>
public sealed class DialectFilesTests
{
    private static readonly string FormWithOther =
        DialectIngestTests.Form.Replace("- {code: 4, name: SQ003, label: {nl: op school}}", "- {code: 4, name: SQ003, label: {nl: op school}}\n    - {code: 9, name: other, label: {nl: anders}}", StringComparison.Ordinal);

    [Test]
    public async Task LimeSurveyVv_TwoRowsOfHeadingsAndMarks_AreRead()
    {
        await using var study = await SmallStudy.CreateAsync(DialectIngestTests.Form, Source("person: {column: code}", "response: [id]", "submitted: {column: submitdate}", "items: {agree: agree, talked: talked, place: place, remark: remark}"));
        var report = await study.IngestFileAsync(At("limesurvey_vv.txt"));
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1 1 0 0", "-2 0 -1 -1 -1", "-1 -1 -1 -1 -1" }));
        Assert.That(await TextsAsync(study), Is.EqualTo(new (string?, short?)[] { ("\"twee\nregels\ten {haken}", null), (null, 2), (null, 1) }));
        var summary = await FileSummary.OfAsync(At("limesurvey_vv.txt"), new FileFormat());
        Assert.That(summary.Facts, Does.Contain(new FileFact("written by", "LimeSurvey")).And.Contain(new FileFact("rows of headings", "2")));
        Assert.That((summary.Columns[5].Column.Name, summary.Columns[5].Column.Label, summary.Columns[5].Absent, summary.Columns[5].Blank), Is.EqualTo(("agree", "Bent u het eens?", 1L, 1L)));
    }

    [Test]
    public async Task LimeSurvey_CodeAndTextInTheHeadings_AreTakenApart()
    {
        await using var study = await SmallStudy.CreateAsync(DialectIngestTests.Form, Source("person: {column: code}", "response: [id]", "items: {agree: agree, talked: talked, place: place, remark: remark}"));
        var report = await study.IngestFileAsync(At("limesurvey_code_text.csv"));
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "1 1 0 0 1", "2 0 -1 -1 -1" }));
        Assert.That(await TextsAsync(study), Is.EqualTo(new (string?, short?)[] { ("=1+1", null), (null, 1) }));
    }

    [Test]
    public async Task QualtricsUtf16_ListsOfCodes_AreNeverNumbers()
    {
        var summary = await FileSummary.OfAsync(At("qualtrics_utf16.tsv"), new FileFormat());
        Assert.That(summary.Columns.Select(column => column.Type).Skip(7), Is.EqualTo(new[] { FileColumnType.Numeric, FileColumnType.Numeric, FileColumnType.String, FileColumnType.Numeric }));
        Assert.That(summary.Columns[8].Column.Label, Is.EqualTo("Heeft u\n\"gepraat\"?"));
        var form = DialectIngestTests.Form.Replace("Heeft u gepraat?", "'Heeft u \"gepraat\"?'", StringComparison.Ordinal);
        await using var study = await SmallStudy.CreateAsync(form, Source("person: {column: code}", "response: [ResponseId]", "ignore: [QID5_TEXT]", "items: {agree: QID1, talked: QID2, place: {column: QID20}}"));
        var report = await study.IngestFileAsync(At("qualtrics_utf16.tsv"));
        Assert.That(report.Findings.Select(finding => (finding.Rule, finding.Row)), Is.EqualTo(new[] { ("test-response", (int?)7) }), report.ToString());
        Assert.That(report.DroppedColumns, Is.EqualTo(new[] { "IPAddress", "LocationLatitude" }));
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "1 1 1 0 1", "2 1 0 1 0", "2 1 1 1 0" }));
    }

    [Test]
    public async Task RedCap_EventsAndInstances_BelongToTheResponsesKey()
    {
        var wave = "wave: {column: redcap_event_name, values: {t0_arm_1: T0, t1_arm_1: T1}}";
        await using var study = await SmallStudy.CreateAsync(DialectIngestTests.Form + "\nrepeats: true\n", Source(wave, "person: {column: record_id}", "response: [record_id]", "items: {agree: agree, talked: talked, place: place}"));
        var report = await study.IngestFileAsync(At("redcap_raw.csv"));
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1 0 1 0", "1 0 -1 -1 -1", "1 1 1 0 1", "-2 1 0 0 0" }));
    }

    [Test]
    public async Task RedCap_ExportOfLabels_IsReadByItsWords()
    {
        await using var study = await SmallStudy.CreateAsync(DialectIngestTests.Form, Source("person: {column: Record ID}", "response: [Record ID]", "items: {agree: Bent u het eens?, talked: Heeft u gepraat?, place: Waar?}"));
        var report = await study.IngestFileAsync(At("redcap_labels.csv"));
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1 0 1 0", "-2 0 -1 -1 -1" }));
    }

    [Test]
    public async Task MicrosoftForms_QuizInDutch_IsMappedByItsWords()
    {
        await using var study = await SmallStudy.CreateAsync(FormWithOther, Source(
            "person: {column: Wat is je code?}", "response: [ID]", "submitted: {column: Tijd van voltooien}", "ignore: [\"Waar?2\"]",
            "items: {agree: Bent u het eens?, talked: Heeft u gepraat?, place: {column: \"Waar?\", other: other}, remark: Opmerking}"));
        var report = await study.IngestFileAsync(At("microsoft_forms_quiz.xlsx"));
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(report.DroppedColumns, Is.EqualTo(new[] { "E-mail", "Naam" }));
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1 1 0 1 0", "1 0 -1 -1 -1 -1", "-4 1 0 1 0 1" }));
        Assert.That(await MomentsAsync(study), Is.EqualTo(new[] { Utc(9, 1, 7, 5, 30), Utc(9, 30, 7, 5, 30), Utc(9, 1, 19, 5, 30) }));
    }

    [Test]
    public async Task GoogleForms_OffsetsGridsAndFilledInAnswers_AreRead()
    {
        await using var study = await SmallStudy.CreateAsync(FormWithOther, Source(
            "person: {column: Wat is je code?}", "response: [Timestamp, Wat is je code?]", "submitted: {column: Timestamp}", "not_compared: [order]",
            "items: {agree: \"Stellingen [Bent u het eens?]\", talked: \"Stellingen [Heeft u gepraat?]\", place: {column: \"Waar?\", other: other}}"));
        var report = await study.IngestFileAsync(At("google_forms.csv"));
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That(report.DroppedColumns, Is.EqualTo(new[] { "Username" }));
        Assert.That(await study.AnswersAsync(), Is.EqualTo(new[] { "2 1 1 0 1 0", "1 1 0 1 0 1", "-2 -2 -1 -1 -1 -1" }));
        Assert.That(await MomentsAsync(study), Is.EqualTo(new[] { Utc(9, 1, 13, 0, 0), Utc(9, 1, 9, 30, 0), Utc(1, 15, 8, 0, 0) }));
    }

    private static string Source(params string[] lines) =>
        "source: export\nform: parents\nversion: 1\n" + (lines.Any(line => line.StartsWith("wave:", StringComparison.Ordinal)) ? "" : "wave: {is: T0}\n") + string.Join('\n', lines) + "\n";

    private static string At(string name) => Repository.At("tests", "ReferenceData", "readers", name);

    private static DateTime Utc(int month, int day, int hour, int minute, int second) => new(2026, month, day, hour, minute, second, DateTimeKind.Utc);

    private static async Task<List<(string?, short?)>> TextsAsync(SmallStudy study)
    {
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<(string?, short?)>("select body, missing from text.answer join study.questionnaire on id = questionnaire_id order by source_row")).ToList();
    }

    private static async Task<List<DateTime>> MomentsAsync(SmallStudy study)
    {
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        return (await connection.QueryAsync<DateTime>("select submitted_at from study.questionnaire order by source_row")).ToList();
    }
}
