using System.Text.Json;
using LobResearch.Study.Server;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary>From an empty sheet to rows and back, as a user gives the commands.</summary>
public sealed class SheetCommandTests
{
    [Test]
    public async Task Sheet_TemplateIngestUndo_AsAUserGivesThem()
    {
        ServerForTests.RequireServer();
        using var folder = new TemporaryFolder();
        var home = folder.At("home");
        var study = Repository.At("data-schema", "examples", "exposure");
        try
        {
            // Kept up between the commands: PeopleCommandTests starts and stops it with each.
            await EmbeddedServer.PinAsync(new LobHome(home));
            var list = await LobProcess.RunAsync(home, "template", "list");
            Assert.That((list.ExitCode, list.Error), Is.EqualTo((0, "")));
            Assert.That(list.Output.Split('\n').Select(line => line.Split(' ')[0]), Is.SupersetOf(new[] { "attendance", "activities", "leerkring", "leerkring-quotes", "practice", "team" }));

            var template = await LobProcess.RunAsync(home, "template", "attendance", "--out", folder.At("list.xlsx"), "--study", study);
            Assert.That(template.ExitCode, Is.Zero, template.Error);
            Assert.That(File.Exists(folder.At("list.xlsx")), Is.True);
            var unknown = await LobProcess.RunAsync(home, "template", "atendance");
            Assert.That((unknown.ExitCode, unknown.Error), Is.EqualTo((2, "lob: There is no template 'atendance'; did you mean 'attendance'? 'lob template list' shows them.\n")));

            var activities = await IngestAsync(home, study, "activities.csv", 0);
            Assert.That(activities.GetProperty("new").GetInt32(), Is.EqualTo(3));
            var dryRun = await IngestAsync(home, study, "attendance.csv", 0, "--dry-run");
            Assert.That(dryRun.GetProperty("batch").ValueKind, Is.EqualTo(JsonValueKind.Null));
            var attendance = await IngestAsync(home, study, "attendance.csv", 0);
            Assert.That((attendance.GetProperty("new").GetInt32(), attendance.GetProperty("source").GetString()), Is.EqualTo((8, "attendance")));

            var bad = folder.Write("bad.csv", "activiteit;school;rol;code;aanwezig\nfeest;A;ouder;A01;ja\n");
            var stopped = await LobProcess.RunAsync(home, "ingest", "attendance", bad, "--study", study);
            Assert.That(stopped.ExitCode, Is.EqualTo(1), stopped.Error);
            Assert.That(stopped.Output, Does.Contain("nothing was stored").And.Contain("! bad.csv, row 2, column activiteit").And.Not.Contain("feest"));

            var batch = attendance.GetProperty("batch").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
            var undone = await LobProcess.RunAsync(home, "ingest", "undo", batch, "--study", study);
            Assert.That((undone.ExitCode, undone.Output), Is.EqualTo((0, $"Batch {batch} (attendance.csv) is taken back: 8 rows and 6 persons removed, 0 earlier versions are current again.\n")));
            var verified = await LobProcess.RunAsync(home, "verify", "--study", study);
            Assert.That(verified.ExitCode, Is.Zero, verified.Output + verified.Error);
        }
        finally
        {
            await EmbeddedServer.UnpinAndStopAsync(new LobHome(home));
        }
    }

    private static async Task<JsonElement> IngestAsync(string home, string study, string file, int exitCode, params string[] options)
    {
        var result = await LobProcess.RunAsync(home, ["ingest", "attendance", Path.Combine(study, "sheets", file), "--study", study, "--json", .. options]);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.Output + result.Error);
        return await Schemas.CheckAsync("ingest", result.Output);
    }
}
