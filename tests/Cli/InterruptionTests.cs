using LobResearch.TestKit;

namespace LobResearch.Cli.Tests;

/// <summary>
/// Killed anywhere on the way from no server at all, run again: the database is that of an undisturbed run. The points
/// inside the ingest are in <see cref="Faults.KilledIngestTests"/>.
/// </summary>
[Category("Rough")]
public sealed class InterruptionTests
{
    private const int Rows = 3000;
    private static readonly Lazy<Task<string>> Undisturbed = new(UndisturbedAsync);

    [TestCase("initdb")]
    [TestCase("initialised")]
    [TestCase("started")]
    [TestCase("stopping")]
    public async Task Ingest_KilledAtPoint_IsWholeAfterARerun(string point)
    {
        ServerForTests.RequireServer();
        using var star = new StarFolder(Rows);
        var pipe = new FaultPointPipe(star.Folder);
        using var process = LobProcess.Start(star.Home, pipe.StopAt(point), "ingest", "survey", star.Csv, "--study", star.Study);
        Assert.That(await pipe.ReachedAsync(), Is.EqualTo(point));
        await process.KillAsync();
        await RunAgainAsync(star, point);
    }

    // The times are drawn by a seeded generator; what the process does at that time differs from machine to machine.
    [TestCaseSource(nameof(RandomTimes))]
    public async Task Ingest_KilledAtRandomTime_IsWholeAfterARerun(int milliseconds)
    {
        ServerForTests.RequireServer();
        using var star = new StarFolder(Rows);
        using var process = LobProcess.Start(star.Home, null, "ingest", "survey", star.Csv, "--study", star.Study);
        await Task.Delay(milliseconds);
        await process.KillAsync();
        await RunAgainAsync(star, $"{milliseconds} ms");
    }

    private static IEnumerable<TestCaseData> RandomTimes
    {
        get
        {
            // Ten moments of an ingest on a running server are tested in every run; of these, which start a server too, one.
            var random = new Random(20160501);
            return Enumerable.Range(0, 10).Select(at => at < 1
                ? new TestCaseData(random.Next(100, 4500))
                : new TestCaseData(random.Next(100, 4500)).SetCategory("Slow")).ToList();
        }
    }

    private static async Task RunAgainAsync(StarFolder star, string what)
    {
        var again = await star.IngestAsync();
        Assert.That(again.ExitCode, Is.Zero, what + ": " + again.Error);
        Assert.That(await star.SnapshotAsync(), Is.EqualTo(await Undisturbed.Value), what);
    }

    private static async Task<string> UndisturbedAsync()
    {
        using var star = new StarFolder(Rows);
        var result = await star.IngestAsync();
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return await star.SnapshotAsync();
    }
}
