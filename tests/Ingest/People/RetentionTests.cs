using Dapper;
using LobResearch.Ingest.People;
using LobResearch.Ingest.Verifying;
using LobResearch.Study;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.People;

/// <summary>What may no longer be kept is listed, and deleted when asked: codes and keys first, research data last.</summary>
public sealed class RetentionTests
{
    private const string Rows = "p1,r1,T0,A,2a,1,0,ja,3.5,40,,een opmerking,1\np2,r2,T0,A,2a,1,0,nee,3.5,41,,nog een,2\n";

    [Test]
    public async Task ListAsync_DayByDay_TellsWhatIsDue()
    {
        await using var study = await StudyAsync();
        var retention = new Retention(study.Database, study.Definition, ServerForTests.Home);
        Assert.That((await retention.ListAsync(new DateOnly(2027, 8, 31))).Select(entry => entry.IsDue), Is.EqualTo(new[] { false, false, false }), "the last day still counts");
        Assert.That((await retention.ListAsync(new DateOnly(2027, 9, 1))).Select(entry => entry.IsDue), Is.EqualTo(new[] { true, false, false }));
        Assert.That((await retention.ListAsync(new DateOnly(2037, 1, 1))).Select(entry => entry.IsDue), Is.EqualTo(new[] { true, true, true }));
    }

    [Test]
    public async Task CarryOutAsync_Codes_GoWithTheirKeysAndAnswersStay()
    {
        await using var study = await StudyAsync();
        var retention = new Retention(study.Database, study.Definition, ServerForTests.Home);
        await retention.CarryOutAsync(new DateOnly(2027, 9, 1));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(await connection.ExecuteScalarAsync<int>("select count(*)::int from identity.code"), Is.Zero);
        Assert.That(await connection.ExecuteScalarAsync<int>("select count(*)::int from study.questionnaire"), Is.EqualTo(2));
        Assert.That(Directory.GetFiles(Path.Combine(ServerForTests.Home.Folder, "keys"), study.Definition.Id + ".*"), Is.Empty);
        var fault = (await Assert.ThrowsAsync<EnvironmentFault>(() => study.IngestAsync(Rows + "p3,r3,T0,A,2a,1,0,ja,3.5,40,,,\n")))!;
        Assert.That(fault.Message, Does.Contain("destroyed"), "nobody is taken for somebody new");
        Assert.That((await retention.ListAsync(new DateOnly(2027, 9, 1)))[0].DoneAt, Is.Not.Null);
    }

    [Test]
    public async Task CarryOutAsync_ResearchData_LeavesNothingOfSinglePersons()
    {
        await using var study = await StudyAsync();
        await new Retention(study.Database, study.Definition, ServerForTests.Home).CarryOutAsync(new DateOnly(2037, 1, 1));
        await using var connection = await study.Database.Source.OpenConnectionAsync();
        foreach (var table in new[] { "study.person", "study.questionnaire", "study.number_answer", "study.date_answer", "text.answer", "sensitive.answer", "identity.code" })
            Assert.That(await connection.ExecuteScalarAsync<int>($"select count(*)::int from {table}"), Is.Zero, table);
        Assert.That(await connection.ExecuteScalarAsync<int>("select count(*)::int from ingest.batch"), Is.EqualTo(1), "that a file came in is no person's");
    }

    [TestCase("{codes: 2027-08-31, open_answers: 2028-08-31}", 2027, TestName = "{m}(keys first)")]
    [TestCase("{codes: 2028-08-31, open_answers: 2027-08-31}", 2027, TestName = "{m}(open answers first)")]
    public async Task Verify_AfterRetention_MissesNothingThatHadToGo(string retention, int year)
    {
        await using var study = await SmallStudy.CreateAsync(SmallStudy.FormYaml, SmallStudy.SourceYaml, yaml => yaml + $"\nretention: {retention}\n");
        await study.IngestAsync(Rows);
        await new Retention(study.Database, study.Definition, ServerForTests.Home).CarryOutAsync(new DateOnly(year, 9, 1));
        var report = await new StudyVerification(study.Database, study.Definition, ServerForTests.Home).RunAsync();
        Assert.That(report.Findings, Is.Empty);
        Assert.That((report.Questionnaires, report.Hashes), Is.EqualTo((2L, 0L)));
    }

    private static async Task<SmallStudy> StudyAsync()
    {
        var study = await SmallStudy.CreateAsync(SmallStudy.FormYaml, SmallStudy.SourceYaml, yaml => yaml + "\nretention: {codes: 2027-08-31, open_answers: 2028-08-31, research_data: 2036-12-31}\n");
        await study.IngestAsync(Rows);
        return study;
    }
}
