using System.CommandLine;
using LobResearch.Analysis;
using LobResearch.Analysis.Plans;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob plan</c>: analysis plans.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var plan = new Argument<string>("plan") { Description = "A plan's file, or the name of one in the study's plans/." };
        var study = StudyOption.Create();
        var lint = new Command("lint", "Check a plan against the study's codebooks without running it.") { plan, study };
        lint.SetAction((parsed, _) => LintAsync(parsed.GetValue(plan)!, parsed.GetValue(study)!));
        return new Command("plan", "Analysis plans.") { lint };
    }

    private static async Task<int> LintAsync(string name, string study)
    {
        var plan = PlanReader.Read(LobStudy.Find(study), name);
        await Console.Out.WriteLineAsync(
            $"{plan.Path}: in order. {plan.Outcomes.Count} outcomes × {plan.Waves.Count} waves × {plan.Clusters.Count} clusterings: {plan.FormulaFor(plan.Outcomes[0])}").ConfigureAwait(false);
        return ExitCode.Done;
    }
}
