using System.Globalization;
using System.Text;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Learning;
using static LobResearch.Statistics.Results.CoefficientTable;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>A dose–response as text.</summary>
internal static class DoseText
{
    public static string Of(DoseFit fit)
    {
        var text = new StringBuilder();
        var dose = fit.Data.Roles.Exposures[0];
        text.AppendLine(CultureInfo.InvariantCulture, $"{CausalText.Formula(fit.Data.Roles)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"dose–response against dose 0, partially linear model; n = {fit.Data.N}, left out for missing values: {fit.Data.Omitted}");
        text.AppendLine().Append(CausalText.Table([dose, "n", "mean dose", "estimate", "se", "df", "p", "lower", "upper", "all: lower", "all: upper"], Categories(fit)));
        text.Append(CultureInfo.InvariantCulture, $"standard errors: {(fit.Covariance == CausalCovariance.Iid ? "independent rows" : fit.Covariance.ToString())}");
        if (fit.Causal.Clusters.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $", clusters: {string.Join(", ", fit.Data.Clusters.Select((cluster, at) => $"{fit.Causal.Clusters[at]} of {cluster.Name}"))}");
        if (fit.Simultaneous.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"; all: for all categories at once ({fit.Simultaneous[0].Method})");
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{fit.Trend.Term}: {Number(fit.Trend.Estimate)} ({Number(fit.Trend.Lower)} to {Number(fit.Trend.Upper)})");
        foreach (var test in fit.Tests)
            text.AppendLine(CausalText.Test(test));
        if (fit.Curve is { } curve)
            text.AppendLine().Append(Curve(dose, curve));
        if (fit.Shape is { Steps.Count: > 0 } shape)
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"GAM, against dose 0: {string.Join(", ", shape.Steps.Skip(1).Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Effect:G3} up to {step.To:G4}")))}").AppendLine(GamShape.Caveat(AdviceLanguage.English));
        text.AppendLine().Append(CausalText.Table(["predicted out of fold", "by", "rmse", "R²"], fit.Nuisance.Select(loss =>
            new[] { $"{loss.Nuisance} ({loss.Exposure})", loss.Learner, Number(Math.Sqrt(loss.MeanSquaredError)), CausalText.Three(loss.RSquared) })));
        foreach (var test in fit.Bootstrap)
            text.AppendLine().Append(test).AppendLine();
        foreach (var warning in fit.Warnings)
            text.Append("note: ").AppendLine(warning);
        foreach (var advice in fit.Advice)
            text.AppendLine().AppendLine(advice.Text(AdviceLanguage.English));
        return text.ToString().TrimEnd();
    }

    private static IEnumerable<string[]> Categories(DoseFit fit) => fit.Support.Select((own, at) =>
    {
        string[] start = [own.Category.Label, own.Rows.ToString(CultureInfo.InvariantCulture), own.MeanDose.ToString("G4", CultureInfo.InvariantCulture)];
        if (at == 0)
            return [.. start, "0", "", "", "", "", "", "", ""];
        var effect = fit.Effects[at - 1];
        var band = fit.Simultaneous.Count == 0 ? null : fit.Simultaneous[at - 1];
        return (string[])[
            .. start, Number(effect.Estimate), Number(effect.StandardError), Degrees(effect.DegreesOfFreedom), Probability(effect.P), Number(effect.Lower), Number(effect.Upper),
            Number(band?.Lower ?? double.NaN), Number(band?.Upper ?? double.NaN)];
    });

    private static StringBuilder Curve(string dose, DoseCurve curve)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"curve: {(curve.Spline.Knots.Count == 0 ? "a straight line" : $"natural cubic spline, knots {string.Join(", ", curve.Spline.Knots.Select(knot => knot.ToString("G4", CultureInfo.InvariantCulture)))}")}{(curve.BandMethod is null ? "" : $"; all: for all doses at once ({curve.BandMethod})")}");
        return text.Append(CausalText.Table([dose, "n about", "estimate", "se", "lower", "upper", "all: lower", "all: upper"], curve.Points.Select(point => new[]
        {
            DoseCategory.Text(point.Dose), point.Rows.ToString(CultureInfo.InvariantCulture), Number(point.Estimate), Number(point.StandardError),
            Number(point.Lower), Number(point.Upper), Number(point.BandLower), Number(point.BandUpper),
        })));
    }

    private static string Degrees(double df) => double.IsInfinity(df) ? "∞" : Number(df);
}
