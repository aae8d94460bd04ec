using System.Text.Json;
using System.Text.RegularExpressions;
using LobResearch.Ingest.Reading.Spss;
using LobResearch.Study.Server;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary>Trace, rerun and export of a run of effects, as a researcher gives them.</summary>
public sealed class ProvenanceCommandTests
{
    [Test]
    public async Task TraceRerunExport_OfARunOfEffects_AsAResearcherGivesThem()
    {
        ServerForTests.RequireServer();
        using var folder = new TemporaryFolder();
        var (home, study) = (folder.At("home"), folder.At("study"));
        try
        {
            // Kept up between the commands: PeopleCommandTests starts and stops it with each.
            await EmbeddedServer.PinAsync(new LobHome(home));
            var run = await AnalysedAsync(home, study);
            var chain = (await Schemas.CheckAsync("trace", (await LobAsync(home, study, 0, "trace", run[..6], "--json")).Output)).GetProperty("chain");
            Assert.That(chain.GetProperty("batches").EnumerateArray().Select(batch => batch.GetProperty("file").GetString()), Is.EqualTo(new[] { "parents_T0.csv", "parents_T2.csv", "activities.csv", "attendance.csv" }));
            Assert.That((chain.GetProperty("label").GetString(), chain.GetProperty("lock").ValueKind), Is.EqualTo(("exploratory", JsonValueKind.Object)), "fixed when the outcome was there");
            Assert.That((await LobAsync(home, study, 0, "trace", run)).Output, Does.Contain("gesimuleerd / simulated").And.Contain("└─ seed     7").And.Contain("attendance.csv").And.Contain("└─ fixed"));

            var rerun = await Schemas.CheckAsync("rerun", (await LobAsync(home, study, 0, "rerun", run, "--json")).Output);
            Assert.That((rerun.GetProperty("same").GetBoolean(), rerun.GetProperty("kind").GetString()), Is.EqualTo((true, "simulated")));
            var unknown = await LobAsync(home, study, 2, "rerun", "zz");
            Assert.That(unknown.Faults, Has.Count.EqualTo(1));
            Assert.That(unknown.Faults[0], Does.StartWith("lob: No run begins with 'zz'. The runs are " + run));

            await ExportsAsync(home, study, run, folder);

            var code = Regex.Matches(await File.ReadAllTextAsync(Path.Combine(study, "files", "parents_T2.csv")), @",([A-Z]{2}-\d\d-\d\d-[A-Z]-\d-[12]),S").Select(match => match.Groups[1].Value)
                .First(found => File.ReadAllText(Path.Combine(study, "files", "parents_T0.csv")).Contains(found, StringComparison.Ordinal));
            await LobAsync(home, study, 0, "withdraw", code, "--role", "parent");
            var after = await Schemas.CheckAsync("rerun", (await LobAsync(home, study, 1, "rerun", run, "--json")).Output);
            Assert.That(after.GetProperty("change").GetProperty("withdrawnPersons").GetInt32(), Is.EqualTo(1));
            Assert.That((await LobAsync(home, study, 1, "rerun", run)).Output, Does.StartWith("*** gesimuleerde gegevens / simulated data").And.Contain("1 person withdrew since").And.Contain("estimated anew on who is left"));
        }
        finally
        {
            await EmbeddedServer.UnpinAndStopAsync(new LobHome(home));
        }
    }

    [TestCase("xlsx", "new", "--to xlsx is not known; expected csv, sav, r.")]
    [TestCase("csv", "full", "isn't an empty folder")]
    public async Task Export_BadOption_IsOneLineAndNeedsNoServer(string format, string output, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("full/notes.txt", "mine");
        var result = await LobProcess.RunAsync(folder.At("home"), "export", "abc", "--to", format, "--out", folder.At(output), "--study", "star");
        Assert.That((result.ExitCode, result.Faults.Count), Is.EqualTo((2, 1)), result.Error);
        Assert.That(result.Faults[0], Does.Contain(expected));
        Assert.That(Directory.Exists(folder.At("home")), Is.False, "no server was started for it");
        Assert.That(Directory.GetFileSystemEntries(folder.At("full")), Has.Length.EqualTo(1));
    }

    private static async Task ExportsAsync(string home, string study, string run, TemporaryFolder folder)
    {
        foreach (var (format, frame) in new[] { ("csv", "frame.csv"), ("sav", "frame.sav"), ("r", "frame.csv") })
        {
            var output = folder.At("out_" + format);
            // An empty folder may be there already, whoever may read it.
            Directory.CreateDirectory(output);
            var told = await Schemas.CheckAsync("export", (await LobAsync(home, study, 0, "export", run, "--to", format, "--out", output, "--json")).Output);
            string[] expected = [frame, "codebook.md", "estimates.csv", "flow.csv", "separability.csv", .. format == "r" ? new[] { "script.R" } : []];
            Assert.That(told.GetProperty("files").EnumerateArray().Select(file => file.GetString()), Is.EqualTo(expected.Select(name => Path.Combine(output, name))));
            Assert.That(Directory.GetFiles(output).Select(Path.GetFileName), Is.EquivalentTo(expected));
            Assert.That(Directory.GetFiles(output).Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), format);
            Assert.That(File.GetUnixFileMode(output), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            Assert.That(await File.ReadAllTextAsync(Path.Combine(output, "codebook.md")), Does.Contain("simulated data"));
            Assert.That((await LobAsync(home, study, 2, "export", run, "--to", format, "--out", output)).Faults[0], Does.Contain("An export never goes among other files"));
        }

        Assert.That(Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName), Has.None.Contains("unfinished"), "nothing half-made is left");
        ReadBack(folder.At("out_sav", "frame.sav"), await File.ReadAllLinesAsync(folder.At("out_csv", "frame.csv")));
    }

    // The two files hold the same rows.
    private static void ReadBack(string path, string[] csv)
    {
        using var reader = SavReader.Open(path);
        Assert.That(reader.Header.FileLabel, Does.Contain("simulated"));
        var (names, rows) = (reader.Header.Variables.Select(variable => variable.Name).ToList(), csv.Length - 1);
        Assert.That(names, Is.EqualTo(csv[0].Split(',')));
        Assert.That(reader.Header.Variables[names.IndexOf("education")].ValueLabels.Select(label => label.Label), Has.Some.StartsWith("college: "));
        Assert.That(reader.Header.Variables[names.IndexOf("SUP_T2")].Label, Does.StartWith("Career support (SUP) at T2"));
        Assert.That(reader.Header.CaseCount, Is.EqualTo(rows));
        for (var row = 1; reader.Read(); row++)
        {
            var cells = csv[row].Split(',');
            Assert.That(reader.Text(names.IndexOf("school")).ToString(), Is.EqualTo(cells[names.IndexOf("school")]));
            Assert.That(reader.Number(names.IndexOf("SUP_T2")), Is.EqualTo(double.Parse(cells[names.IndexOf("SUP_T2")], System.Globalization.CultureInfo.InvariantCulture)));
            Assert.That(reader.Header.Variables[names.IndexOf("education")].LabelOf(reader.Number(names.IndexOf("education")))!.Split(':')[0], Is.EqualTo(cells[names.IndexOf("education")]));
            Assert.That(reader.Text(names.Count - 1).ToString(), Is.EqualTo("simulated"));
        }
    }

    private static async Task<string> AnalysedAsync(string home, string study)
    {
        var made = await LobProcess.RunAsync(home, "simulate", "--scenario", "crossed", "--seed", "4", "--parents", "1200", "--out", study);
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        await File.WriteAllTextAsync(
            Path.Combine(study, "plans", "quick.yaml"),
            """
            plan: quick
            title: {nl: Deelname, en: Taking part}
            estimand: participation
            outcome: {form: parent, scale: SUP, wave: T2}
            baseline: T0
            exposures: [C, O]
            covariates: [ROLE, education]
            primary: ancova
            sensitivity: [unadjusted]
            minimal_effect: 0.10
            seed: 7
            """);
        foreach (var (verb, file, source) in new[] { ("consent", "consent.csv", ""), ("survey", "parents_T0.csv", "parent_qualtrics"), ("survey", "parents_T2.csv", "parent_qualtrics"), ("attendance", "activities.csv", ""), ("attendance", "attendance.csv", "") })
        {
            var result = await LobProcess.RunAsync(home, ["ingest", verb, Path.Combine(study, "files", file), "--study", study, .. source.Length == 0 ? Array.Empty<string>() : ["--source", source]]);
            Assert.That(result.ExitCode, Is.AnyOf(0, 1), file + result.Output + result.Error);
        }

        await LobAsync(home, study, 1, "plan", "lock", "quick");
        var analysed = JsonDocument.Parse((await LobAsync(home, study, 0, "analyse", "quick", "--json")).Output);
        return analysed.RootElement.GetProperty("run").GetString()!;
    }

    private static async Task<LobResult> LobAsync(string home, string study, int exitCode, params string[] arguments)
    {
        var result = await LobProcess.RunAsync(home, [.. arguments, "--study", study]);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), string.Join(' ', arguments) + "\n" + result.Output + result.Error);
        return result;
    }
}
