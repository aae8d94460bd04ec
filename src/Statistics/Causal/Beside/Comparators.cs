using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Causal.Beside;

/// <summary>
/// What plainer methods make of the same rows: unadjusted, ANCOVA, change score, within clusters, overlap weights. All with CR2 errors
/// where rows are clustered (CR1 with two crossed clusterings), else with errors that allow for unequal variances (HC0).
/// </summary>
/// <remarks>
/// Within clusters: outcome, exposure and covariates less their cluster's means, which is the regression with an indicator per
/// cluster, its CR2 errors too (Pustejovsky &amp; Tipton 2018, <i>J. Bus. Econ. Stat.</i> 36, 672–683, theorem 2, for unweighted regression).
/// Overlap weights: Li, Morgan &amp; Zaslavsky (2018), <i>JASA</i> 113, 390–400. Change score against ANCOVA: van Breukelen (2006), <i>J. Clin. Epidemiol.</i> 59, 920–925.
/// </remarks>
public static class Comparators
{
    /// <summary>Estimates.</summary>
    /// <param name="data">Outcome, exposures, covariates.</param>
    /// <param name="source">The columns that the data were prepared from.</param>
    /// <param name="baseline">Column with the outcome before the exposure, on the same scale; null for none.</param>
    /// <param name="confidence">Confidence level of intervals.</param>
    /// <exception cref="StatisticsException">The baseline is missing on a used row, or is the outcome or an exposure.</exception>
    public static ComparatorTable Estimate(CausalData data, ColumnSet source, string? baseline, double confidence = 0.95)
    {
        var before = baseline is null ? null : Baseline(data, source, baseline);
        var type = CausalErrors.Usual(data, hasRegression: true);
        var (rows, balances, warnings) = (new List<Comparison>(), new List<ExposureBalance>(), new List<string>());
        for (var exposure = 0; exposure < data.Roles.Exposures.Count; exposure++)
        {
            var own = new ExposureComparison(data, exposure, baseline, before, type, confidence);
            rows.AddRange([own.Unadjusted(), own.Ancova(), own.Change(), own.Within()]);
            if (!data.IsBinary(exposure))
            {
                rows.Add(own.WithoutWeights($"overlap weights are for an exposure of 0 and 1, which {own.Name} isn't"));
                warnings.AddRange(own.Warnings);
                continue;
            }

            var weights = OverlapWeights.Of(own.Controls, data.Exposure(exposure));
            if (weights.Separated)
                warnings.Add($"the covariates tell the exposed of {own.Name} and the others apart completely: their probability is that of a penalised likelihood, and hardly any weight is left");
            rows.Add(own.Weighted(weights.Weights));
            balances.Add(weights.Balance(own.Name));
            warnings.AddRange(own.Warnings);
        }

        return new ComparatorTable(type, rows, balances, warnings);
    }

    private static double[] Baseline(CausalData data, ColumnSet source, string baseline)
    {
        if (baseline == data.Roles.Outcome || data.Roles.Exposures.Contains(baseline, StringComparer.Ordinal))
            throw new StatisticsException($"The baseline '{baseline}' is the outcome or an exposure; name the column with the outcome before the exposure.");
        if (source[baseline] is not NumericColumn column)
            throw new StatisticsException($"The baseline '{baseline}' holds categories; expected the outcome before the exposure, a number.");
        var values = data.Rows.Select(row => column.Values[row]).ToArray();
        return Array.Exists(values, double.IsNaN)
            ? throw new StatisticsException($"The baseline '{baseline}' is missing on a used row. Name it in DesignOptions.AlsoRequired, so that all estimates are of the same rows.")
            : values;
    }
}
