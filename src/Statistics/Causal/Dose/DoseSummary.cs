using System.Globalization;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Bootstrap;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>Puts the splits of a dose–response together.</summary>
internal static class DoseSummary
{
    public static DoseFit Of(CausalData data, DoseOptions options, DoseCategories categories, NaturalSpline? spline, IReadOnlyList<DoseNuisance> splits)
    {
        var type = options.Covariance ?? CausalErrors.Usual(data, hasRegression: true);
        var name = data.Roles.Exposures[0];
        var labels = categories.Support.Skip(1).Select(own => own.Category.Label).ToList();
        var terms = labels.Select(label => $"{name}[{label}]").ToList();
        foreach (var split in splits)
            RefuseNothingLeft(terms, split);
        var regressions = splits.Select(split => new ResidualRegression(split.Outcome, [.. terms.Zip(split.Categories)], options.Confidence)).ToList();
        var tables = regressions.Select(regression => RegressionErrors.Of(regression.Fit, type, data.Clusters)).ToList();
        var effects = terms.Select(term => SplitMedian.Of([.. tables.Select(table => table[term])], options.Confidence)).ToList();
        var slopes = regressions.Select(regression => Slope(data, regression, categories.Support, type)).ToList();
        var trend = SplitMedian.Of(slopes, options.Confidence);
        var curve = spline is null ? null : DoseCurve.Of(
            data, options, spline, [.. splits.Select(split => new ResidualRegression(split.Outcome, [.. split.Basis!.Select((values, at) => (string.Create(CultureInfo.InvariantCulture, $"{name} b{at + 1}"), values))], options.Confidence))], type);
        var bands = SimultaneousBands.Of(data.Clusters, options, [.. regressions.Select((regression, split) => terms.Select(term => ResidualRegression.Effect(regression.Fit, tables[split][term])).ToList())]);
        var causal = new CausalFit(
            "dose", "partialling-out", data, type, options.Confidence,
            [.. labels.Select((label, at) => new CausalParameter("effect", name, label, null, effects[at])), new CausalParameter("contrast", name, null, "trend", trend)],
            Losses(data, labels, splits),
            [.. terms.SelectMany((term, at) => tables.Select((table, split) => new SplitEstimate(split + 1, term, table[term].Estimate, table[term].StandardError, [])))],
            [])
        {
            LeftOut = [.. splits.SelectMany(split => split.LeftOut)],
            Tests = [Middle([.. tables.Select(table => NoEffect(name, table))]), Middle([.. slopes.Select(slope => Straight(name, slope))])],
            Advice = data.Clusters.Count != 1 ? [] : [.. terms.Select((term, at) => PartiallyLinearSummary.Named(
                FewClusterAdvice.For(regressions[0].Fit.Fit, data.Clusters[0], regressions[0].Fit.TermOf(term), exposure: Indicator(categories, at + 1)), term))],
            Bootstrap = Bootstrap(data, options, terms, regressions),
            Notes = [.. tables.SelectMany(RegressionErrors.Notes)],
            Simultaneous = bands.Intervals,
            WithoutSimultaneous = bands.Reason,
        };
        return new DoseFit(effects, trend, categories.Support, curve, causal with { Warnings = [.. DoseWarnings.Of(causal, options, categories, spline, curve)] })
        {
            Shape = options.Shape ? DoseShape.Of(data, options.Seed) : null,
        };
    }

    private static double[] Indicator(DoseCategories categories, int category) => Array.ConvertAll(categories.Codes, code => code == category ? 1.0 : 0.0);

    private static void RefuseNothingLeft(List<string> terms, DoseNuisance split)
    {
        foreach (var (own, at) in split.Predictions.Where(prediction => prediction.Name == "m").Select((own, at) => (own, at)))
            LastStage.RefuseNothingLeft(terms[at], own.Target, split.Categories[at]);
    }

    // Σ(s_k − s̄)θ_k / Σ(s_k − s̄)² over the categories, dose 0 with θ = 0 among them; s_k the category's mean dose.
    private static Coefficient Slope(CausalData data, ResidualRegression regression, IReadOnlyList<CategorySupport> support, CausalCovariance type)
    {
        const string Term = "trend per unit of dose";
        var mean = support.Average(own => own.MeanDose);
        var squares = support.Sum(own => (own.MeanDose - mean) * (own.MeanDose - mean));
        var fit = regression.Contrast(Term, [.. support.Skip(1).Select(own => (own.MeanDose - mean) / squares)]);
        return RegressionErrors.Of(fit, type, data.Clusters)[Term];
    }

    private static CausalTest NoEffect(string dose, CoefficientTable table) => WaldTest.Of(
        $"{dose}: no effect in any category", [.. table.Coefficients.Select(own => own.Estimate)], table.Matrix, table.Coefficients.Min(own => own.DegreesOfFreedom), table.Clusters);

    private static CausalTest Straight(string dose, Coefficient slope) => new(
        $"{dose}: no trend over the categories", slope.Statistic * slope.Statistic, 1, slope.DegreesOfFreedom, slope.P, slope.Reason);

    // Of repeated splits the one with the median p: a statistic, its degrees of freedom and its p that belong together.
    private static CausalTest Middle(IReadOnlyList<CausalTest> splits)
    {
        var middle = splits.OrderBy(test => double.IsNaN(test.P) ? 2 : test.P).ElementAt((splits.Count - 1) / 2);
        return splits.Count == 1 ? middle : middle with { Name = middle.Name + " (split with the median p)" };
    }

    private static List<WildBootstrapResult> Bootstrap(CausalData data, DoseOptions options, List<string> terms, List<ResidualRegression> splits)
    {
        if (options.Bootstrap is null)
            return [];
        if (data.Clusters.Count != 1)
            throw new StatisticsException("The wild cluster bootstrap needs one column of clusters.");
        return terms.Select(term => SplitMedian.Of([.. splits.Select(split =>
            WildClusterBootstrap.Test(split.Fit.Fit, ClusterCodes.Numbered(data.Clusters[0]), split.Fit.TermOf(term), options.Bootstrap with { Threads = options.Threads }) with { Term = term })])).ToList();
    }

    private static List<NuisanceLoss> Losses(CausalData data, List<string> labels, IReadOnlyList<DoseNuisance> splits)
    {
        var name = data.Roles.Exposures[0];
        return CausalLosses.Of(data, [.. splits.Select(split => split.Predictions)]).Select((loss, at) =>
            at == 0 ? loss : loss with { Exposure = at <= labels.Count ? $"{name}[{labels[at - 1]}]" : string.Create(CultureInfo.InvariantCulture, $"{name} b{at - labels.Count}") }).ToList();
    }
}
