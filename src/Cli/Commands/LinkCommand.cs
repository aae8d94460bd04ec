using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest.People;
using LobResearch.Study;
using LobResearch.Study.Server;
using Spectre.Console;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob link</c>: who is one person, and which parent belongs to which student.</summary>
internal static class LinkCommand
{
    public static Command Create()
    {
        var study = StudyOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var run = new Command("run", "Link codes that are equal or one element off; doubtful pairs wait.") { study, json };
        run.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(study)!, parsed.GetValue(json), cancellation));
        var lang = new Option<string?>("--lang") { Description = "nl or en; by default what LANG says." };
        var review = new Command("review", "Look at doubtful pairs and decide; only for keyholders.") { study, lang };
        review.SetAction((parsed, cancellation) => ReviewAsync(parsed.GetValue(study)!, parsed.GetValue(lang), cancellation));
        return new Command("link", "Link persons between waves, and parents to students, by their codes.") { run, review };
    }

    private static async Task<int> RunAsync(string studyName, bool json, CancellationToken cancellationToken)
    {
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var version = await new PersonLinks(study.Database, study.Definition, LobHome.FromEnvironment()).StoreAsync(null, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(version) : version.ToString()).ConfigureAwait(false);
        return version.Waiting == 0 ? ExitCode.Done : ExitCode.Findings;
    }

    private static async Task<int> ReviewAsync(string studyName, string? lang, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
            throw new InputFault("lob link review is a screen: run it on a terminal.");
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var links = new PersonLinks(study.Database, study.Definition, LobHome.FromEnvironment());
        var found = await links.FindAsync(cancellationToken).ConfigureAwait(false);
        var language = LinkReviewScreen.LanguageOf(lang, Environment.GetEnvironmentVariable("LANG"));
        var waves = study.Definition.Waves.ToDictionary(wave => wave.Ordinal, wave => wave.Id);
        var review = new LinkReviewScreen(AnsiConsole.Console, study.Definition.Codes!, language).Show(found.Result.Doubtful, found.Records, wave => waves.GetValueOrDefault(wave) ?? "?");
        if (!review.Kept)
            return ExitCode.Done;
        var version = await links.StoreAsync(review.Decisions, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(version.ToString()).ConfigureAwait(false);
        return version.Waiting == 0 ? ExitCode.Done : ExitCode.Findings;
    }

    private static string Json(LinkVersion version) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "link",
            version = version.Version,
            isNew = version.IsNew,
            exact = version.Exact,
            tolerant = version.Tolerant,
            byHand = version.ByHand,
            dyads = version.Dyads,
            waiting = version.Waiting,
        },
        JsonOutput.Options);
}
