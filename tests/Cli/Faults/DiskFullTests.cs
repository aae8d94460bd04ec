using System.Globalization;
using LobResearch.Study.Server;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Faults;

/// <summary>The disk under the database fills up: one line that says so, and with room again the same command completes.</summary>
[Category("Rough")]
public sealed class DiskFullTests
{
    private const long Kilobyte = 1024;
    private const long Roomy = 600 * 1024 * Kilobyte;

    // What is too little for differs with the room that is left.
    [TestCase(0, Category = "Slow")]
    [TestCase(512, Category = "Slow")]
    [TestCase(4096)]
    [TestCase(12288, Category = "Slow")]
    public async Task Ingest_DiskFull_SaysSoAndCompletesWithRoom(int kilobytesLeft)
    {
        ServerForTests.RequireServer();
        var undisturbed = await Undisturbed.RunAsync();
        using var folder = new TemporaryFolder();
        using var disk = SmallDisk.MountOrSkip(folder.At("disk"), Roomy);
        using var study = new GeneratedStudy(disk.Path);
        var made = await study.MigrateAsync();
        Assert.That(made.ExitCode, Is.Zero, made.Error);

        try
        {
            disk.Resize(disk.Used + kilobytesLeft * Kilobyte);
            var result = await study.IngestAsync();
            TestContext.Out.WriteLine(result.Error);
            Assert.That(result.ExitCode, Is.EqualTo(3), result.Output + result.Error);
            Assert.That(result.Output, Is.Empty);
            Assert.That(result.Faults, Has.Count.EqualTo(1), result.Error);
            Assert.That(result.Faults[0], Does.StartWith("lob: ").And.Contain("disk is full").IgnoreCase.And.Contain("Make room"));

            disk.Resize(Roomy);
            var found = await study.StoredAsync();
            Assert.That(found.IsUntouched, Is.True);
            await undisturbed.CheckAfterRerunAsync(study, found, string.Create(CultureInfo.InvariantCulture, $"{kilobytesLeft} kB"));
        }
        finally
        {
            disk.Resize(Roomy);
            await EmbeddedServer.UnpinAndStopAsync(new LobHome(disk.Path));
        }
    }
}
