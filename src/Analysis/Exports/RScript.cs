using System.Globalization;
using System.Text;
using LobResearch.Statistics.Columns;

namespace LobResearch.Analysis.Exports;

/// <summary>A script for R that reads an export and estimates everything again with R's own packages, as far as they know the method.</summary>
public static class RScript
{
    /// <summary>The script: what this export is, then what is the same for all.</summary>
    public static string Of(RunExport export)
    {
        var (plan, head) = (export.Plan, new StringBuilder());
        head.Append(CultureInfo.InvariantCulture, $"# Reproduces the estimates of run {export.RunId} in R: Rscript script.R, in this folder.\n");
        if (export.IsSimulated)
            head.Append("# GESIMULEERDE GEGEVENS / SIMULATED DATA: no number of it says anything about real people.\n");
        head.Append("# Reads frame.csv and estimates.csv and writes nothing. Needs clubSandwich; for mixed models lme4, lmerTest and pbkrtest.\n\n");
        head.Append(CultureInfo.InvariantCulture, $"run <- {Text(export.RunId)}\nsimulated <- {(export.IsSimulated ? "TRUE" : "FALSE")}\nbaseline <- {Text(plan.BaselineColumn)}\n");
        head.Append(CultureInfo.InvariantCulture, $"confidence <- {ExportCsv.Number(plan.Confidence)}\nbound <- {ExportCsv.Number(plan.MinimalEffect)}         # smallest effect of interest, in points\n");
        head.Append(CultureInfo.InvariantCulture, $"adjustment <- {Text(plan.Adjustment)}\n");
        head.Append(CultureInfo.InvariantCulture, $"reliability <- {(double.IsNaN(export.Reliability) ? "NA" : ExportCsv.Number(export.Reliability))}    # alpha of the outcome's scale at the baseline, computed from its items\n");
        head.Append(CultureInfo.InvariantCulture, $"left_out <- {Vector(export.LeftOut.Select(column => column.Name))}\n");
        head.Append("levels_of <- list(\n").AppendJoin(",\n", export.Columns.Select(column => column.Column).OfType<CategoricalColumn>().Select(column => $"  {Name(column.Name)} = {Vector(column.Levels)}")).Append("\n)\n\n");
        return head + Body();
    }

    private static string Body()
    {
        using var stream = typeof(RScript).Assembly.GetManifestResourceStream("exports/reproduce.R")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Vector(IEnumerable<string> texts) => $"c({string.Join(", ", texts.Select(Text))})";

    private static string Name(string name) => $"`{name}`";

    // Levels can hold anything that a codebook or a file wrote, so that nothing of it may end the text; other than ASCII stands in escapes that every locale reads.
    private static string Text(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
                quoted.Append('\\').Append((char)rune.Value);
            else if (rune.Value is >= ' ' and < 127)
                quoted.Append((char)rune.Value);
            else
                quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }

        return quoted.Append('"').ToString();
    }
}
