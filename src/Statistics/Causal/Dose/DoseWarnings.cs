using System.Globalization;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>What a reader of a dose–response must know.</summary>
internal static class DoseWarnings
{
    public static IEnumerable<string> Of(CausalFit fit, DoseOptions options, DoseCategories categories, NaturalSpline? spline, DoseCurve? curve)
    {
        // The common warnings speak of one effect per exposure, which a category isn't.
        var common = fit with { Nuisance = [.. fit.Nuisance.Where(loss => loss.Nuisance != "b")], Splits = [] };
        return [.. categories.Warnings, .. CausalWarnings.Of(common, options), .. Spread(fit), .. Curve(options, spline, curve)];
    }

    private static IEnumerable<string> Spread(CausalFit fit)
    {
        foreach (var splits in fit.Splits.GroupBy(split => split.Exposure).Where(group => group.Count() > 1))
        {
            var (lowest, highest) = (splits.Min(split => split.Estimate), splits.Max(split => split.Estimate));
            if (highest - lowest > FiveNumbers.MedianOf(splits.Select(split => split.StandardError)))
                yield return string.Create(CultureInfo.InvariantCulture, $"over the splits the effect of {splits.Key} runs from {lowest:G4} to {highest:G4}, more than its standard error: the division into folds matters; take more splits");
        }
    }

    private static IEnumerable<string> Curve(DoseOptions options, NaturalSpline? spline, DoseCurve? curve)
    {
        if (options.Basis == DoseBasis.Natural && spline is null)
            yield return "no curve: predictions of its functions (b:1, b:2 …) weren't given";
        if (spline is { Knots.Count: 0 })
            yield return "the dose has fewer than three values above 0: the curve is a straight line";
        else if (spline is not null && spline.Knots.Count < options.Knots)
            yield return string.Create(CultureInfo.InvariantCulture, $"the dose has few values above 0: {spline.Knots.Count} knots in the place of {options.Knots}");
        var unsupported = curve?.Points.Where(point => !point.Supported).ToList() ?? [];
        if (unsupported.Count > 0)
            yield return $"the curve isn't given at {string.Join(", ", unsupported.Select(point => DoseCategory.Text(point.Dose)))}: too few rows or clusters have about that dose";
    }
}
