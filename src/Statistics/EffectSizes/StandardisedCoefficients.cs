using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.EffectSizes;

/// <summary>A coefficient in standard deviations.</summary>
/// <param name="Term">Its name.</param>
/// <param name="PerDeviation">Standard deviations of the outcome per standard deviation of the column.</param>
/// <param name="Lower">Lower end of that one's interval.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="PerUnit">Standard deviations of the outcome per unit of the column: the one to read for a 0/1 column.</param>
public sealed record StandardisedCoefficient(string Term, double PerDeviation, double Lower, double Upper, double PerUnit);

/// <summary>Coefficients of a linear model times their column's standard deviation, over the outcome's.</summary>
/// <remarks>
/// The "basic" way of R's <c>effectsize::standardize_parameters</c>: standard deviations of the design's columns, in
/// this sample. Intervals are those of the table, scaled: the standard deviations are taken as known.
/// </remarks>
public static class StandardisedCoefficients
{
    /// <summary>All coefficients but the intercept.</summary>
    /// <param name="fit">The model.</param>
    /// <param name="table">Whose intervals: the fit's own, or robust ones.</param>
    /// <exception cref="StatisticsException">The outcome doesn't vary.</exception>
    public static StandardisedTable Of(LeastSquaresFit fit, CoefficientTable table)
    {
        var outcome = Math.Sqrt(SampleSummary.Of(fit.Frame.Response, "The outcome").Variance);
        if (!(outcome > 0))
            throw new StatisticsException("The outcome does not vary, so no coefficient can be put in its standard deviations.");
        var names = fit.Design.Names.ToList();
        return new StandardisedTable(table.Coefficients.Where(coefficient => coefficient.Term != "(Intercept)").Select(coefficient =>
        {
            var scale = Math.Sqrt(SampleSummary.Of(fit.Design.Column(names.IndexOf(coefficient.Term)), coefficient.Term).Variance) / outcome;
            return new StandardisedCoefficient(coefficient.Term, coefficient.Estimate * scale, coefficient.Lower * scale, coefficient.Upper * scale, coefficient.Estimate / outcome);
        }).ToList(), table.Confidence);
    }
}
