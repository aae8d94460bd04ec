using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Cli.Terminal;
using LobResearch.Ingest.Identity;
using LobResearch.Study.Server;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob keys</c>: the keys under which codes stand.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var study = StudyOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var rotate = new Command("rotate", "Put all codes under new keys.") { study, json };
        rotate.SetAction((parsed, cancellation) => RotateAsync(parsed.GetValue(study)!, parsed.GetValue(json), cancellation));
        return new Command("keys", "The keys under which persons' codes stand.") { rotate };
    }

    private static async Task<int> RotateAsync(string studyName, bool json, CancellationToken cancellationToken)
    {
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var report = await new KeyRotation(study.Database, study.Definition, LobHome.FromEnvironment()).RunAsync(cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(report) : report.ToString()).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static string Json(RotationReport report) => JsonSerializer.Serialize(
        new { schema = 1, method = "keys-rotate", codes = report.Codes, indexKey = report.IndexKey, codeKey = report.CodeKey, retired = report.Retired }, JsonOutput.Options);
}
