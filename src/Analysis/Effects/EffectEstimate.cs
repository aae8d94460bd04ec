namespace LobResearch.Analysis.Effects;

/// <summary>One number with its uncertainty and what it was computed from.</summary>
/// <param name="Outcome">Outcome item.</param>
/// <param name="Wave">Wave.</param>
/// <param name="Exposure">Exposure item.</param>
/// <param name="Level">Level of a categorical exposure; null for a numeric one.</param>
/// <param name="ReferenceLevel">Level it is compared with.</param>
/// <param name="Term">Name of the coefficient.</param>
/// <param name="Estimator">Method.</param>
/// <param name="Formula">The model as R writes it.</param>
/// <param name="Covariance">Kind of standard error.</param>
/// <param name="Cluster">What errors are clustered by.</param>
/// <param name="Estimate">In the outcome's unit; NaN when undefined.</param>
/// <param name="StandardError">Same unit; NaN when undefined.</param>
/// <param name="DegreesOfFreedom">Of the t distribution.</param>
/// <param name="Statistic">Estimate over standard error.</param>
/// <param name="P">Two-sided p value.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end of the interval.</param>
/// <param name="Confidence">Confidence level.</param>
/// <param name="Rows">Rows used.</param>
/// <param name="Persons">Persons used.</param>
/// <param name="Omitted">Rows left out because something was missing.</param>
/// <param name="Clusters">Number of clusters.</param>
/// <param name="Schools">Number of schools.</param>
/// <param name="Reason">Why a number is undefined.</param>
/// <param name="Warnings">What the reader must know.</param>
public sealed record EffectEstimate(
    string Outcome,
    string Wave,
    string Exposure,
    string? Level,
    string? ReferenceLevel,
    string Term,
    string Estimator,
    string Formula,
    string Covariance,
    string Cluster,
    double Estimate,
    double StandardError,
    double DegreesOfFreedom,
    double Statistic,
    double P,
    double Lower,
    double Upper,
    double Confidence,
    int Rows,
    int Persons,
    int Omitted,
    int Clusters,
    int Schools,
    string? Reason,
    IReadOnlyList<string> Warnings);
