using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Faults;

/// <summary>An ingest that nothing disturbs: what it stores, and how long each stretch of its way takes on this machine.</summary>
/// <param name="Snapshot">What it stores.</param>
/// <param name="ExitCode">What it ends with.</param>
/// <param name="Stretches">From its start to the first named point, from each point to the next, and from the last to its end.</param>
internal sealed record Undisturbed(string Snapshot, int ExitCode, IReadOnlyList<TimeSpan> Stretches)
{
    private static readonly Lazy<Task<Undisturbed>> Measured = new(MeasureAsync);

    public static Task<Undisturbed> RunAsync() => Measured.Value;

    private static async Task<Undisturbed> MeasureAsync()
    {
        using var study = new GeneratedStudy(ServerForTests.Home.Folder);
        var log = new PointLog(study.Folder);
        var start = Environment.TickCount64;
        var result = await study.IngestAsync(log.Environment);
        Assert.That(result.ExitCode, Is.AnyOf(0, 1), result.Output + result.Error);
        var end = Environment.TickCount64;
        var points = log.Read();
        Assert.That(points.Count(reached => reached.Point == "chunk-written"), Is.AtLeast(3), "an ingest of one chunk has no middle");
        var stored = await study.StoredAsync();
        Assert.That(stored.Orphans, Is.Empty);
        long[] times = [start, .. points.Select(reached => reached.Milliseconds), end];
        return new Undisturbed(stored.Snapshot, result.ExitCode, times.Zip(times.Skip(1), (from, to) => TimeSpan.FromMilliseconds(to - from)).ToList());
    }

    /// <summary>Gives the command again, after whatever happened, and holds the outcome against this run's.</summary>
    public async Task CheckAfterRerunAsync(GeneratedStudy study, StoredStudy found, string what)
    {
        Assert.That(found.IsUntouched || found.Snapshot == Snapshot, Is.True, $"{what}: neither untouched nor complete: {found}");
        var again = await study.IngestAsync();
        Assert.That(again.ExitCode, Is.EqualTo(found.IsUntouched ? ExitCode : 0), what + ": " + again.Output + again.Error);
        if (!found.IsUntouched)
            Assert.That(again.Output, Does.Contain("0 new rows"), what);
        var stored = await study.StoredAsync();
        Assert.That(stored.Snapshot, Is.EqualTo(Snapshot), what);
        Assert.That(stored.Orphans, Is.Empty, what);
    }
}
