using Deedle;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal.Beside;

/// <summary>A plain estimate of an exposure's effect.</summary>
/// <param name="Estimator">unadjusted, ancova, change, within or overlap.</param>
/// <param name="Exposure">Whose effect.</param>
/// <param name="Model">What was regressed on what.</param>
/// <param name="N">Rows.</param>
/// <param name="Effect">With its uncertainty, in units of the outcome; null where it isn't defined.</param>
/// <param name="Reason">Why it isn't defined; null where it is.</param>
public sealed record Comparison(string Estimator, string Exposure, string Model, int N, Coefficient? Effect, string? Reason);

/// <summary>How alike the exposed and the others are in a covariate.</summary>
/// <param name="Covariate">Its column.</param>
/// <param name="MeanExposed">Mean of the exposed, unweighted.</param>
/// <param name="MeanOthers">Mean of the others, unweighted.</param>
/// <param name="Before">Standardised mean difference, unweighted; NaN when the column varies in neither group.</param>
/// <param name="After">The same with overlap weights, by the same standard deviation.</param>
public sealed record CovariateBalance(string Covariate, double MeanExposed, double MeanOthers, double Before, double After);

/// <summary>How alike the exposed and the others are, before and after weighting.</summary>
/// <param name="Exposure">The exposure of 0 and 1.</param>
/// <param name="Exposed">Exposed rows.</param>
/// <param name="Others">The other rows.</param>
/// <param name="EffectiveExposed">(Σw)²/Σw² of the exposed: equally weighted rows that would tell as much.</param>
/// <param name="EffectiveOthers">The same of the others.</param>
/// <param name="Covariates">Per covariate column.</param>
public sealed record ExposureBalance(string Exposure, int Exposed, int Others, double EffectiveExposed, double EffectiveOthers, IReadOnlyList<CovariateBalance> Covariates);

/// <summary>The plain estimates that a causal estimate is laid beside, on the same rows.</summary>
/// <param name="Covariance">The kind of error of all of them.</param>
/// <param name="Rows">Five per exposure.</param>
/// <param name="Balance">Per exposure of 0 and 1.</param>
/// <param name="Warnings">What a reader must know.</param>
public sealed record ComparatorTable(CausalCovariance Covariance, IReadOnlyList<Comparison> Rows, IReadOnlyList<ExposureBalance> Balance, IReadOnlyList<string> Warnings)
{
    /// <summary>The first exposure's comparison by its estimator.</summary>
    /// <exception cref="StatisticsException">There is none of that name.</exception>
    public Comparison this[string estimator] => Rows.FirstOrDefault(row => row.Estimator == estimator)
        ?? throw new StatisticsException($"There is no estimator '{estimator}'; there are {string.Join(", ", Rows.Select(row => row.Estimator).Distinct())}.");

    /// <summary>One row per estimator and exposure, for notebooks; missing where undefined.</summary>
    public Frame<string, string> ToFrame()
    {
        var names = Rows.Select(row => $"{row.Exposure}: {row.Estimator}").ToList();
        return Frame.FromColumns(new[]
        {
            Column("estimate", effect => effect.Estimate),
            Column("se", effect => effect.StandardError),
            Column("df", effect => effect.DegreesOfFreedom),
            Column("p", effect => effect.P),
            Column("lower", effect => effect.Lower),
            Column("upper", effect => effect.Upper),
        });

        KeyValuePair<string, Series<string, double>> Column(string name, Func<Coefficient, double> value) =>
            new(name, new Series<string, double>(names, Rows.Select(row => row.Effect is null ? double.NaN : value(row.Effect))));
    }

    /// <summary>The table as text.</summary>
    public override string ToString() => ComparatorText.Of(this);
}
