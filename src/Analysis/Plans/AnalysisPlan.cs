using LobResearch.Statistics.Robust;
using LobResearch.Study.Codebook;

namespace LobResearch.Analysis.Plans;

/// <summary>What an analysis estimates, decided before looking: outcomes, exposure, model and uncertainty.</summary>
/// <param name="Id">The plan's identifier.</param>
/// <param name="Title">Its title.</param>
/// <param name="FormId">The form whose answers it reads.</param>
/// <param name="Outcomes">Items, each analysed by itself.</param>
/// <param name="Exposure">Item whose effect is asked for.</param>
/// <param name="Reference">Level that the others are compared with; null for a numeric exposure.</param>
/// <param name="Covariates">Items that are adjusted for.</param>
/// <param name="FixedEffects"><c>school</c> and <c>class_group</c>, as indicators.</param>
/// <param name="Waves">Waves, each analysed by itself.</param>
/// <param name="Estimator">The method; <c>ols</c>.</param>
/// <param name="Covariance">Correction of the clustered standard errors.</param>
/// <param name="Clusters">What errors are clustered by, each giving an estimate of its own.</param>
/// <param name="Confidence">Confidence level of intervals.</param>
/// <param name="Charts">Pictures that the plan asks for.</param>
/// <param name="Path">The plan's file, for messages.</param>
/// <param name="Text">The plan as it is written.</param>
/// <param name="Hash">SHA-256 of the text.</param>
public sealed record AnalysisPlan(
    string Id,
    Label Title,
    string FormId,
    IReadOnlyList<string> Outcomes,
    string Exposure,
    string? Reference,
    IReadOnlyList<string> Covariates,
    IReadOnlyList<string> FixedEffects,
    IReadOnlyList<string> Waves,
    string Estimator,
    CovarianceType Covariance,
    IReadOnlyList<string> Clusters,
    double Confidence,
    IReadOnlyList<PlannedChart> Charts,
    string Path,
    string Text,
    byte[] Hash)
{
    /// <summary>The model of an outcome, as R writes it.</summary>
    public string FormulaFor(string outcome) =>
        $"{outcome} ~ " + string.Join(" + ", new[] { Exposure }.Concat(Covariates).Concat(FixedEffects));
}

/// <summary>A forest plot of one outcome and one level of the exposure, over waves and clusterings.</summary>
/// <param name="Name">File name without ending.</param>
/// <param name="Outcome">Outcome item.</param>
/// <param name="Level">Level of a categorical exposure; null for a numeric one.</param>
/// <param name="Axis">What the axis shows, with its unit.</param>
public sealed record PlannedChart(string Name, string Outcome, string? Level, Label Axis);
