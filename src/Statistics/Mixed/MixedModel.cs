using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;

namespace LobResearch.Statistics.Mixed;

/// <summary>Linear mixed models: y = Xβ + Zb + ε, b ~ N(0, σ²ΛΛ'), ε ~ N(0, σ²W⁻¹).</summary>
/// <remarks>
/// Profiled (restricted) likelihood of Bates, Mächler, Bolker &amp; Walker (2015), J. Stat. Softw. 67(1); any number of nested
/// or crossed grouping factors. docs/methods/mixed-models.md has the formulas.
/// </remarks>
public static class MixedModel
{
    /// <summary>Fits a linear mixed model.</summary>
    /// <param name="formula">The model, such as <c>y ~ x + (1 + x | school/class)</c>.</param>
    /// <param name="data">Columns; rows with a missing value in a used column are left out.</param>
    /// <param name="options">How.</param>
    /// <exception cref="StatisticsException">The model can't be fitted on these data; the message says why.</exception>
    public static MixedModelFit Fit(Formula formula, ColumnSet data, MixedModelOptions? options = null)
    {
        options ??= new MixedModelOptions();
        options.Validate();
        var rows = MixedModelData.Build(formula, data, options);
        var (rest, gamma) = rows.Split(rows.Frame.Response);
        var products = CrossProducts.Of(rows.Codes, [.. rows.Factors.Select(factor => factor.Levels.Count)], rows.Random, rows.Q, rest);
        // What is left of the outcome by rounding alone is not a residual.
        if (Math.Sqrt(products.Corner[^1]) <= 1e-13 * Math.Sqrt(gamma.Sum(value => value * value)))
            throw new StatisticsException($"'{formula}': the fixed effects explain the outcome without any residual, so there is no variance to divide. Check whether a term copies the outcome.");
        var criterion = new ProfiledCriterion(products, Elimination.Of(products), rows.Rows, options.Criterion == Criterion.Reml, rows.LogWeights, rows.LogScale);
        return Fit(rows, criterion, gamma, options, null);
    }

    internal static MixedModelFit Fit(MixedModelData rows, ProfiledCriterion criterion, double[] gamma, MixedModelOptions options, double[]? start)
    {
        var optimum = Optimiser.Minimise(criterion, rows.Layout, start);
        if (!double.IsFinite(optimum.Value))
            throw new StatisticsException($"'{rows.Frame.Formula}' leaves no residual variance: fixed and random effects together fit every row. Leave terms out.");
        return new MixedModelFit(rows, criterion, gamma, options, optimum);
    }
}
