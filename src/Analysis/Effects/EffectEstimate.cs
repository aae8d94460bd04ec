using LobResearch.Statistics.EffectSizes;

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
    IReadOnlyList<string> Warnings)
{
    /// <summary>What part it plays in its plan.</summary>
    public EffectRole Role { get; init; }

    /// <summary>offer or participation; null for plans without an estimand.</summary>
    public string? Estimand { get; init; }

    /// <summary>Group of persons, or the contrast of two; null for everybody.</summary>
    public string? Subgroup { get; init; }

    /// <summary>p adjusted within the plan's family; NaN outside it.</summary>
    public double AdjustedP { get; init; } = double.NaN;

    /// <summary>Whether it is smaller than the smallest effect of interest; null where none is stated.</summary>
    public Equivalence? Equivalence { get; init; }

    /// <summary>What to think of the interval with so few schools, in English; null where that isn't judged.</summary>
    public string? Trust { get; init; }

    /// <summary>How strong an unmeasured cause would have to be to bring the estimate to 0; NaN where undefined.</summary>
    public double Robustness { get; init; } = double.NaN;

    /// <summary>The same to bring 0 into the interval.</summary>
    public double RobustnessOfInterval { get; init; } = double.NaN;
}
