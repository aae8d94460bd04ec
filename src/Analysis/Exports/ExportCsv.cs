using System.Globalization;
using System.Text;
using System.Text.Json;
using LobResearch.Analysis.Runs;
using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Exports;

/// <summary>An export as CSV: decimal points, commas between, an empty cell for what is missing, UTF-8.</summary>
/// <remarks>Generated data say so in a column of every row, so that a file out of its folder can't be taken for people's.</remarks>
public static class ExportCsv
{
    private const string KindColumn = "data_kind";

    /// <summary>The frame, a row per person.</summary>
    public static string Frame(RunExport export) => Lines(
        export, export.Columns.Select(column => column.Name),
        Enumerable.Range(0, export.Rows).Select(row => export.Columns.Select(column => Cell(column.Column, row))));

    /// <summary>The run's estimates, a row each, in its order.</summary>
    public static string Estimates(RunExport export) => Lines(
        export,
        ["role", "component", "subgroup", "estimator", "formula", "vcov", "cluster", "term", "estimate", "se", "df", "t", "p", "lower", "upper", "p_adjusted", "equivalence_p", "equivalence_lower", "equivalence_upper", "robustness", "robustness_interval", "n", "reason"],
        export.Estimates.Select(e => new[]
        {
            e.Role, e.Exposure, e.Subgroup ?? "", e.Estimator, e.Formula, e.Covariance, e.Cluster ?? "", e.Term, Number(e.Numbers.Estimate), Number(e.Numbers.StandardError),
            Number(e.Numbers.DegreesOfFreedom), Number(e.Numbers.Statistic), Number(e.Numbers.P), Number(e.Numbers.Lower), Number(e.Numbers.Upper), Number(e.Numbers.AdjustedP),
            Number(e.Numbers.EquivalenceP), Number(e.Numbers.EquivalenceLower), Number(e.Numbers.EquivalenceUpper), Number(e.Numbers.Robustness), Number(e.Numbers.RobustnessOfInterval),
            e.Numbers.Persons.ToString(CultureInfo.InvariantCulture), e.Reason ?? "",
        }));

    /// <summary>The participant flow: per stage and component how many were exposed.</summary>
    public static string Flow(RunExport export) => Lines(
        export, ["stage", "parents", "component", "exposed", "not_exposed", "unknown"],
        export.Flow.SelectMany(stage => stage.Exposed.Select(exposed => new[] { stage.Stage, Whole(stage.All), exposed.Component, Whole(exposed.Yes), Whole(exposed.No), Whole(exposed.Unknown) })));

    /// <summary>Which components can be told apart, and by what.</summary>
    public static string Separability(RunExport export)
    {
        string[] keys = ["exposure", "separation", "exposed", "clusters", "exposedClusters", "varyingClusters", "betweenShare", "varianceInflation", "restsOn", "aliasedWith"];
        return Lines(
            export, ["exposure", "verdict", "exposed", "schools", "exposed_schools", "varying_schools", "between_share", "variance_inflation", "rests_on", "aliased_with"],
            export.Separability.GetProperty("exposures").EnumerateArray().Select(row => keys.Select(key => Text(row.GetProperty(key)))));
    }

    /// <summary>A number that reads back to the same bits; empty when undefined.</summary>
    internal static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    internal static string Cell(Column column, int row) => column switch
    {
        _ when column.IsMissing(row) => "",
        NumericColumn numeric => Number(numeric.Values[row]),
        CategoricalColumn categories => categories.Levels[categories.Codes[row]],
        _ => throw new InvalidOperationException($"{column.Name} has neither numbers nor categories."),
    };

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(Text)),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Lines(RunExport export, IEnumerable<string> headings, IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(headings).Select((cells, place) => export.IsSimulated ? cells.Append(place == 0 ? KindColumn : export.Kind) : cells))
            text.AppendJoin(',', row.Select(Quoted)).Append('\n');
        return text.ToString();
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 || cell.AsSpan().Trim().Length != cell.Length ? '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"' : cell;
}
