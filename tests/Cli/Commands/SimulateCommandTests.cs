using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using LobResearch.Study.Server;
using LobResearch.TestKit;
using Npgsql;

namespace LobResearch.Cli.Tests.Commands;

/// <summary>A generated study, written and brought in as its own README says.</summary>
public sealed class SimulateCommandTests
{
    [TestCase("rotterdam")]
    [TestCase("crossed", Category = "Slow")]
    public async Task Simulate_ThenEachCommandOfItsReadme_BringsEverythingIn(string scenario)
    {
        ServerForTests.RequireServer();
        using var folder = new TemporaryFolder();
        var (home, study) = (folder.At("home"), folder.At("study"));
        try
        {
            // Kept up between the commands: PeopleCommandTests starts and stops it with each.
            await EmbeddedServer.PinAsync(new LobHome(home));
            var made = await LobProcess.RunAsync(home, "simulate", "--scenario", scenario, "--seed", "4", "--parents", "480", "--out", study);
            Assert.That((made.ExitCode, made.Faults), Is.EqualTo((0, Array.Empty<string>())), made.Error);
            Assert.That(made.Output, Does.Contain("gesimuleerde gegevens / simulated data").And.Contain("480 parents"));
            var commands = (await File.ReadAllLinesAsync(Path.Combine(study, "README.md"))).Where(line => line.StartsWith("lob ", StringComparison.Ordinal)).ToList();
            Assert.That(commands, Has.Count.EqualTo(14));
            foreach (var command in commands)
            {
                var arguments = command["lob ".Length..].Split(' ').Select(word => word == "." ? study : word.StartsWith("./", StringComparison.Ordinal) ? Path.Combine(study, word[2..]) : word).ToArray();
                var result = await LobProcess.RunAsync(home, arguments);
                Assert.That(result.ExitCode, Is.AnyOf(0, 1), command + "\n" + result.Output + result.Error);
                Assert.That(result.Output, Does.Not.Contain("nothing was stored"), command);
                if (command.Contains("parents_T0", StringComparison.Ordinal))
                {
                    Assert.That(result.Output, Does.Contain("dropped, since they identify a person: IPAddress, RecipientLastName, RecipientFirstName, RecipientEmail"));
                    var answered = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(study, "truth.json"))).RootElement.GetProperty("answered")[0].GetInt32();
                    // Two parents of a family who wrote one code are one person to the program.
                    Assert.That(int.Parse(Regex.Match(result.Output, @"(\d+) new").Groups[1].Value, CultureInfo.InvariantCulture), Is.InRange(answered - 3, answered), "who answered and consented, once");
                }
            }

            var link = await LobProcess.RunAsync(home, "link", "run", "--study", study, "--json");
            var links = await Schemas.CheckAsync("link", link.Output);
            Assert.That(links.GetProperty("tolerant").GetInt32(), Is.GreaterThan(20), "codes with an element wrong come together all the same");
            Assert.That(links.GetProperty("dyads").GetInt32(), Is.GreaterThan(100));
            await AssertRegisterIsFoundAsync(home, "lob_lob_" + scenario);
        }
        finally
        {
            await EmbeddedServer.UnpinAndStopAsync(new LobHome(home));
        }
    }

    // The school's lists have codes without errors; at T0 one in eight is written wrong, and some of those come together by links.
    private static async Task AssertRegisterIsFoundAsync(string home, string database)
    {
        await using var server = await EmbeddedServer.EnterAsync(new LobHome(home));
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionStringFor(database)) { Pooling = false }.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        var (answered, found, linked) = await connection.QuerySingleAsync<(int, int, int)>(
            """
            select count(*)::int,
              count(*) filter (where exists (select 1 from study.attendance a where a.person_id = q.person_id))::int,
              count(*) filter (where exists (select 1 from study.attendance a join study.current_person other on other.person_id = a.person_id where other.same_as = p.same_as))::int
            from study.questionnaire q
            join study.person r on r.id = q.person_id and r.role = 'parent'
            join study.wave w on w.id = q.wave_id and w.code = 'T0'
            join study.current_person p on p.person_id = q.person_id
            where exists (select 1 from study.activity a where a.school_id = q.school_id)
            """);
        TestContext.Out.WriteLine($"{database}: of {answered} parents at T0 {found} are on their school's lists by their code, {linked} with links");
        Assert.That(answered, Is.GreaterThan(80));
        // 88 % are expected; below 80 % is four standard errors off with 160 parents.
        Assert.That((double)found / answered, Is.InRange(0.78, 0.97));
        Assert.That(linked, Is.GreaterThan(found));
    }

    [TestCase("parents", "--scenario", "rotterdam", "--parents", "100", "at least twenty parents per school")]
    [TestCase("schools of rotterdam", "--scenario", "rotterdam", "--schools", "10", "eight schools for rotterdam")]
    [TestCase("schools of crossed", "--scenario", "crossed", "--schools", "20", "a multiple of sixteen")]
    [TestCase("effects", "--scenario", "crossed", "--effects", "Q=1", "--effects: 'Q=1'")]
    [TestCase("scenario", "--scenario", "amsterdam", "--seed", "1", "amsterdam")]
    [TestCase("seed", "--scenario", "crossed", "--seed", "-1", "-1")]
    [TestCase("selection", "--scenario", "crossed", "--latent-selection", "NaN", "slopes")]
    public async Task Simulate_BadOption_IsOneMessageAndMakesNoFolder(string name, string first, string one, string second, string two, string expected)
    {
        using var folder = new TemporaryFolder();
        var result = await LobProcess.RunAsync(folder.At("home"), "simulate", first, one, second, two, "--out", folder.At("study"));
        Assert.That(result.ExitCode, Is.EqualTo(2), name + result.Output + result.Error);
        Assert.That(result.Faults[0], Does.StartWith("lob: ").And.Contain(expected));
        Assert.That(result.Error, Does.Not.Contain("   at "));
        Assert.That(Directory.Exists(folder.At("study")), Is.False);
    }

    [Test]
    public async Task Simulate_FolderOfAnother_IsLeftAlone()
    {
        using var folder = new TemporaryFolder();
        folder.Write("mine/notes.txt", "mine");
        var result = await LobProcess.RunAsync(folder.At("home"), "simulate", "--scenario", "rotterdam", "--out", folder.At("mine"));
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Output);
        Assert.That(result.Faults, Has.Count.EqualTo(1));
        Assert.That(result.Faults[0], Does.Contain("left alone"));
        Assert.That(Directory.GetFileSystemEntries(folder.At("mine")), Has.Length.EqualTo(1));
    }
}
