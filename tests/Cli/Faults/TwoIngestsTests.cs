using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Faults;

/// <summary>Two ingests at once go one after the other: each file is one batch, and no row is there twice.</summary>
[Category("Rough")]
public sealed class TwoIngestsTests
{
    [SetUp]
    public void RequireServer() => ServerForTests.RequireServer();

    [Test]
    public async Task Ingest_SameFileTwiceAtOnce_IsOneBatch()
    {
        var undisturbed = await Undisturbed.RunAsync();
        using var study = new GeneratedStudy(ServerForTests.Home.Folder);
        var (first, second) = await AtOnceAsync(study, study.Csv, study.Csv);
        Assert.That(first.ExitCode, Is.EqualTo(undisturbed.ExitCode), first.Error);
        Assert.That(second.ExitCode, Is.Zero, second.Error);
        Assert.That(second.Output, Does.Contain("already in as batch 1; 0 new rows"));
        await ExpectAsync(study, undisturbed.Snapshot);
    }

    [Test]
    public async Task Ingest_FirstOfTwoKilled_LeavesTheFileToTheSecond()
    {
        var undisturbed = await Undisturbed.RunAsync();
        using var study = new GeneratedStudy(ServerForTests.Home.Folder);
        var pipe = new FaultPointPipe(study.Folder);
        using var first = study.Start(pipe.StopAt("before-commit"));
        Assert.That(await pipe.ReachedAsync(), Is.EqualTo("before-commit"));
        using var second = study.Start();
        Assert.That(await study.OneWaitsAsync(), Is.True);
        await first.KillAsync();
        var result = await second.EndAsync();
        Assert.That(result.ExitCode, Is.EqualTo(undisturbed.ExitCode), result.Error);
        await ExpectAsync(study, undisturbed.Snapshot);
    }

    [Test]
    public async Task Ingest_TwoReExportsAtOnce_AreTwoBatchesOneAfterTheOther()
    {
        using var apart = new GeneratedStudy(ServerForTests.Home.Folder);
        foreach (var file in new[] { apart.Csv, apart.ReExport(1), apart.ReExport(2) })
            await InAsync(apart, file);
        var expected = await apart.StoredAsync();

        using var together = new GeneratedStudy(ServerForTests.Home.Folder);
        await InAsync(together, together.Csv);
        var (first, second) = await AtOnceAsync(together, together.ReExport(1), together.ReExport(2));
        Assert.That(first.ExitCode, Is.AnyOf(0, 1), first.Error);
        Assert.That(second.ExitCode, Is.AnyOf(0, 1), second.Error);
        await ExpectAsync(together, expected.Snapshot);

        // The newest once more is no news; the one before it would be, since the newest changed its rows.
        var again = await together.IngestAsync(file: together.ReExport(2));
        Assert.That(again.Output, Does.Contain("already in as batch 3; 0 new rows"));
    }

    // The second starts while the first is about to commit, and waits for it.
    private static async Task<(LobResult First, LobResult Second)> AtOnceAsync(GeneratedStudy study, string firstFile, string secondFile)
    {
        var pipe = new FaultPointPipe(study.Folder);
        using var first = study.Start(pipe.WaitAt("before-commit"), firstFile);
        Assert.That(await pipe.ReachedAsync(), Is.EqualTo("before-commit"));
        using var second = study.Start(file: secondFile);
        Assert.That(await study.OneWaitsAsync(), Is.True);
        pipe.Resume();
        return (await first.EndAsync(), await second.EndAsync());
    }

    private static async Task InAsync(GeneratedStudy study, string file)
    {
        var result = await study.IngestAsync(file: file);
        Assert.That(result.ExitCode, Is.AnyOf(0, 1), result.Error);
    }

    private static async Task ExpectAsync(GeneratedStudy study, string snapshot)
    {
        var stored = await study.StoredAsync();
        Assert.That(stored.Snapshot, Is.EqualTo(snapshot));
        Assert.That(stored.Orphans, Is.Empty);
    }
}
