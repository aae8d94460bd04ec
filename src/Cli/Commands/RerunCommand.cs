using System.CommandLine;
using System.Text.Json;
using LobResearch.Analysis;
using LobResearch.Analysis.Runs;
using LobResearch.Cli.Terminal;
using LobResearch.Study.Database;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob rerun</c>: whether a run's numbers come out again.</summary>
internal static class RerunCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "The run's id, as charts and tables give it; its beginning is enough." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var study = StudyOption.Create();
        var command = new Command("rerun", "Do a run over on the data as they were for it, and say of each estimate whether it is the same. Stores nothing.") { run, study, json };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(run)!, parsed.GetValue(study)!, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string run, string studyName, bool json, CancellationToken cancellationToken)
    {
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var rerun = await Rerun.RunAsync(study, run, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(json ? Json(rerun) : rerun.ToString()).ConfigureAwait(false);
        return rerun.IsSame ? ExitCode.Done : ExitCode.Findings;
    }

    private static string Json(Rerun rerun) => JsonSerializer.Serialize(
        new
        {
            schema = 1,
            method = "rerun",
            run = rerun.RunId,
            plan = rerun.Plan,
            kind = rerun.Kind,
            runAt = rerun.RunAt,
            same = rerun.IsSame,
            change = new
            {
                programThen = rerun.Change.ProgramThen,
                programNow = rerun.Change.ProgramNow,
                processorThen = rerun.Change.ProcessorThen,
                processorNow = rerun.Change.ProcessorNow,
                personsThen = rerun.Change.PersonsThen,
                personsNow = rerun.Change.PersonsNow,
                withdrawnPersons = rerun.Change.WithdrawnPersons,
                withdrawnQuestionnaires = rerun.Change.WithdrawnQuestionnaires,
                refusedSince = rerun.Change.RefusedSince,
                takenBack = rerun.Change.TakenBack,
                sameData = rerun.Change.SameData,
                sentences = rerun.Change.Words(),
            },
            estimates = rerun.Estimates.Select(estimate =>
            {
                var of = (estimate.Then ?? estimate.Now)!;
                return new
                {
                    verdict = Spelling.Of(estimate.Verdict),
                    role = of.Role,
                    outcome = of.Outcome,
                    wave = of.Wave,
                    exposure = of.Exposure,
                    level = of.Level,
                    subgroup = of.Subgroup,
                    method = of.Estimator,
                    cluster = of.Cluster,
                    then = Numbers(estimate.Then),
                    now = Numbers(estimate.Now),
                };
            }),
        },
        JsonOutput.Options);

    private static object? Numbers(StoredEstimate? estimate) => estimate is null ? null : new
    {
        estimate = JsonOutput.Finite(estimate.Numbers.Estimate),
        se = JsonOutput.Finite(estimate.Numbers.StandardError),
        df = JsonOutput.Finite(estimate.Numbers.DegreesOfFreedom),
        p = JsonOutput.Finite(estimate.Numbers.P),
        pAdjusted = JsonOutput.Finite(estimate.Numbers.AdjustedP),
        lower = JsonOutput.Finite(estimate.Numbers.Lower),
        upper = JsonOutput.Finite(estimate.Numbers.Upper),
        robustness = JsonOutput.Finite(estimate.Numbers.Robustness),
        n = estimate.Numbers.Persons,
        reason = estimate.Reason,
    };
}
