using MathNet.Numerics;

namespace LobResearch.Statistics.Measurement;

/// <summary>One factor behind items, fitted by maximum likelihood; and omega, the reliability that it gives the items' sum.</summary>
/// <remarks>
/// McDonald (1999), <i>Test Theory</i>, eq. 6.20b: ω = (Σλ)² / ((Σλ)² + Σθ), of unstandardised loadings λ and residual variances θ (divisor
/// n − 1 or n: ω is the same).
/// </remarks>
/// <param name="N">Rows.</param>
/// <param name="Loadings">Per item, in its own units, the factor's variance being 1; their sum is 0 or more.</param>
/// <param name="ResidualVariances">Per item; 0 at a Heywood case.</param>
/// <param name="StandardDeviations">Per item, divisor n.</param>
/// <param name="ObservedVariance">Of the items' sum, divisor n.</param>
/// <param name="Discrepancy">log|Σ| + tr(SΣ⁻¹) − log|S| − k at its least.</param>
/// <param name="Heywood">Index of the item whose residual variance ended at 0; null for none.</param>
/// <param name="Converged">Whether the search ended where it stands still.</param>
/// <param name="Iterations">Newton steps.</param>
/// <param name="Reason">Why there is no fit, and all numbers are NaN; null when there is one.</param>
public sealed record OneFactorFit(
    int N, IReadOnlyList<double> Loadings, IReadOnlyList<double> ResidualVariances, IReadOnlyList<double> StandardDeviations, double ObservedVariance, double Discrepancy,
    int? Heywood, bool Converged, int Iterations, string? Reason)
{
    /// <summary>Omega, model-implied variance below.</summary>
    public double Omega => Common / (Common + ResidualVariances.Sum());

    /// <summary>The same common variance over the observed variance of the sum.</summary>
    public double OmegaObserved => Common / ObservedVariance;

    /// <summary>Omega of the sum of standardised items.</summary>
    public double OmegaStandardised
    {
        get
        {
            var sum = StandardisedLoadings.Sum();
            return sum * sum / (sum * sum + ResidualVariances.Zip(StandardDeviations, (variance, sd) => variance / (sd * sd)).Sum());
        }
    }

    /// <summary>Loadings of standardised items.</summary>
    public IReadOnlyList<double> StandardisedLoadings => Loadings.Zip(StandardDeviations, (loading, sd) => loading / sd).ToList();

    /// <summary>n times the discrepancy: how badly one factor reproduces the covariances.</summary>
    public double ChiSquare => N * Discrepancy;

    /// <summary>Its degrees of freedom, k(k − 3)/2; 0 for three items, which one factor always reproduces.</summary>
    public int DegreesOfFreedom => Loadings.Count * (Loadings.Count - 3) / 2;

    /// <summary>Its p value; NaN without degrees of freedom.</summary>
    public double P => DegreesOfFreedom > 0 && double.IsFinite(ChiSquare) ? SpecialFunctions.GammaUpperRegularized(DegreesOfFreedom / 2.0, Math.Max(0, ChiSquare) / 2) : double.NaN;

    private double Common => Loadings.Sum() * Loadings.Sum();

    internal static OneFactorFit Undefined(int n, int items, string reason)
    {
        var none = Enumerable.Repeat(double.NaN, items).ToArray();
        return new OneFactorFit(n, none, none, none, double.NaN, double.NaN, null, false, 0, reason);
    }
}
