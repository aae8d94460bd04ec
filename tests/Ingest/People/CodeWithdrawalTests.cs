using Dapper;
using LobResearch.Ingest.People;
using LobResearch.Ingest.Verifying;
using LobResearch.Study;
using LobResearch.Study.Withdrawals;
using LobResearch.TestKit;

namespace LobResearch.Ingest.Tests.People;

/// <summary>Who withdraws is gone, stays out of re-exports, and is only known to have withdrawn.</summary>
public sealed class CodeWithdrawalTests
{
    private const string Rows = "p1,r1,T0,A,2a,1,0,ja,3.5,40,1980-05-06,een opmerking,1\np2,r2,T0,A,2a,1,0,nee,3.5,41,,,\n";

    [Test]
    public async Task RunAsync_Person_IsGoneAndStaysOut()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Rows);
        var withdrawal = new CodeWithdrawal(study.Database, study.Definition, ServerForTests.Home);
        var dry = await withdrawal.RunAsync(new WithdrawnCode("p1"), dryRun: true);
        Assert.That((dry.Role, dry.Persons, dry.Questionnaires, dry.IsDone), Is.EqualTo(("parent", 1, 1, false)));
        Assert.That(await study.AnswersAsync(), Has.Count.EqualTo(2), "a dry run changes nothing");

        var report = await withdrawal.RunAsync(new WithdrawnCode(" p1 "));
        Assert.That((report.Persons, report.Questionnaires, report.IsDone), Is.EqualTo((1, 1, true)));
        Assert.That(report.LeftToAdministrator, Is.Empty, "on the embedded server all is scrubbed");
        Assert.That(report.ToString(), Does.Not.Contain("p1"));
        Assert.That(await study.AnswersAsync(), Has.Count.EqualTo(1));

        var again = await study.IngestAsync(Rows + "p3,r3,T0,A,2a,1,0,ja,3.5,40,,,\n");
        Assert.That((again.New, again.Unchanged, again.Withdrawn, again.Vanished), Is.EqualTo((1, 1, 1, 0)), again.ToString());
        Assert.That(again.Findings, Is.Empty, "no finding tells which row it was");
        var verified = await new StudyVerification(study.Database, study.Definition, ServerForTests.Home).RunAsync();
        Assert.That(verified.Findings, Is.Empty);

        await using var connection = await study.Database.Source.OpenConnectionAsync();
        Assert.That(await connection.QueryAsync<(string, int, int)>("select role, persons, questionnaires from ingest.withdrawal"), Is.EqualTo(new[] { ("parent", 1, 1) }));
        var logged = (await new WithdrawalLog(ServerForTests.Home, study.Definition.Id).ReadAsync()).Single();
        Assert.That(await connection.ExecuteScalarAsync<byte[]>("select code_mark from identity.tombstone"), Is.EqualTo(logged.Mark));
        var twice = (await Assert.ThrowsAsync<InputFault>(() => withdrawal.RunAsync(new WithdrawnCode("p1"))))!;
        Assert.That(twice.Message, Does.Contain("withdrew before"));
    }

    [Test]
    public async Task RunAsync_ResponseComesAgainWithACorrectedCode_StaysOut()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Rows);
        await new CodeWithdrawal(study.Database, study.Definition, ServerForTests.Home).RunAsync(new WithdrawnCode("p1"));
        var again = await study.IngestAsync(Rows.Replace("p1,r1", "p7,r1", StringComparison.Ordinal));
        Assert.That((again.New, again.Withdrawn, again.Vanished), Is.EqualTo((0, 1, 0)), again.ToString());
    }

    [Test]
    public async Task RunAsync_AfterKeysChanged_StaysOut()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Rows);
        await new CodeWithdrawal(study.Database, study.Definition, ServerForTests.Home).RunAsync(new WithdrawnCode("p1"));
        await new LobResearch.Ingest.Identity.KeyRotation(study.Database, study.Definition, ServerForTests.Home).RunAsync();
        var again = await study.IngestAsync(Rows + "p3,r3,T0,A,2a,1,0,ja,3.5,40,,,\n");
        Assert.That((again.New, again.Withdrawn), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task RunAsync_UnknownCodeOrRole_IsOneLineAndChangesNothing()
    {
        await using var study = await SmallStudy.CreateAsync();
        await study.IngestAsync(Rows);
        var withdrawal = new CodeWithdrawal(study.Database, study.Definition, ServerForTests.Home);
        var unknown = (await Assert.ThrowsAsync<InputFault>(() => withdrawal.RunAsync(new WithdrawnCode("p9"))))!;
        Assert.That(unknown.Message, Does.Contain("Nobody").And.Not.Contain("p9"));
        var role = (await Assert.ThrowsAsync<InputFault>(() => withdrawal.RunAsync(new WithdrawnCode("p1", Role: "uncle"))))!;
        Assert.That(role.Message, Does.Contain("parent"));
        Assert.That(await study.AnswersAsync(), Has.Count.EqualTo(2));
    }
}
