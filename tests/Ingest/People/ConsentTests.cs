using Dapper;
using LobResearch.Study;

namespace LobResearch.Ingest.Tests.People;

/// <summary>Rows enter with consent only, and children's with a guardian's.</summary>
public sealed class ConsentTests
{
    private const string Form =
        """
        form: students
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
        form: students
        version: 1
        person: {column: code}
        response: [response]
        wave: {column: wave}
        submitted: {column: at, format: yyyy-MM-dd}
        consent: {column: ok, given: [ja], text_version: "1"}
        guardian_consent: {column: guardian, given: [ja], text_version: "1g"}
        born: {column: born, format: dd-MM-yyyy}
        items:
          agree: agree
        """;

    private const string Header = "code,response,wave,at,ok,guardian,born,agree\n";

    [TestCase("ja", "", "01-09-2010", null, TestName = "sixteen today, own consent")]
    [TestCase("ja", "", "02-09-2010", "no-guardian-consent", TestName = "sixteen tomorrow")]
    [TestCase("ja", "ja", "02-09-2010", null, TestName = "fifteen, with a guardian's consent")]
    [TestCase("nee", "ja", "02-09-2010", "no-consent", TestName = "fifteen and unwilling")]
    [TestCase("ja", "nee", "02-09-2010", "no-consent", TestName = "fifteen, guardian unwilling")]
    [TestCase("ja", "", "", "no-guardian-consent", TestName = "of unknown age")]
    [TestCase("ja", "", "2010-09-01", "no-guardian-consent", TestName = "a day of birth that can't be read")]
    [TestCase("", "", "01-09-2000", "no-consent", TestName = "nothing told")]
    public async Task RunAsync_Student_EntersByAgeAndConsent(string own, string guardian, string born, string? rule)
    {
        await using var study = await StudyAsync("student");
        var report = await study.IngestFileAsync(study.Write("e.csv", $"{Header}c1,r1,T0,2026-09-01,{own},{guardian},{born},1\n"));
        Assert.That(report.Findings.Select(finding => finding.Rule), Is.EqualTo(rule is null ? Array.Empty<string>() : [rule]), report.ToString());
        Assert.That((report.New, report.HeldBack), Is.EqualTo(rule is null ? (1, 0) : (0, 1)));
    }

    [Test]
    public async Task RunAsync_ConsentOfAnEarlierWave_Counts()
    {
        await using var study = await StudyAsync("parent");
        await study.IngestFileAsync(study.Write("a.csv", Header + "c1,r1,T0,2026-09-01,ja,,,1\n"));
        var later = await study.IngestFileAsync(study.Write("b.csv", Header + "c1,r1,T0,2026-09-01,ja,,,1\nc1,r2,T1,2027-01-01,,,,2\nc2,r3,T1,2027-01-01,,,,2\n"));
        Assert.That((later.New, later.Unchanged, later.HeldBack), Is.EqualTo((1, 1, 1)), later.ToString());
        Assert.That(later.Findings.Single().Row, Is.EqualTo(4));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(
            await connection.QueryAsync<(string, string, bool, string)>("select purpose, given_by, given, given_on::text from study.consent"),
            Is.EqualTo(new[] { ("onderzoek", "self", true, "2026-09-01") }));
    }

    [Test]
    public async Task RunAsync_Refusal_IsNotStoredAndTellsOfWithdrawal()
    {
        await using var study = await StudyAsync("parent");
        await study.IngestFileAsync(study.Write("a.csv", Header + "c1,r1,T0,2026-09-01,ja,,,1\n"));
        var later = await study.IngestFileAsync(study.Write("b.csv", Header + "c1,r1,T0,2026-09-01,nee,,,1\n"));
        Assert.That(later.Findings.Single(finding => finding.Rule == "no-consent").Message, Does.Contain("lob withdraw"));
        Assert.That(later.New + later.Changed, Is.Zero);
    }

    [Test]
    public async Task RunAsync_RefusalInAReExport_LeavesTheStoredAnswersOut()
    {
        await using var study = await StudyAsync("parent");
        await study.IngestFileAsync(study.Write("a.csv", Header + "c1,r1,T0,2026-09-01,ja,,,1\nc2,r2,T0,2026-09-01,ja,,,2\n"));
        var later = await study.IngestFileAsync(study.Write("b.csv", Header + "c1,r1,T0,2026-09-01,nee,,,1\nc2,r2,T0,2026-09-01,ja,,,2\n"));
        Assert.That(later.Findings.Select(finding => (finding.Rule, finding.Row)), Is.EqualTo(new[] { ("no-consent", (int?)2), ("refused-with-answers", 2) }), later.ToString());
        Assert.That((later.Unchanged, later.HeldBack, later.Vanished), Is.EqualTo((1, 1, 0)), "what was held back hasn't vanished");
        Assert.That(await study.AskAsync("agree) from form.students"), Is.EqualTo(new[] { "2" }));
    }

    [Test]
    public async Task RunAsync_SurveyWithoutADayOfConsent_NeedsTheWavesDays()
    {
        await using var study = await SmallStudy.CreateAsync(
            Form.Replace("ROLE", "parent", StringComparison.Ordinal), Source.Replace("submitted: {column: at, format: yyyy-MM-dd}", "ignore: [at]", StringComparison.Ordinal),
            yaml => yaml + "\nconsent: {purpose: onderzoek}\n");
        var fault = (await Assert.ThrowsAsync<InputFault>(() => study.IngestFileAsync(study.Write("a.csv", Header + "c1,r1,T0,2026-09-01,ja,,,1\n"))))!;
        Assert.That(fault.Message, Does.Contain("'submitted'").And.Contain("'starts'"));
    }

    [Test]
    public async Task UndoAsync_ConsentThatOtherFilesStandOn_IsRefused()
    {
        await using var study = await StudyAsync("parent");
        var first = await study.IngestFileAsync(study.Write("a.csv", Header + "c1,r1,T0,2026-09-01,ja,,,1\n"));
        study.Write("sources/later.yaml", Source.Replace("source: export", "source: later", StringComparison.Ordinal));
        var source = LobResearch.Ingest.Mapping.SourceReader.Read(LobResearch.Study.Design.StudyFolder.Load(study.At("")), "later");
        var second = await new SurveyIngest(study.Database, study.Definition, TestKit.ServerForTests.Home).RunAsync(study.Write("b.csv", Header + "c1,r2,T1,2027-01-01,,,,2\n"), source);
        Assert.That(second.New, Is.EqualTo(1), second.ToString());
        var undo = new BatchUndo(study.Database, study.Definition);
        var fault = (await Assert.ThrowsAsync<InputFault>(() => undo.RunAsync(first.Batch!.Value)))!;
        Assert.That(fault.Message, Does.Contain("consent"));
        await undo.RunAsync(second.Batch!.Value);
        await undo.RunAsync(first.Batch!.Value);
    }

    [Test]
    public async Task Load_GuardianAgeBelowTheLaws_IsRefused() =>
        Assert.That(
            (await Assert.ThrowsAsync<InputFault>(() => SmallStudy.CreateAsync(Form.Replace("ROLE", "student", StringComparison.Ordinal), Source, yaml => yaml + "\nconsent: {purpose: onderzoek, guardian_under: 12}\n")))!.Message,
            Does.Contain("16"));

    private static Task<SmallStudy> StudyAsync(string role) =>
        SmallStudy.CreateAsync(Form.Replace("ROLE", role, StringComparison.Ordinal), Source, yaml => yaml + "\nconsent: {purpose: onderzoek}\n");
}
