using System.Globalization;
using LobResearch.Analysis.Effects;

namespace LobResearch.Analysis.Runs;

/// <summary>Estimates as an aligned text table.</summary>
public static class EstimateTable
{
    private static readonly string[] Headings = ["outcome", "wave", "effect", "clustered by", "estimate", "se", "df", "p", "interval", "n", "clusters", "schools"];

    /// <summary>Formats estimates, a line each. Numbers have a decimal point.</summary>
    public static string Format(IReadOnlyList<EffectEstimate> estimates)
    {
        var rows = estimates.Select(Cells).Prepend(Headings).ToList();
        var widths = Enumerable.Range(0, Headings.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Join(Environment.NewLine, rows.Select(row => string.Join("  ", row.Select((cell, column) =>
            column < 4 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd()));
    }

    private static string[] Cells(EffectEstimate e) =>
    [
        e.Outcome, e.Wave, e.Level is null ? e.Exposure : $"{e.Level} − {e.ReferenceLevel}", $"{e.Cluster} {e.Covariance}",
        Number(e.Estimate, "0.000"), Number(e.StandardError, "0.000"), Number(e.DegreesOfFreedom, "0.0"),
        double.IsNaN(e.P) ? "-" : e.P < 0.0001 ? "<0.0001" : Number(e.P, "0.0000"),
        double.IsNaN(e.Lower) ? e.Reason ?? "-" : $"[{Number(e.Lower, "0.000")}, {Number(e.Upper, "0.000")}]",
        e.Persons.ToString(CultureInfo.InvariantCulture), e.Clusters.ToString(CultureInfo.InvariantCulture), e.Schools.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Number(double value, string format) => double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);
}
