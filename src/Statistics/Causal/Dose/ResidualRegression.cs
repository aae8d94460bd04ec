using System.Numerics.Tensors;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>
/// The last stage of several functions of one dose: the outcome's residual on theirs, without intercept. A contrast of its
/// coefficients is made a coefficient itself, so that it has each kind of error, and its degrees of freedom, as any other.
/// </summary>
/// <remarks>
/// For γ = a'θ and p with the largest |a_p|: x_p/a_p takes γ, and x_k − x_p a_k/a_p the other θ_k. The same fitted values, by
/// θ_p = (γ − Σ a_k θ_k)/a_p.
/// </remarks>
internal sealed class ResidualRegression
{
    private readonly double[] _outcome;
    private readonly IReadOnlyList<(string Name, double[] Values)> _columns;
    private readonly double _confidence;

    /// <exception cref="StatisticsException">The functions' residuals can't be told apart.</exception>
    public ResidualRegression(double[] outcome, IReadOnlyList<(string Name, double[] Values)> columns, double confidence)
    {
        (_outcome, _columns, _confidence) = (outcome, columns, confidence);
        Fit = NamedRegression.Of(outcome, columns, confidence);
        if (Fit.Dropped.Count > 0)
            throw new StatisticsException($"Once the covariates have predicted the dose, nothing of its own is left of {string.Join(", ", Fit.Dropped)}. Take fewer categories or knots, or leave out the covariate that holds the dose.");
    }

    /// <summary>The regression.</summary>
    public NamedRegression Fit { get; }

    /// <summary>A contrast as the first coefficient of a regression.</summary>
    /// <param name="term">What it is called there.</param>
    /// <param name="weights">a, one per function, not all 0.</param>
    public NamedRegression Contrast(string term, double[] weights)
    {
        var pivot = TensorPrimitives.IndexOfMaxMagnitude<double>(weights);
        var lead = _columns[pivot].Values;
        var columns = new List<(string, double[])> { (term, Array.ConvertAll(lead, value => value / weights[pivot])) };
        for (var k = 0; k < _columns.Count; k++)
        {
            if (k == pivot)
                continue;
            var (own, share) = (_columns[k].Values, weights[k] / weights[pivot]);
            columns.Add((_columns[k].Name, [.. own.Select((value, row) => value - share * lead[row])]));
        }

        return NamedRegression.Of(_outcome, columns, _confidence);
    }

    /// <summary>A coefficient with its error, for intervals of several at once.</summary>
    public static BandedEffect Effect(NamedRegression own, Coefficient effect) => new(own.Fit, own.TermOf(effect.Term), effect, () => Influence(own.Fit, own.TermOf(effect.Term)));

    // Of each row on a coefficient, times n.
    private static double[] Influence(LeastSquaresFit fit, string term)
    {
        var rank = fit.Rank;
        var place = fit.Coefficients.Coefficients.ToList().FindIndex(coefficient => coefficient.Term == term);
        var rho = fit.InverseR.AsSpan(fit.Kept[place] * rank, rank);
        var influence = new double[fit.N];
        for (var row = 0; row < influence.Length; row++)
            influence[row] = fit.N * fit.Residuals[row] * TensorPrimitives.Dot<double>(rho, fit.ThinQ.AsSpan(row * rank, rank));
        return influence;
    }
}
