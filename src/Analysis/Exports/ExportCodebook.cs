using System.Globalization;
using System.Text;
using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Exports;

/// <summary>The page beside an exported frame: where it comes from, what it may be used for, and what each column is.</summary>
public static class ExportCodebook
{
    /// <summary>The page, as Markdown.</summary>
    public static string Of(RunExport export)
    {
        var (plan, page) = (export.Plan, new StringBuilder());
        page.Append(CultureInfo.InvariantCulture, $"# The frame of run {export.RunId}\n\n");
        if (export.IsSimulated)
            page.Append("**Gesimuleerde gegevens / simulated data: nobody in it exists, and no number of it says anything about real people.**\n\n");
        page.Append(CultureInfo.InvariantCulture, $"{plan.Title.EnglishOrDutch}: {plan.Outcome} at {plan.OutcomeWave}, baseline {plan.BaselineWave}. {export.Label}{(export.LabelReason is null ? "" : ": " + export.LabelReason)}.\n");
        page.Append(CultureInfo.InvariantCulture, $"{export.Rows} persons, a row each: those of whom all that the primary estimator needs is known. `lob trace {export.RunId}` tells where they come from.\n\n");
        if (!export.IsSimulated)
        {
            page.Append("**These are data about single persons (AVG/GDPR), pseudonymised and not anonymous.** They are the researcher's: keep them where the study's data may be kept, give them to\n" +
                "nobody who isn't entitled to those, and delete them when the study's term is over or a person in them withdraws. Row numbers mean nothing outside this file.\n\n");
        }

        foreach (var column in export.LeftOut)
            page.Append(CultureInfo.InvariantCulture, $"`{column.Name}` is left out: {column.Why}. `lob export … --special` takes it along.\n\n");
        if (export.IsAnew)
            page.Append(CultureInfo.InvariantCulture, $"Since the run, {string.Join("; ", export.Change.Words())}. `estimates.csv` holds what was estimated anew on who is left, not the run's stored numbers.\n\n");
        page.Append("An empty cell is a missing value. Numbers have a decimal point.\n\n| column | what it is | values |\n|---|---|---|\n");
        foreach (var column in export.Columns)
            page.Append(CultureInfo.InvariantCulture, $"| `{column.Name}` | {Escaped(column.About)} | {Escaped(Values(column))} |\n");
        if (export.IsSimulated)
            page.Append("| `data_kind` | Says of every row that it was generated. | simulated |\n");
        return page.ToString();
    }

    private static string Values(ExportedColumn column) => column switch
    {
        { Values.Count: > 0 } => string.Join("; ", column.Values.Select(value => value.Words == value.Value ? value.Value : $"{value.Value}: {value.Words}")),
        { Column: CategoricalColumn categories } => string.Create(CultureInfo.InvariantCulture, $"{categories.Codes.ToArray().Where(code => code >= 0).Distinct().Count()} different ones"),
        { Column: NumericColumn numbers } when numbers.Values.ToArray().Where(value => !double.IsNaN(value)).ToList() is { Count: > 0 } known =>
            string.Create(CultureInfo.InvariantCulture, $"{known.Min():0.###} to {known.Max():0.###}"),
        _ => "",
    };

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
