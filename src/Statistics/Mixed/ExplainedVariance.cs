using System.Globalization;

namespace LobResearch.Statistics.Mixed;

/// <summary>Shares of the outcome's variance.</summary>
/// <param name="Fixed">Variance of Xβ over the rows (divisor n − 1).</param>
/// <param name="Random">Per grouping factor the mean over the rows of z'Σz: with slopes, its variance at the observed covariates.</param>
/// <param name="Residual">σ².</param>
/// <remarks>
/// Nakagawa, Johnson &amp; Schielzeth (2017), J. R. Soc. Interface 14, 20170213; the mean random variance for slopes is
/// Johnson (2014), Methods Ecol. Evol. 5, 944–946.
/// </remarks>
public sealed record ExplainedVariance(double Fixed, IReadOnlyList<(string Group, double Variance)> Random, double Residual)
{
    /// <summary>Marginal R²: the share that the fixed effects explain.</summary>
    public double Marginal => Fixed / Total;

    /// <summary>Conditional R²: the share that fixed and random effects explain.</summary>
    public double Conditional => (Total - Residual) / Total;

    private double Total => Fixed + Random.Sum(own => own.Variance) + Residual;

    /// <summary>Of a fitted model.</summary>
    public static ExplainedVariance Of(MixedModelFit fit)
    {
        var part = fit.FixedPart;
        var mean = System.Numerics.Tensors.TensorPrimitives.Sum(part) / part.Length;
        var squares = 0.0;
        foreach (var value in part)
            squares += (value - mean) * (value - mean);
        var random = fit.Data.Factors.Select((factor, f) => (factor.Name, MeanVariance(fit, factor, f))).ToList();
        return new ExplainedVariance(squares / (part.Length - 1), random, fit.Sigma * fit.Sigma);
    }

    /// <summary>
    /// Intraclass correlation: the share of a factor's variance in what the fixed effects leave, for a row whose varying
    /// effects have the given values.
    /// </summary>
    /// <param name="fit">The model.</param>
    /// <param name="group">A grouping factor.</param>
    /// <param name="at">Value per varying effect but the intercept; needed for each slope of the model.</param>
    /// <exception cref="StatisticsException">No such factor, or a slope without a value.</exception>
    public static double IntraclassCorrelation(MixedModelFit fit, string group, IReadOnlyDictionary<string, double>? at = null)
    {
        if (fit.Data.Factors.All(factor => factor.Name != group))
            throw new StatisticsException($"There is no grouping factor '{group}'; there are {string.Join(", ", fit.Groups.Select(own => own.Name))}.");
        var variances = fit.VarianceComponents.Where(component => component.Correlations is not null)
            .Select(component => (component.Group, Variance: VarianceAt(component, at))).ToList();
        return variances.Where(own => own.Group == group).Sum(own => own.Variance) / (variances.Sum(own => own.Variance) + fit.Sigma * fit.Sigma);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"R² marginal {Marginal:0.0000}, conditional {Conditional:0.0000}");

    private static double VarianceAt(VarianceComponent component, IReadOnlyDictionary<string, double>? at)
    {
        var z = component.Terms.Select(term => term == "(Intercept)"
            ? 1
            : at is not null && at.TryGetValue(term, out var value)
                ? value
                : throw new StatisticsException($"With a slope of {term} the share of {component.Group} depends on {term}: state the value at which it is wanted.")).ToArray();
        var sum = 0.0;
        for (var i = 0; i < z.Length; i++)
        {
            for (var j = 0; j < z.Length; j++)
                sum += z[i] * z[j] * component.Covariance(i, j);
        }

        return sum;
    }

    private static double MeanVariance(MixedModelFit fit, GroupingFactor factor, int f)
    {
        var lambda = fit.Data.Unscaled(fit.Lambda)[f];
        var q = factor.Size;
        var sum = 0.0;
        for (var column = 0; column < q; column++)
        {
            for (var row = 0; row < fit.N; row++)
            {
                var value = 0.0;
                for (var effect = 0; effect < q; effect++)
                    value += factor.Columns[effect][row] * lambda[effect * q + column];
                sum += value * value;
            }
        }

        return fit.Sigma * fit.Sigma * sum / fit.N;
    }
}
