using System.Globalization;
using System.Text;
using static LobResearch.Statistics.Results.CoefficientTable;

namespace LobResearch.Statistics.Causal.Beside;

/// <summary>Plain estimates as text.</summary>
internal static class ComparatorText
{
    public static string Of(ComparatorTable table)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"beside it, on the same rows (standard errors: {(table.Covariance == CausalCovariance.Iid ? "HC0" : table.Covariance.ToString())})");
        text.Append(CausalText.Table(["", "estimate", "se", "df", "p", "lower", "upper", "n"], table.Rows.Select(row => new[]
        {
            $"{row.Exposure}: {row.Estimator}", Number(row.Effect?.Estimate), Number(row.Effect?.StandardError), Degrees(row.Effect?.DegreesOfFreedom), Probability(row.Effect?.P ?? double.NaN),
            Number(row.Effect?.Lower), Number(row.Effect?.Upper), row.N.ToString(CultureInfo.InvariantCulture),
        })));
        foreach (var row in table.Rows.Where(row => row.Reason is not null))
            text.AppendLine(CultureInfo.InvariantCulture, $"{row.Exposure}, {row.Estimator}: {row.Reason}");
        foreach (var balance in table.Balance)
        {
            text.AppendLine().Append(CausalText.Table([$"balance of {balance.Exposure}", "mean exposed", "mean others", "difference (sd)", "after weighting"], balance.Covariates.Select(own =>
                new[] { own.Covariate, Number(own.MeanExposed), Number(own.MeanOthers), Three(own.Before), Three(own.After) })));
            text.AppendLine(CultureInfo.InvariantCulture, $"weighted, {balance.Exposed} exposed tell as much as {balance.EffectiveExposed:0.0}, {balance.Others} others as much as {balance.EffectiveOthers:0.0}");
        }

        foreach (var warning in table.Warnings)
            text.Append("note: ").AppendLine(warning);
        return text.ToString().TrimEnd();
    }

    private static string Number(double? value) => Results.CoefficientTable.Number(value ?? double.NaN);

    private static string Degrees(double? df) => df is double.PositiveInfinity ? "∞" : Number(df);

    // Rounding of a balanced column has a sign too; it is 0 here.
    private static string Three(double value) => double.IsNaN(value) ? "-" : (Math.Abs(value) < 0.0005 ? 0 : value).ToString("0.000", CultureInfo.InvariantCulture);
}
