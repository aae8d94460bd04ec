using System.CommandLine;
using System.Globalization;
using LobResearch.Analysis;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Cli.Terminal;
using LobResearch.Study;
using LobResearch.Study.Database;
using LobResearch.Study.Design;

namespace LobResearch.Cli.Commands;

/// <summary><c>lob plan</c>: analysis plans.</summary>
internal static class PlanCommand
{
    public static Command Create() => new("plan", "Analysis plans: check them, and fix them before looking.") { Lint(), Lock() };

    private static Command Lint()
    {
        var (plan, study) = Arguments();
        var lint = new Command("lint", "Check a plan against the study's codebooks without running it.") { plan, study };
        lint.SetAction((parsed, _) => LintAsync(parsed.GetValue(plan)!, parsed.GetValue(study)!));
        return lint;
    }

    private static Command Lock()
    {
        var (plan, study) = Arguments();
        var fix = new Command("lock", "Fix a plan with codebook, scoring and exclusions, and record whether its outcome was there already.") { plan, study };
        fix.SetAction((parsed, cancellation) => LockAsync(parsed.GetValue(plan)!, parsed.GetValue(study)!, cancellation));
        return fix;
    }

    private static (Argument<string> Plan, Option<string> Study) Arguments() =>
        (new Argument<string>("plan") { Description = "A plan's file, or the name of one in the study's plans/." }, StudyOption.Create());

    private static async Task<int> LintAsync(string name, string studyName)
    {
        var study = LobStudy.Find(studyName);
        await Console.Out.WriteLineAsync(EffectPlanReader.IsOne(study, name) ? Told(EffectPlanReader.Read(study, name)) : Told(PlanReader.Read(study, name))).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static string Told(AnalysisPlan plan) =>
        $"{plan.Path}: in order. {plan.Outcomes.Count} outcomes × {plan.Waves.Count} waves × {plan.Clusters.Count} clusterings: {plan.FormulaFor(plan.Outcomes[0])}";

    private static string Told(EffectPlan plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"{plan.Path}: in order. {Spelling.Of(plan.Estimand)}, {plan.OutcomeColumn} on {string.Join(", ", plan.Exposures.Select(plan.ExposureColumn))}, adjusted for {string.Join(", ", plan.Covariates.Prepend(plan.BaselineColumn))}; primary {Spelling.Of(plan.Primary)}");

    private static async Task<int> LockAsync(string name, string studyName, CancellationToken cancellationToken)
    {
        var definition = LobStudy.Find(studyName);
        var plan = PlanOfEffects(definition, name);
        await using var study = await LobStudy.OpenAsync(studyName, ProgressLine.Instance, cancellationToken).ConfigureAwait(false);
        var (fix, isNew) = await PlanLock.FixAsync(study, plan, cancellationToken).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Id}: {(isNew ? "fixed" : "was fixed so already")} on {fix.LockedAt:yyyy-MM-dd HH:mm} UTC by {fix.LockedBy}, sha256 {Convert.ToHexStringLower(fix.Hash)[..16]}…; {Outcome(fix, plan)}")).ConfigureAwait(false);
        return fix.BeforeOutcome ? ExitCode.Done : ExitCode.Findings;
    }

    private static string Outcome(PlanLock fix, EffectPlan plan) => fix.BeforeOutcome
        ? $"no questionnaire of {plan.OutcomeWave} was there yet: a run as it stands is confirmatory"
        : string.Create(CultureInfo.InvariantCulture, $"{fix.OutcomeQuestionnaires} questionnaires of {plan.OutcomeWave} were there already and {fix.EarlierRuns} runs had read that wave: runs are exploratory, and say so");

    private static EffectPlan PlanOfEffects(StudyDefinition study, string name) => EffectPlanReader.IsOne(study, name)
        ? EffectPlanReader.Read(study, name)
        : throw new InputFault($"Plan {name} states no estimand, so there is no single question to fix. Plans with 'estimand: offer' or 'estimand: participation' can be fixed.");
}
