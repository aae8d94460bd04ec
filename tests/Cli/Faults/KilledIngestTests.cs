using System.Globalization;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Faults;

/// <summary>
/// An ingest into a new database, ended by SIGKILL: all of the file is there or nothing of it, and the same command again
/// makes it what an undisturbed ingest makes it.
/// </summary>
[Category("Rough")]
public sealed class KilledIngestTests
{
    private const int Seed = 20161101;
    private static readonly IReadOnlyList<(double Stretch, double Part)> Moments = Draw();
    private static readonly SortedDictionary<string, int> Hits = new(StringComparer.Ordinal);

    [SetUp]
    public void RequireServer() => ServerForTests.RequireServer();

    [OneTimeTearDown]
    public void Tell()
    {
        foreach (var (hit, number) in Hits)
            TestContext.Progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number,3} × {hit}"));
    }

    [TestCase("migrated", true)]
    [TestCase("registered", true)]
    [TestCase("batch-begun", true)]
    [TestCase("chunk-written", true)]
    [TestCase("copied", true)]
    [TestCase("before-commit", true)]
    [TestCase("after-commit", false)]
    public async Task Ingest_KilledAtPoint_IsAllOrNothingAndCompleteAfterARerun(string point, bool untouched)
    {
        var undisturbed = await Undisturbed.RunAsync();
        using var study = new GeneratedStudy(ServerForTests.Home.Folder);
        var pipe = new FaultPointPipe(study.Folder);
        using var process = study.Start(pipe.StopAt(point));
        Assert.That(await pipe.ReachedAsync(), Is.EqualTo(point));
        await process.KillAsync();
        var found = await study.StoredAsync();
        Assert.That(found.IsUntouched, Is.EqualTo(untouched));
        await undisturbed.CheckAfterRerunAsync(study, found, point);
    }

    [TestCaseSource(nameof(Ten))]
    public Task Ingest_KilledAtRandomMoment_IsAllOrNothingAndCompleteAfterARerun(int number) => KillAndRunAgainAsync(number);

    [Category("Slow")]
    [TestCaseSource(nameof(Fifty))]
    public Task Ingest_KilledAtFiftyRandomMoments_IsAllOrNothingAndCompleteAfterARerun(int number) => KillAndRunAgainAsync(number);

    private static IEnumerable<int> Ten => Enumerable.Range(1, 10);

    private static IEnumerable<int> Fifty => Enumerable.Range(1, Moments.Count);

    private static List<(double Stretch, double Part)> Draw()
    {
        var random = new Random(Seed);
        return Enumerable.Range(0, 50).Select(_ => (random.NextDouble(), random.NextDouble())).ToList();
    }

    // A stretch between two named points is drawn, and a moment in it. Drawn over the whole time nearly all moments would
    // fall into the program's start, and on a machine that is busier than it was for the undisturbed ingest all of them.
    private static async Task KillAndRunAgainAsync(int number)
    {
        var undisturbed = await Undisturbed.RunAsync();
        var (drawn, part) = Moments[number - 1];
        var stretch = (int)(drawn * undisturbed.Stretches.Count);
        using var study = new GeneratedStudy(ServerForTests.Home.Folder);
        var log = new PointLog(study.Folder);
        using var process = study.Start(log.Environment);
        await log.ReachedAsync(stretch, process);
        await Task.Delay(part * undisturbed.Stretches[stretch]);
        var ended = process.HasEnded;
        if (!ended)
            await process.KillAsync();
        var doing = ended ? "7 had ended" : Doing(log.Read().Select(reached => reached.Point).LastOrDefault());
        var found = await study.StoredAsync();
        var hit = $"{doing}: {(found.IsUntouched ? "untouched" : "complete")}";
        await TestContext.Out.WriteLineAsync("hit " + hit);
        Hits[hit] = Hits.GetValueOrDefault(hit) + 1;
        await undisturbed.CheckAfterRerunAsync(study, found, string.Create(CultureInfo.InvariantCulture, $"number {number}, {hit}"));
    }

    private static string Doing(string? lastPoint) => lastPoint switch
    {
        null => "0 before it reached the server",
        "started" or "migrated" => "1 while making and registering the database",
        "registered" => "2 while opening the file",
        "batch-begun" => "3 while reading and writing the first chunk",
        "chunk-written" => "4 while reading and writing further chunks",
        "copied" or "before-commit" => "5 between the last row and the commit",
        "after-commit" => "6 after the commit",
        _ => lastPoint,
    };
}
