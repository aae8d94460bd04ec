using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Charts.Catalogue;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;
using LobResearch.Cli.Terminal;
using LobResearch.Study.Database;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob chart</c>: a picture by name, with what its audience may not see taken out.</summary>
internal static class ChartCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "The chart; 'lob chart list' shows which." };
        var run = new Option<string?>("--run") { Description = "The run that it draws: its id, or enough of the beginning; without it, the newest run of effects." };
        var form = new Option<string?>("--form") { Description = "The form; without it, the one with most questionnaires." };
        var wave = new Option<string?>("--wave") { Description = "The wave; without it, the last with answers." };
        var school = new Option<string?>("--school") { Description = "The school's code; for the audience school, the school that it is for." };
        var (audience, language) = (ReleaseOptions.Audience(), ReleaseOptions.Language());
        var output = new Option<string>("--out") { Description = "Folder for the picture and the data behind it.", DefaultValueFactory = _ => "." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var study = StudyOption.Create();
        var command = new Command("chart", "Draw a chart: PNG, SVG, and what is drawn as CSV. Each release is logged.") { name, run, form, wave, school, audience, language, output, json, study };
        command.Subcommands.Add(ListCommand());
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(name)!, new ChartOptions(ReleaseOptions.Of(parsed.GetValue(language)!)) { Run = parsed.GetValue(run), Form = parsed.GetValue(form), Wave = parsed.GetValue(wave), School = parsed.GetValue(school) },
            ReleaseOptions.AudienceOf(parsed.GetValue(audience)!), parsed.GetValue(output)!, parsed.GetValue(json), parsed.GetValue(study)!, cancellation));
        return command;
    }

    private static Command ListCommand()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("list", "The charts that there are, and what each takes.") { json };
        command.SetAction((parsed, _) => ListAsync(parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> ListAsync(bool json)
    {
        var charts = ChartCatalogue.All;
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(
                new { schema = 1, method = "chart list", charts = charts.Select(chart => new { name = chart.Name, nl = chart.Title.Dutch, en = chart.Title.EnglishOrDutch, takes = Takes(chart) }) }, JsonOutput.Options)).ConfigureAwait(false);
            return ExitCode.Done;
        }

        var width = charts.Max(chart => chart.Name.Length);
        foreach (var chart in charts)
            await Console.Out.WriteLineAsync($"{chart.Name.PadRight(width)}  {chart.Title.EnglishOrDutch} / {chart.Title.Dutch}{(Takes(chart).Count == 0 ? "" : $"  [{string.Join(" ", Takes(chart))}]")}").ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static List<string> Takes(CatalogueEntry chart) =>
        [.. new[] { (ChartNeeds.Run, "--run"), (ChartNeeds.Form, "--form"), (ChartNeeds.Wave, "--wave"), (ChartNeeds.School, "--school") }.Where(need => chart.Needs.HasFlag(need.Item1)).Select(need => need.Item2)];

    private static async Task<int> RunAsync(string name, ChartOptions options, Audience audience, string output, bool json, string studyName, CancellationToken cancellationToken)
    {
        ChartCatalogue.RequireKnown(name);
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var gate = await DisclosureGate.OpenAsync(study, audience, options.School, cancellationToken).ConfigureAwait(false);
        var chart = await ChartCatalogue.DrawAsync(study, gate, name, options, cancellationToken).ConfigureAwait(false);
        var files = ChartFiles.Save(chart, output, $"{name}.{(options.Language == Language.Dutch ? "nl" : "en")}");
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(
                new
                {
                    schema = 1,
                    method = "chart",
                    chart = chart.Chart,
                    run = chart.Run,
                    audience = Spelling.Of(chart.Audience),
                    title = chart.Title,
                    altText = chart.AltText,
                    withheld = chart.Withheld,
                    notes = chart.Notes,
                    files,
                },
                JsonOutput.Options)).ConfigureAwait(false);
            return ExitCode.Done;
        }

        await Console.Out.WriteLineAsync(chart.Title).ConfigureAwait(false);
        foreach (var line in chart.Notes.Select(note => "note: " + note).Concat(files))
            await Console.Out.WriteLineAsync(line).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
