using System.Diagnostics;
using LobResearch.Study.Server;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Faults;

/// <summary>The database server dies under an ingest: one line, nothing half-done, and the same command again completes.</summary>
[Category("Rough")]
public sealed class ServerKilledTests
{
    private TemporaryFolder _folder = null!;

    private string Home => _folder.At("home");

    [OneTimeSetUp]
    public void SetUp()
    {
        ServerForTests.RequireServer();
        _folder = new TemporaryFolder();
    }

    [OneTimeTearDown]
    public async Task TearDownAsync()
    {
        if (_folder is null)
            return;
        await EmbeddedServer.UnpinAndStopAsync(new LobHome(Home));
        _folder.Dispose();
    }

    [TestCase("chunk-written")]
    [TestCase("before-commit", Category = "Slow")]
    public async Task Ingest_ServerKilled_SaysSoAndCompletesAfterARerun(string point)
    {
        var undisturbed = await Undisturbed.RunAsync();
        using var study = new GeneratedStudy(Home);
        var result = await DisturbAsync(study, point, ServerAsync);
        ExpectOneLine(result);
        var found = await study.StoredAsync();
        Assert.That(found.IsUntouched, Is.True);
        await undisturbed.CheckAfterRerunAsync(study, found, point);
    }

    [TestCase("batch-begun", Category = "Slow")]
    [TestCase("chunk-written")]
    [TestCase("before-commit", Category = "Slow")]
    public async Task Ingest_OnlyItsBackendKilled_SaysSoAndCompletesAfterARerun(string point)
    {
        var undisturbed = await Undisturbed.RunAsync();
        using var study = new GeneratedStudy(Home);
        var result = await DisturbAsync(study, point, study.BackendAsync);
        ExpectOneLine(result);
        var found = await study.StoredAsync();
        Assert.That(found.IsUntouched, Is.True);
        await undisturbed.CheckAfterRerunAsync(study, found, point);
    }

    [Test]
    public async Task Ingest_ServerKilledAfterTheCommit_IsDone()
    {
        var undisturbed = await Undisturbed.RunAsync();
        using var study = new GeneratedStudy(Home);
        var result = await DisturbAsync(study, "after-commit", ServerAsync);
        Assert.That(result.ExitCode, Is.EqualTo(undisturbed.ExitCode), result.Error);
        var found = await study.StoredAsync();
        Assert.That(found.Snapshot, Is.EqualTo(undisturbed.Snapshot));
        await undisturbed.CheckAfterRerunAsync(study, found, "after-commit");
    }

    private async Task<int> ServerAsync() => (await EmbeddedServer.StatusAsync(new LobHome(Home))).ProcessId!.Value;

    private static async Task<LobResult> DisturbAsync(GeneratedStudy study, string point, Func<Task<int>> victim)
    {
        var pipe = new FaultPointPipe(study.Folder);
        using var ingest = study.Start(pipe.WaitAt(point));
        Assert.That(await pipe.ReachedAsync(), Is.EqualTo(point));
        using (var process = Process.GetProcessById(await victim()))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        pipe.Resume();
        return await ingest.EndAsync();
    }

    private static void ExpectOneLine(LobResult result)
    {
        Assert.That(result.ExitCode, Is.EqualTo(3), result.Output + result.Error);
        Assert.That(result.Output, Is.Empty);
        Assert.That(result.Faults, Has.Count.EqualTo(1), result.Error);
        Assert.That(result.Faults[0], Does.StartWith("lob: the connection to the database was lost").And.Contain("Run the command again"));
    }
}
