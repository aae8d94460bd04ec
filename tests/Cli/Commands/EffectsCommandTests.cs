using LobResearch.Study.Server;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob plan lock</c> and <c>lob analyse</c> on a generated study, as a team would.</summary>
public sealed class EffectsCommandTests
{
    [Test]
    public async Task LockThenAnalyse_GeneratedStudy_IsOneDocumentOfItsSchema()
    {
        ServerForTests.RequireServer();
        using var folder = new TemporaryFolder();
        var (home, study) = (folder.At("home"), folder.At("study"));
        try
        {
            // Kept up between the commands: PeopleCommandTests starts and stops it with each.
            await EmbeddedServer.PinAsync(new LobHome(home));
            await RunAsync(0, "simulate", "--scenario", "rotterdam", "--seed", "4", "--out", study);
            var locked = await RunAsync(0, "plan", "lock", "support_participation", "--study", study);
            Assert.That(locked.Output, Does.Contain("no questionnaire of T2 was there yet"));
            var early = await RunAsync(2, "analyse", "support_participation", "--study", study);
            Assert.That(early.Error, Does.Contain("holds no questionnaires of form parent"));
            foreach (var (verb, file, source) in new[]
            {
                ("survey", "parents_T0.csv", "parent_qualtrics"), ("survey", "parents_T2.csv", "parent_qualtrics"), ("attendance", "activities.csv", null), ("attendance", "attendance.csv", (string?)null),
            })
            {
                var result = await LobProcess.RunAsync(home, ["ingest", verb, Path.Combine(study, "files", file), "--study", study, .. source is null ? Array.Empty<string>() : ["--source", source]]);
                Assert.That(result.ExitCode, Is.LessThan(2), result.Error);
            }

            await LobProcess.RunAsync(home, "link", "run", "--study", study);
            var run = await RunAsync(0, "analyse", "support_participation", "--study", study, "--json");
            var document = await Schemas.CheckAsync("effects", run.Output);
            Assert.That(document.GetProperty("label").GetString(), Is.EqualTo("confirmatory"));
            Assert.That(document.GetProperty("kind").GetString(), Is.EqualTo("simulated"));
            Assert.That(document.GetProperty("isNew").GetBoolean(), Is.True);
            // One thread or four, the same bytes but for what says that it is the same run.
            var again = await LobProcess.RunAsync(home, new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = "1", ["LC_ALL"] = "nl_NL.UTF-8" }, "analyse", "support_participation", "--study", study, "--json");
            Assert.That(again.Output, Is.EqualTo(run.Output.Replace("\"isNew\": true", "\"isNew\": false", StringComparison.Ordinal)));
            var offer = await RunAsync(0, "analyse", "support_offer", "--study", study);
            Assert.That(offer.Output, Does.Contain("component not separable from school").And.Contain("gesimuleerde gegevens / simulated data"));
            await DrawsAsync(study);
            var late = await RunAsync(1, "plan", "lock", "support_offer", "--study", study);
            Assert.That(late.Output, Does.Contain("were there already"));
        }
        finally
        {
            await EmbeddedServer.UnpinAndStopAsync(new LobHome(home));
        }

        async Task DrawsAsync(string study)
        {
            var charts = await Schemas.CheckAsync("chart-list", (await RunAsync(0, "chart", "list", "--json")).Output);
            Assert.That(charts.GetProperty("charts").GetArrayLength(), Is.GreaterThan(1));
            var chart = await Schemas.CheckAsync("chart", (await RunAsync(0, "chart", "forest", "--study", study, "--lang", "en", "--out", folder.At("charts"), "--json")).Output);
            Assert.That(chart.GetProperty("withheld").GetInt32(), Is.Zero, "the researcher sees all");
            Assert.That(Directory.GetFiles(folder.At("charts")), Has.Length.EqualTo(3), "PNG, SVG and CSV");
            var report = await Schemas.CheckAsync("report", (await RunAsync(0, "report", "--study", study, "--audience", "funder", "--out", folder.At("report"), "--json")).Output);
            Assert.That(await File.ReadAllTextAsync(report.GetProperty("page").GetString()!), Does.Contain("gesimuleerde gegevens / simulated data"));
            Assert.That((await RunAsync(2, "chart", "pie", "--study", study)).Error, Does.Contain("There is no chart 'pie'").And.Contain("forest"));
            Assert.That((await RunAsync(2, "chart", "forest", "--wave", "T2", "--study", study)).Error, Does.Contain("takes no --wave"));
            Assert.That((await RunAsync(2, "chart", "forest", "--audience", "school", "--study", study)).Error, Does.Contain("needs that school"));
        }

        async Task<LobResult> RunAsync(int code, params string[] arguments)
        {
            var result = await LobProcess.RunAsync(home, arguments);
            Assert.That((result.ExitCode, result.Faults.Count), Is.EqualTo((code, code == 2 ? 1 : 0)), string.Join(' ', arguments) + "\n" + result.Output + result.Error);
            return result;
        }
    }

    [Test]
    public async Task Lint_TheStudysPlans_AreInOrder()
    {
        using var folder = new TemporaryFolder();
        foreach (var plan in new[] { "support_participation", "support_offer", "interference_participation" })
        {
            var result = await LobProcess.RunAsync(folder.At("home"), "plan", "lint", plan, "--study", "lob");
            Assert.That(result.ExitCode, Is.Zero, result.Error);
            Assert.That(result.Output, Does.Contain("in order").And.Contain("primary ancova"));
        }
    }

    [Test]
    public async Task Lock_APlanWithoutEstimand_SaysWhichPlansCanBeFixed()
    {
        using var folder = new TemporaryFolder();
        var result = await LobProcess.RunAsync(folder.At("home"), "plan", "lock", "small_class", "--study", "star");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("states no estimand"));
    }
}
