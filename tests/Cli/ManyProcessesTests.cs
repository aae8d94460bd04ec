using LobResearch.TestKit;

namespace LobResearch.Cli.Tests;

/// <summary>Many lob processes at once share one server; killing some harms none of the others.</summary>
[Category("Rough")]
public sealed class ManyProcessesTests
{
    [Test]
    public async Task TwentyAtOnce_SomeKilled_ShareOneServer()
    {
        ServerForTests.RequireServer();
        using var star = new StarFolder(200);
        var processes = Enumerable.Range(0, 20)
            .Select(_ => LobProcess.Start(star.Home, null, "ingest", "survey", star.Csv, "--study", star.Study)).ToList();
        try
        {
            var random = new Random(7);
            foreach (var process in processes.Take(6))
            {
                await Task.Delay(random.Next(50, 1200));
                if (!process.HasEnded)
                    await process.KillAsync();
            }

            foreach (var process in processes.Skip(6))
            {
                var result = await process.EndAsync();
                Assert.That(result.ExitCode, Is.Zero, result.Error);
            }
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }

        var last = await star.IngestAsync();
        Assert.That(last.ExitCode, Is.Zero, last.Error);
        Assert.That(last.Output, Does.Contain("0 new rows"));
        Assert.That(await star.SnapshotAsync(), Does.StartWith("200 rows "));
        var status = await LobProcess.RunAsync(star.Home, "db", "status");
        Assert.That(status.Output, Does.Contain("not running"));
    }

    [Test]
    public async Task Db_StopWithoutAServer_SaysThereIsNone()
    {
        using var folder = new TemporaryFolder();
        var stop = await LobProcess.RunAsync(folder.At("home"), "db", "stop");
        Assert.That(stop.ExitCode, Is.Zero, stop.Error);
        Assert.That(stop.Output, Does.Contain("not made yet"));
        Assert.That(Directory.Exists(folder.At("home")), Is.False);
    }

    [Test]
    public async Task Db_StartStatusStopMigrate_DoWhatTheySay()
    {
        ServerForTests.RequireServer();
        using var star = new StarFolder(5);
        var start = await LobProcess.RunAsync(star.Home, "db", "start");
        Assert.That(start.ExitCode, Is.Zero, start.Error);
        var migrate = await LobProcess.RunAsync(star.Home, "db", "migrate", "--study", star.Study);
        Assert.That(migrate.Output, Does.Contain("applied ").And.Contain("0001_study"));
        var again = await LobProcess.RunAsync(star.Home, "db", "migrate", "--study", star.Study);
        Assert.That(again.Output, Does.Contain("current"));
        var status = await LobProcess.RunAsync(star.Home, "db", "status");
        Assert.That(status.Output, Does.Contain(star.Home));
        Assert.That(status.Output, Does.Contain("running (process"));
        var stop = await LobProcess.RunAsync(star.Home, "db", "stop");
        Assert.That(stop.ExitCode, Is.Zero);
        Assert.That(stop.Output, Does.Contain("not running"));
    }
}
