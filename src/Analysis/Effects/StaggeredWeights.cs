using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Separability;

namespace LobResearch.Analysis.Effects;

/// <summary>
/// What a staggered offer's estimate is an average of: the effects of the schools that had begun, each wave, weighed by what school and wave
/// effects leave of the exposure. Some of those weights can be negative.
/// </summary>
/// <remarks>de Chaisemartin &amp; D'Haultfœuille (2020), American Economic Review 110(9), theorem 1; Goodman-Bacon (2021).</remarks>
public static class StaggeredWeights
{
    /// <summary>A sentence per component whose effect can be told.</summary>
    internal static IEnumerable<string> Notes(EffectModel model, ColumnSet data, SeparabilityTable table)
    {
        var varying = model with { Exposures = [.. model.Exposures.Where(name => table[name].Separation != Separation.NoVariation)] };
        foreach (var row in table.Exposures.Where(row => row.IsEstimable))
        {
            var (negative, share) = Of(varying, data, row.Exposure);
            var fact = negative == 0
                ? "none of the weights is negative"
                : string.Create(CultureInfo.InvariantCulture, $"the weights of {100 * share:0} % of them are negative and add up to {-negative:0.00}");
            var meaning = negative == 0 ? "where effects differ between schools or grow over time it is still an average of them"
                : "where effects differ between schools or grow over time it can lie outside all of them";
            yield return $"{row.Exposure}: the estimate averages the effects in schools that had begun, wave by wave; {fact}: {meaning}";
        }
    }

    /// <summary>The weights' negative part.</summary>
    /// <param name="model">A model with a wave; its exposures vary.</param>
    /// <param name="data">A row per person and wave.</param>
    /// <param name="exposure">The exposure; 0 or 1.</param>
    /// <returns>Sum of the negative weights, where all weights add up to 1, and the share of exposed rows that have one.</returns>
    /// <exception cref="LobResearch.Statistics.StatisticsException">The exposure can't be regressed on the rest; the message says why.</exception>
    public static (double Negative, double Share) Of(EffectModel model, ColumnSet data, string exposure)
    {
        var others = model.Exposures.Where(other => other != exposure);
        var fit = LeastSquares.Fit(Formula.Parse($"{exposure} ~ {string.Join(" + ", others.Append(model.Adjustment))}"), data, new LeastSquaresOptions());
        var (values, left) = (((NumericColumn)data[exposure]).Values.ToArray(), fit.Residuals.ToArray());
        var exposed = fit.Frame.Rows.Select((row, place) => (Value: values[row], Left: left[place])).Where(pair => pair.Value > 0).ToList();
        var whole = exposed.Sum(pair => pair.Left);
        // Rounding alone isn't a negative weight.
        var below = exposed.Where(pair => pair.Left < -1e-9).ToList();
        return below.Count == 0 ? (0, 0) : (below.Sum(pair => pair.Left) / whole, (double)below.Count / exposed.Count);
    }
}
