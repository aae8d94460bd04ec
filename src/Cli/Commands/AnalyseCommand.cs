using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Forest;
using LobResearch.Charts.Output;
using LobResearch.Charts.Theme;
using LobResearch.Cli.Terminal;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob analyse</c>: estimate the effects that a plan states.</summary>
internal static class AnalyseCommand
{
    private static readonly (Language, string)[] Languages = [(Language.Dutch, "nl"), (Language.English, "en")];

    public static Command Create()
    {
        var plan = new Argument<string>("plan") { Description = "A plan's file, or the name of one in the study's plans/." };
        var output = new Option<string?>("--out") { Description = "Folder for the charts; none are drawn without it." };
        var json = new Option<bool>("--json") { Description = "Print the run as one JSON document." };
        var study = StudyOption.Create();
        var command = new Command("analyse", "Estimate the effects that a plan states, and keep the run.") { plan, study, output, json };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(plan)!, parsed.GetValue(study)!, parsed.GetValue(output), parsed.GetValue(json), cancellation));
        return command;
    }

    /// <summary>Draws a run's planned charts in both languages, for the researcher: each release is logged.</summary>
    public static async Task<IReadOnlyList<string>> DrawAsync(LobStudy study, AnalysisRun run, string folder, CancellationToken cancellationToken)
    {
        var gate = await DisclosureGate.OpenAsync(study, Audience.Thesis, null, cancellationToken).ConfigureAwait(false);
        var files = new List<string>();
        foreach (var (language, ending) in Languages)
        {
            foreach (var (name, chart) in await RunForests.DrawAsync(study, gate, run, language, cancellationToken).ConfigureAwait(false))
                files.AddRange(ChartFiles.Save(chart, folder, $"{name}.{ending}"));
        }

        return files;
    }

    private static async Task<int> RunAsync(string planName, string studyName, string? output, bool json, CancellationToken cancellationToken)
    {
        var definition = LobStudy.Find(studyName);
        if (EffectPlanReader.IsOne(definition, planName))
            return await EffectsAsync(EffectPlanReader.Read(definition, planName), studyName, output, json, cancellationToken).ConfigureAwait(false);
        var plan = PlanReader.Read(definition, planName);
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var run = await RunStore.RunAsync(study, plan, null, cancellationToken).ConfigureAwait(false);
        var files = output is null ? [] : await DrawAsync(study, run, output, cancellationToken).ConfigureAwait(false);
        if (json)
        {
            await Console.Out.WriteLineAsync(Json(run, files)).ConfigureAwait(false);
            return ExitCode.Done;
        }

        await Console.Out.WriteLineAsync(run.ToString()).ConfigureAwait(false);
        foreach (var warning in run.Estimates.SelectMany(estimate => estimate.Warnings).Distinct(StringComparer.Ordinal))
            await Console.Out.WriteLineAsync("note: " + warning).ConfigureAwait(false);
        await Console.Out.WriteLineAsync($"run {run.Id}{(run.IsNew ? "" : " (the same as before)")}; the chain behind it: lob trace {run.Id}").ConfigureAwait(false);
        foreach (var file in files)
            await Console.Out.WriteLineAsync(file).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static async Task<int> EffectsAsync(EffectPlan plan, string studyName, string? output, bool json, CancellationToken cancellationToken)
    {
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var run = await EffectRunStore.RunAsync(study, plan, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var files = output is null ? [] : await DrawAsync(study, run, output, plan.Id, cancellationToken).ConfigureAwait(false);
        if (json)
        {
            await Console.Out.WriteLineAsync(EffectsOutput.Json(run, files)).ConfigureAwait(false);
            return ExitCode.Done;
        }

        await Console.Out.WriteLineAsync(run.ToString()).ConfigureAwait(false);
        await Console.Out.WriteLineAsync($"run {run.Id}{(run.IsNew ? "" : " (the same as before)")}; the chain behind it: lob trace {run.Id}").ConfigureAwait(false);
        foreach (var file in files)
            await Console.Out.WriteLineAsync(file).ConfigureAwait(false);
        return ExitCode.Done;
    }

    /// <summary>Draws a run of effects in both languages, for the researcher: each release is logged.</summary>
    public static async Task<IReadOnlyList<string>> DrawAsync(LobStudy study, EffectRun run, string folder, string name, CancellationToken cancellationToken)
    {
        var gate = await DisclosureGate.OpenAsync(study, Audience.Thesis, null, cancellationToken).ConfigureAwait(false);
        var files = new List<string>();
        foreach (var (language, ending) in Languages)
            files.AddRange(ChartFiles.Save(await RunForests.DrawAsync(study, gate, run, language, cancellationToken).ConfigureAwait(false), folder, $"{name}.{ending}"));
        return files;
    }

    private static string Json(AnalysisRun run, IReadOnlyList<string> files) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "analyse",
            run = run.Id,
            plan = run.Plan.Id,
            isNew = run.IsNew,
            programVersion = run.ProgramVersion,
            batches = run.Batches,
            estimates = run.Estimates.Select(e => new
            {
                outcome = e.Outcome,
                wave = e.Wave,
                exposure = e.Exposure,
                level = e.Level,
                reference = e.ReferenceLevel,
                term = e.Term,
                method = e.Estimator,
                formula = e.Formula,
                vcov = e.Covariance,
                cluster = e.Cluster,
                estimate = JsonOutput.Finite(e.Estimate),
                se = JsonOutput.Finite(e.StandardError),
                df = JsonOutput.Finite(e.DegreesOfFreedom),
                statistic = JsonOutput.Finite(e.Statistic),
                p = JsonOutput.Finite(e.P),
                lower = JsonOutput.Finite(e.Lower),
                upper = JsonOutput.Finite(e.Upper),
                confidence = e.Confidence,
                n = e.Rows,
                persons = e.Persons,
                omitted = e.Omitted,
                clusters = e.Clusters,
                schools = e.Schools,
                reason = e.Reason,
                warnings = e.Warnings,
            }),
            files,
        },
        JsonOutput.Options);
}
