using System.Globalization;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Runs;
using LobResearch.Statistics.Results;

namespace LobResearch.Notebooks.Display;

/// <summary>Tables of what the library's analyses give.</summary>
internal static class StudyTables
{
    private const string Simulated = "gesimuleerde gegevens / simulated data";

    /// <summary>Effects of a run, one row each.</summary>
    public static ShownTable Of(EffectRun run) => Of(
        run.Estimates,
        $"{run.Plan.Id}: {run.Label}{(run.Kind == "simulated" ? " · " + Simulated : "")}",
        $"run {run.Id}");

    /// <summary>Estimates of a run, one row each.</summary>
    public static ShownTable Of(AnalysisRun run) => Of(run.Estimates, run.Plan.Id, $"run {run.Id}");

    /// <summary>Coefficients, one row each.</summary>
    public static ShownTable Of(CoefficientTable table) => new(
        ["", "estimate", "se", "df", "t", "p", "lower", "upper"],
        [.. table.Coefficients.Select(c => (string[])[c.Term, ShownTable.Number(c.Estimate), ShownTable.Number(c.StandardError), Degrees(c.DegreesOfFreedom), ShownTable.Number(c.Statistic), ShownTable.Probability(c.P), ShownTable.Number(c.Lower), ShownTable.Number(c.Upper)])],
        [false, true, true, true, true, true, true, true],
        Note: table.AllWarnings.Count == 0 ? null : string.Join(" · ", table.AllWarnings));

    private static ShownTable Of(IReadOnlyList<EffectEstimate> estimates, string caption, string note) => new(
        ["outcome", "wave", "exposure", "role", "method", "effect", "se", "p", "95% CI", "n", "clusters"],
        [.. estimates.Select(Row)],
        [false, false, false, false, false, true, true, true, true, true, true],
        caption,
        note);

    private static string[] Row(EffectEstimate e) =>
    [
        e.Outcome,
        e.Wave,
        e.Level is null ? e.Exposure : $"{e.Level} − {e.ReferenceLevel}",
        (e.Role + (e.Subgroup is null ? "" : ": " + e.Subgroup)).ToLowerInvariant(),
        $"{e.Estimator} {e.Cluster} {e.Covariance}",
        double.IsNaN(e.Estimate) && e.Reason is not null ? e.Reason : ShownTable.Number(e.Estimate),
        ShownTable.Number(e.StandardError),
        ShownTable.Probability(e.P),
        double.IsNaN(e.Lower) ? "–" : $"[{ShownTable.Number(e.Lower)}, {ShownTable.Number(e.Upper)}]",
        e.Persons.ToString(CultureInfo.InvariantCulture),
        e.Clusters.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Degrees(double value) => double.IsNaN(value) ? "–" : value.ToString("0.0", CultureInfo.InvariantCulture);
}
