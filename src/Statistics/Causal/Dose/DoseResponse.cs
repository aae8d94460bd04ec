using System.Globalization;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>
/// The effect of a dose against dose 0 among rows alike in their covariates: y = Σ θ_k 1{d in category k} + g(x) + e, and beside it
/// y = f(d) + g(x) + e with f a natural cubic spline.
/// </summary>
/// <remarks>
/// The partially linear model of Chernozhukov et al. (2018), <i>Econometrics Journal</i> 21, C1–C68, section 4.1, with several functions
/// of one dose in the place of d, as in Semenova &amp; Chernozhukov (2021), <i>Econometrics Journal</i> 24, 264–289: outcome and each function
/// less what the covariates predict of it out of fold, then one regression of residual on residuals. Bands: see
/// <see cref="SimultaneousInterval"/>.
/// </remarks>
public static class DoseResponse
{
    /// <summary>Estimates.</summary>
    /// <param name="data">Outcome, dose (the one exposure, 0 or more), covariates.</param>
    /// <param name="options">How.</param>
    /// <exception cref="StatisticsException">The dose can't be used so, or its effect can't be estimated; the message says why.</exception>
    public static DoseFit Estimate(CausalData data, DoseOptions options)
    {
        options.Validate();
        Refuse(data);
        var dose = data.Exposure(0);
        var categories = DoseCategories.Of(data, options);
        var labels = categories.Support.Skip(1).Select(own => own.Category.Label).ToList();
        var indicators = labels.Select((_, at) => Array.ConvertAll(categories.Codes, code => code == at + 1 ? 1.0 : 0.0)).ToList();
        var spline = options.Basis == DoseBasis.None ? null : NaturalSpline.Of(dose, options.Knots);
        var basis = spline is null ? null : Functions(spline, dose);
        var splits = DoseNuisance.Given(data, options, labels, indicators, basis) is { } given
            ? [given]
            : FoldPlan.Of(data, options).Select((folds, split) => DoseNuisance.Learned(data, options, indicators, basis, folds, split)).ToList();
        return DoseSummary.Of(data, options, categories, splits[0].Basis is null ? null : spline, splits);
    }

    private static void Refuse(CausalData data)
    {
        if (data.Roles.Exposures.Count > 1)
            throw new StatisticsException(string.Create(CultureInfo.InvariantCulture, $"A dose–response is of one dose; {data.Roles.Exposures.Count} exposures are named. Take one, and the others as covariates."));
        if (data.Groups is not null)
            throw new StatisticsException($"A dose–response has no effects of groups; leave '{data.Groups.Name}' out, or estimate the dose–response of each group's rows.");
        var (name, dose) = (data.Roles.Exposures[0], data.Exposure(0));
        var smallest = dose.Min();
        if (smallest < 0)
            throw new StatisticsException($"The dose '{name}' is {DoseCategory.Text(smallest)} in some row: a dose is 0 or more. Check how it was coded, missing values too.");
        if (smallest > 0)
            throw new StatisticsException($"No row has dose 0 of '{name}' (the smallest is {DoseCategory.Text(smallest)}): effects are against dose 0. Subtract the dose to compare with, if that is meant.");
    }

    private static List<double[]> Functions(NaturalSpline spline, double[] dose)
    {
        var values = Array.ConvertAll(dose, spline.At);
        return Enumerable.Range(0, spline.Count).Select(function => Array.ConvertAll(values, row => row[function])).ToList();
    }
}
