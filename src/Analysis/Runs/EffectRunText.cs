using System.Globalization;
using System.Text;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.EffectSizes;
using LobResearch.Study.Database;

namespace LobResearch.Analysis.Runs;

/// <summary>A run of effects as a page of text: who is in it, what can be told apart, what came out.</summary>
internal static class EffectRunText
{
    public static string Of(EffectRun run)
    {
        var (plan, text) = (run.Plan, new StringBuilder());
        if (run.Kind == "simulated")
            text.AppendLine(SimulatedData.Banner);
        text.AppendLine(CultureInfo.InvariantCulture, $"{plan.Title.EnglishOrDutch}: {plan.Outcome} at {When(plan)}, {Estimand(plan)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{run.Label}: {run.LabelReason}");
        text.AppendLine().AppendLine("Participants").AppendLine(Flow(run));
        text.AppendLine().AppendLine("Can the components be told apart? (judged before any model)");
        foreach (var row in run.Report.Separability.Exposures)
            text.AppendLine("  " + SeparabilityWords.Of(row, Component(plan, row.Exposure), exposure => Component(plan, exposure), plan.Estimand, AdviceLanguage.English));
        text.AppendLine().AppendLine(Table(run.Estimates, run));
        text.AppendLine(CultureInfo.InvariantCulture, $"p adj.: {(plan.Adjustment == "holm" ? "Holm, over the plan's components" : "not adjusted")}. RV: share of what is left of outcome and exposure that an unmeasured cause would have to explain to take the estimate, or its interval, to 0.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Smallest difference of interest: {plan.MinimalEffect:0.00} points; 'smaller than that' by two one-sided tests ({100 * (2 * plan.Confidence - 1):0} % interval).");
        foreach (var sensitivity in run.Report.Effects.Where(effect => effect is { Role: EffectRole.Primary, Modelled.Sensitivity: not null }))
            text.AppendLine(CultureInfo.InvariantCulture, $"{sensitivity.Component}: {SensitivityWords.Of(sensitivity.Modelled.Sensitivity!, AdviceLanguage.English)}");
        foreach (var trust in run.Estimates.Where(estimate => estimate is { Role: EffectRole.Primary, Trust: not null }).GroupBy(estimate => estimate.Trust))
            text.AppendLine(CultureInfo.InvariantCulture, $"Interval of {string.Join(", ", trust.Select(estimate => estimate.Exposure))} by {trust.First().Estimator}, errors by {trust.First().Cluster}, with {trust.First().Schools} schools: {trust.Key}.");
        if (!double.IsNaN(run.Report.Reliability))
            text.AppendLine(CultureInfo.InvariantCulture, $"alpha of {plan.Outcome} at {plan.BaselineWave}: {run.Report.Reliability:0.00}.");
        foreach (var note in run.Report.Notes.Concat(run.Estimates.SelectMany(estimate => estimate.Warnings).Distinct(StringComparer.Ordinal)))
            text.AppendLine("note: " + note);
        return text.ToString().TrimEnd();
    }

    /// <summary>The run in a few lines: what can be told apart, and the primary effects.</summary>
    /// <param name="run">The run.</param>
    /// <param name="truth">From a component to its true effect, of generated data; null for real ones.</param>
    public static string Summary(EffectRun run, Func<string, double?>? truth)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{run.Plan.Title.EnglishOrDutch}: {run.Plan.Outcome} at {When(run.Plan)}, {Estimand(run.Plan)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{run.Label}: {run.LabelReason}; {string.Join(", ", run.Report.Flow.Skip(2).Select(stage => $"{stage.Stage.Split(':')[0]} {Whole(stage.All)}"))}");
        string[] headings = truth is null ? ["effect of", "estimate", "interval", "p adj.", "says"] : ["effect of", "estimate", "interval", "p adj.", "truth", "says"];
        var rows = run.Estimates.Where(estimate => estimate is { Role: EffectRole.Primary }).Select(estimate =>
        {
            var cells = Cells(estimate, run);
            string[] shown = [estimate.Exposure, cells[3], cells[6], cells[8], cells[12]];
            return truth is null ? shown : [.. shown[..4], truth(estimate.Exposure) is { } value ? Number(value, "0.000") : "-", shown[4]];
        }).Prepend(headings).ToList();
        text.Append(Aligned(rows, 1));
        return text.ToString();
    }

    private static string When(EffectPlan plan) => plan.IsStaggered ? string.Join(", ", plan.Waves) : plan.OutcomeWave;

    private static string Estimand(EffectPlan plan) => plan.IsStaggered
        ? "effect of a school's offer, whoever comes: schools with themselves before they began, beside those that hadn't (school and wave effects)"
        : plan.Estimand == Plans.Estimand.Offer
        ? "effect of a school's offer, whoever comes (school-level inference, no school effects)"
        : $"association of taking part ({Spelling.Of(plan.Dose)}) with the outcome, among parents of the same school";

    private static string Flow(EffectRun run)
    {
        var components = run.Plan.Exposures;
        var rows = run.Report.Flow.Select(stage => new[] { stage.Stage, Whole(stage.All) }.Concat(stage.Exposed.Select(exposed => $"{Whole(exposed.Yes)} / {Whole(exposed.No)} / {Whole(exposed.Unknown)}")).ToArray())
            .Prepend(["parents", "all", .. components.Select(component => $"{component}: yes / no / ?")]).ToList();
        return Aligned(rows, 1);
    }

    private static string Table(IReadOnlyList<EffectEstimate> estimates, EffectRun run)
    {
        string[] headings = ["", "effect of", "by", "estimate", "se", "df", "interval", "p", "p adj.", "RV", "n", "schools", "says"];
        var rows = estimates.Select(estimate => Cells(estimate, run)).Prepend(headings).ToList();
        var lines = Aligned(rows, 3).Split(Environment.NewLine).ToList();
        // A free line where the part in the plan changes, or the way of estimating.
        for (var place = estimates.Count - 1; place > 0; place--)
        {
            if ((estimates[place].Role, estimates[place].Estimator) != (estimates[place - 1].Role, estimates[place - 1].Estimator))
                lines.Insert(place + 1, "");
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static string[] Cells(EffectEstimate e, EffectRun run)
    {
        var role = e.Role switch { EffectRole.Primary => "primary", EffectRole.Sensitivity => "beside", _ => "groups" };
        var of = e.Subgroup is null ? e.Exposure : $"{e.Exposure}, {e.Subgroup}";
        if (double.IsNaN(e.Estimate))
            return [role, of, e.Estimator, "-", "-", "-", "-", "-", "-", "-", Whole(e.Persons), Whole(e.Schools), e.Reason ?? ""];
        return
        [
            role, of, e.Estimator, Number(e.Estimate, "0.000"), Number(e.StandardError, "0.000"), Number(e.DegreesOfFreedom, "0.0"),
            double.IsNaN(e.Lower) ? "-" : $"[{Number(e.Lower, "0.00")}, {Number(e.Upper, "0.00")}]", P(e.P), P(e.AdjustedP),
            double.IsNaN(e.Robustness) ? "-" : $"{Number(100 * e.Robustness, "0")} % / {Number(100 * e.RobustnessOfInterval, "0")} %", Whole(e.Persons), Whole(e.Schools), Says(e, run.Plan),
        ];
    }

    private static string Says(EffectEstimate e, EffectPlan plan) => (e.Cluster == "school" ? "" : "in one school only: ") + e.Equivalence switch
    {
        null => e.Trust is null ? e.Reason ?? "" : "interval not to be relied on",
        { Finding: EquivalenceFinding.Difference } => e.Estimate > 0 ? "higher" : "lower",
        { Finding: EquivalenceFinding.Negligible } => string.Create(CultureInfo.InvariantCulture, $"smaller than {plan.MinimalEffect:0.00} either way"),
        { Finding: EquivalenceFinding.NegligibleDifference } => string.Create(CultureInfo.InvariantCulture, $"not 0, yet smaller than {plan.MinimalEffect:0.00}"),
        _ => "the data don't tell",
    };

    private static string Component(EffectPlan plan, string exposure) => plan.Exposures.First(component => plan.ExposureColumn(component) == exposure);

    private static string Aligned(List<string[]> rows, int texts)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join(Environment.NewLine, rows.Select(row => "  " + string.Join("  ", row.Select((cell, column) =>
            column < texts || column == row.Length - 1 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd()));
    }

    private static string P(double p) => double.IsNaN(p) ? "-" : p < 0.0001 ? "<0.0001" : Number(p, "0.0000");

    private static string Number(double value, string format) => double.IsNaN(value) ? "-" : double.IsInfinity(value) ? "∞" : value.ToString(format, CultureInfo.InvariantCulture);

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
