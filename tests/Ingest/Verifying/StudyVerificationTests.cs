using Dapper;
using LobResearch.Ingest.Verifying;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.Verifying;

public sealed class StudyVerificationTests
{
    private const string Rows = "p1,r1,T0,A,2a,1,0,ja,3.5,40,1980-05-06,iets,1\np2,r2,T0,A,2a,0,1,nee,,-99,,,\n";

    [Test]
    public async Task RunAsync_UntouchedStudy_FindsNothing()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Rows);
        await study.IngestAsync(Rows.Replace("3.5,40", "3.25,41", StringComparison.Ordinal));
        var report = await VerifyAsync(study);
        Assert.That(report.Findings, Is.Empty, report.ToString());
        Assert.That((report.Forms, report.Batches, report.Questionnaires, report.Hashes), Is.EqualTo((1, 2, 3L, 3L)));
    }

    // Each by somebody with the right to write tables, so that no trigger or constraint is in the way.
    [TestCase("update study.questionnaire set answers[1] = 1 where source_row = 2", "content-hash")]
    [TestCase("update study.questionnaire set answers[1] = 7 where source_row = 2", "answer-not-in-codebook")]
    [TestCase("update study.questionnaire set answers[4] = -9 where source_row = 2", "answer-not-in-codebook")]
    [TestCase("update study.number_answer set value = 3.25 where value is not null", "content-hash")]
    [TestCase("update study.number_answer set value = 99 where value is not null", "answer-not-in-codebook")]
    [TestCase("delete from study.date_answer", "answer-not-in-codebook")]
    [TestCase("update text.answer set body = 'iets anders' where body is not null", "content-hash")]
    [TestCase("update sensitive.answer set code = 2 where code is not null", "content-hash")]
    [TestCase("update study.questionnaire set wave_id = (select id from study.wave where code = 'T1') where source_row = 2", "content-hash")]
    [TestCase("delete from study.questionnaire where source_row = 3", "batch-counts")]
    [TestCase("delete from study.questionnaire where source_row = 3", "orphans")]
    [TestCase("update study.item set label_nl = 'Anders' where ordinal = 1", "form-tables")]
    [TestCase("update study.answer_option set label_nl = 'Anders' where code = 1", "form-tables")]
    [TestCase("update study.missing_reason set class = 'dont_know' where row_number = 4", "form-tables")]
    public async Task RunAsync_ChangeBehindTheProgramsBack_IsFound(string change, string rule)
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Rows);
        await using (var connection = await study.Database.Source.OpenConnectionAsync())
            await connection.ExecuteAsync("alter table study.questionnaire disable trigger user; alter table study.date_answer disable trigger user;" + change);
        var report = await VerifyAsync(study);
        Assert.That(report.Findings.Select(finding => finding.Rule), Does.Contain(rule), report.ToString());
    }

    [Test]
    public async Task RunAsync_KeyGone_ChecksTheRestAndSaysSo()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Rows);
        study.DeleteKeys();
        var report = await VerifyAsync(study);
        Assert.That((report.Questionnaires, report.Hashes), Is.EqualTo((2L, 0L)));
        Assert.That(report.Findings.Select(finding => finding.Rule), Is.EqualTo(new[] { "identity-key" }));
    }

    [Test]
    public async Task RunAsync_SeveralPages_ChecksEachQuestionnaireOnce()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(string.Concat(Enumerable.Range(0, 4500).Select(row => $"p{row},r{row},T0,A,2a,1,0,ja,3.5,40,1980-05-06,iets,1\n")));
        var report = await VerifyAsync(study);
        Assert.That(report.Findings, Is.Empty);
        Assert.That((report.Questionnaires, report.Hashes), Is.EqualTo((4500L, 4500L)));
    }

    private static Task<VerificationReport> VerifyAsync(SmallStudy study) =>
        new StudyVerification(study.Database, study.Definition, ServerForTests.Home).RunAsync();
}
