using LobResearch.TestKit;

namespace LobResearch.Cli.Tests;

/// <summary>Each command of the README does what the page says.</summary>
public sealed class ReadmeTests
{
    [Test]
    public async Task Readme_EveryCommand_Works()
    {
        ServerForTests.RequireServer();
        var commands = File.ReadAllLines(Repository.At("README.md")).Where(line => line.StartsWith("./lob ", StringComparison.Ordinal)).ToList();
        Assert.That(commands, Has.Count.GreaterThanOrEqualTo(5));
        using var folder = new TemporaryFolder();
        var home = folder.At("home");
        try
        {
            foreach (var command in commands)
            {
                var arguments = Words(command["./lob ".Length..]).Select(InRepository).ToList();
                if (arguments[0] is "demo" or "analyse" or "simulate" or "notebook")
                    arguments = [.. arguments.TakeWhile(argument => argument != "--out"), "--out", folder.At(arguments[0] switch { "simulate" => "simulated", "notebook" => "out/", _ => "out" })];
                var result = await LobProcess.RunAsync(home, [.. arguments]);
                Assert.That(result.ExitCode, Is.Zero, command + "\n" + result.Error);
            }
        }
        finally
        {
            await LobProcess.RunAsync(home, "db", "stop");
        }
    }

    [Test]
    public void Readme_Links_LeadSomewhere()
    {
        var links = new[] { "README.md", "data-schema/README.md", "docs/researcher.md", "docs/university-team.md", "docs/decisions.md", "docs/funders.md" }
            .SelectMany(page => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(Repository.At(page)), @"\]\((?!https?:)([^)#]+)").Select(match => (page, target: match.Groups[1].Value)));
        Assert.That(links.Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(Repository.At(link.page))!, link.target))), Is.Empty);
    }

    private static string InRepository(string word) =>
        word.StartsWith("data-schema/", StringComparison.Ordinal) || word.StartsWith("tests/", StringComparison.Ordinal) || word.StartsWith("src/", StringComparison.Ordinal) ? Repository.At(word) : word;

    // As a shell splits: at spaces outside double quotes.
    private static IEnumerable<string> Words(string text) =>
        System.Text.RegularExpressions.Regex.Matches(text, "\"([^\"]*)\"|(\\S+)").Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value);
}
