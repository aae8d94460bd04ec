using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary>The whole way, twice, and what can be asked about it afterwards.</summary>
public sealed class DemoCommandTests
{
    // .ci/run gives the demo twice too; a plain 'dotnet test' runs its parts.
    [Test, Category("Slow")]
    public async Task Demo_Twice_AddsNothingAndDrawsTheSameBytes()
    {
        ServerForTests.RequireServer();
        using var folder = new TemporaryFolder();
        var home = folder.At("home");
        try
        {
            var first = await LobProcess.RunAsync(home, "demo", "--study", "star", "--out", folder.At("one"));
            Assert.That(first.ExitCode, Is.Zero, first.Error);
            Assert.That(first.Output, Does.Contain("26796 rows, 26796 new"));
            var second = await LobProcess.RunAsync(home, new Dictionary<string, string> { ["LC_ALL"] = "nl_NL.UTF-8" }, "demo", "--study", "star", "--out", folder.At("two"));
            Assert.That(second.Output, Does.Contain("already in as batch 1; 0 new rows"));
            var files = Directory.GetFiles(folder.At("one")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
            Assert.That(files, Has.Count.EqualTo(18));
            Assert.That(Directory.GetFiles(folder.At("two")).Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EqualTo(files));
            foreach (var file in files)
                Assert.That(AreSame(folder.At("one", file!), folder.At("two", file!)), Is.True, file);

            var run = first.Output[(first.Output.IndexOf("run      ", StringComparison.Ordinal) + 9)..][..12];
            var trace = await LobProcess.RunAsync(home, "trace", run, "--study", "star", "--json");
            var chain = (await Schemas.CheckAsync("trace", trace.Output)).GetProperty("chain");
            Assert.That(chain.GetProperty("batches")[0].GetProperty("file").GetString(), Is.EqualTo("star.csv"));
            var analyse = await LobProcess.RunAsync(home, "analyse", "small_class", "--study", "star", "--json");
            var document = await Schemas.CheckAsync("analyse", analyse.Output);
            Assert.That(document.GetProperty("run").GetString(), Is.EqualTo(run));
            Assert.That(document.GetProperty("isNew").GetBoolean(), Is.False);
        }
        finally
        {
            await LobProcess.RunAsync(home, "db", "stop");
        }
    }

    [Test]
    public async Task Demo_UnknownStudy_ListsTheExamples()
    {
        using var folder = new TemporaryFolder();
        var result = await LobProcess.RunAsync(folder.At("home"), "demo", "--study", "mars");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("star"));
        Assert.That(Directory.Exists(folder.At("home")), Is.False);
    }

    private static bool AreSame(string one, string other) => File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other));
}
