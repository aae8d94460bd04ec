using System.Globalization;
using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Runs;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Separability;

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

    /// <summary>Verdicts on what can be told apart, one row per exposure.</summary>
    public static ShownTable Of(SeparabilityTable table) => new(
        ["exposure", "verdict", "exposed", "schools with it", "schools where it varies", "share between schools", "VIF"],
        [.. table.Exposures.Select(row => (string[])[row.Exposure, Verdict(row), Whole(row.Exposed), $"{Whole(row.ExposedClusters)} of {Whole(row.Clusters)}", Whole(row.VaryingClusters), ShownTable.Number(row.BetweenShare), double.IsInfinity(row.VarianceInflation) ? "∞" : ShownTable.Number(row.VarianceInflation)])],
        [false, false, true, true, true, true, true],
        Note: string.Create(CultureInfo.InvariantCulture, $"{table.Rows} parents; {table.Rank} of {table.Exposures.Count} can be told apart. VIF: how much wider an effect's variance is than if nothing else went with it."));

    private static string Verdict(ExposureSeparability row) => row.Separation switch
    {
        Separation.Separable => "separable",
        Separation.InOneCluster => $"in one school only: {string.Join(", ", row.RestsOn)}",
        Separation.NotFromCluster => "not separable from school" + (row.RestsOn.Count == 0 ? "" : $": {string.Join(", ", row.RestsOn)}"),
        Separation.NotFromOthers => "not separable from " + (row.AliasedWith.Count == 0 ? "the others together" : string.Join(", ", row.AliasedWith)),
        _ => "nobody differs",
    };

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    // What all rows have in common stands above the table, so that it stays narrow enough to be read.
    private static ShownTable Of(IReadOnlyList<EffectEstimate> estimates, string caption, string note)
    {
        string[] headings = ["outcome", "wave", "exposure", "role", "method", "effect", "se", "p", "95% CI", "n", "clusters"];
        var rows = estimates.Select(Row).ToList();
        var left = Enumerable.Range(0, headings.Length).Where(column => column > 1 || rows.Select(row => row[column]).Distinct(StringComparer.Ordinal).Count() > 1).ToList();
        var common = rows.Count == 0 ? [] : Enumerable.Range(0, 2).Except(left).Select(column => $"{headings[column]} {rows[0][column]}");
        return new ShownTable(
            [.. left.Select(column => headings[column])],
            rows.ConvertAll(row => left.ConvertAll(column => row[column]).ToArray()),
            [.. left.Select(column => column >= 5)],
            string.Join(" · ", common.Prepend(caption)),
            note);
    }

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
