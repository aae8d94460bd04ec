using LobResearch.Study.Codebook;

namespace LobResearch.Analysis.Plans;

/// <summary>Whose effect is asked for.</summary>
public enum Estimand
{
    /// <summary>Of a school's offer, whoever comes: intention to treat.</summary>
    Offer,

    /// <summary>Of taking part, among parents of the same school.</summary>
    Participation,
}

/// <summary>What counts as taking part.</summary>
public enum Dose
{
    /// <summary>At least one activity with the component.</summary>
    Any,

    /// <summary>The number of such activities.</summary>
    Sessions,

    /// <summary>Minutes attended, in hours.</summary>
    Hours,
}

/// <summary>A way to estimate an effect.</summary>
public enum EffectEstimator
{
    /// <summary>Difference in the outcome, nothing adjusted for.</summary>
    Unadjusted,

    /// <summary>Least squares, adjusted for the outcome at the baseline and covariates.</summary>
    Ancova,

    /// <summary>A mixed model with the same adjustment, by Kenward and Roger.</summary>
    Mixed,

    /// <summary>Double machine learning with the same adjustment.</summary>
    Dml,
}

/// <summary>What is estimated and how, decided before looking: one estimand, one outcome, one primary estimator.</summary>
/// <param name="Id">The plan's identifier.</param>
/// <param name="Title">Its title.</param>
/// <param name="FormId">The form that measures the outcome.</param>
/// <param name="Estimand">Of offers, or of participation.</param>
/// <param name="Outcome">The outcome's scale.</param>
/// <param name="OutcomeWave">The wave at which the outcome is measured.</param>
/// <param name="BaselineWave">The wave before the exposure.</param>
/// <param name="Exposures">Components of CIOS+R, by their codes.</param>
/// <param name="Dose">What counts as taking part; of no meaning for offers.</param>
/// <param name="Covariates">Items and scales at the baseline that are adjusted for, beside the outcome's own scale.</param>
/// <param name="Moderators">Groups of persons in which the effect may differ.</param>
/// <param name="Primary">The estimator whose estimates count.</param>
/// <param name="Sensitivity">Estimators whose estimates stand beside.</param>
/// <param name="Adjustment">How p values of the family (the plan's components) are adjusted: <c>holm</c> or <c>none</c>.</param>
/// <param name="MinimalEffect">Smallest effect of interest, in points of the scale: the bound of equivalence tests.</param>
/// <param name="Confidence">Confidence level of intervals.</param>
/// <param name="Learner">The learner of double machine learning.</param>
/// <param name="Seed">Decides all that is drawn.</param>
/// <param name="Path">The plan's file, for messages.</param>
/// <param name="Text">The plan as it is written.</param>
/// <param name="Hash">SHA-256 of the text.</param>
public sealed record EffectPlan(
    string Id, Label Title, string FormId, Estimand Estimand, string Outcome, string OutcomeWave, string BaselineWave, IReadOnlyList<string> Exposures, Dose Dose,
    IReadOnlyList<string> Covariates, IReadOnlyList<Moderator> Moderators, EffectEstimator Primary, IReadOnlyList<EffectEstimator> Sensitivity, string Adjustment,
    double MinimalEffect, double Confidence, string Learner, ulong Seed, string Path, string Text, byte[] Hash)
{
    /// <summary>
    /// Waves in order when the offer is staggered: schools begin at different waves, so that each is compared with itself before and with
    /// those that haven't begun. Empty otherwise.
    /// </summary>
    public IReadOnlyList<string> Panel { get; init; } = [];

    /// <summary>Whether rows are persons at waves, not persons.</summary>
    public bool IsStaggered => Panel.Count > 0;

    /// <summary>The waves that are read, in order.</summary>
    public IReadOnlyList<string> Waves => IsStaggered ? Panel : [BaselineWave, OutcomeWave];

    /// <summary>Name of the outcome's column.</summary>
    public string OutcomeColumn => IsStaggered ? Outcome : $"{Outcome}_{OutcomeWave}";

    /// <summary>Name of the column with the outcome's scale at the baseline.</summary>
    public string BaselineColumn => $"{Outcome}_{BaselineWave}";

    /// <summary>Name of the column with a component's exposure.</summary>
    public string ExposureColumn(string component) => Estimand == Estimand.Offer ? $"offered_{component}" : Dose switch
    {
        Dose.Any => $"attended_{component}",
        Dose.Sessions => $"sessions_{component}",
        _ => $"hours_{component}",
    };
}

/// <summary>Groups of persons by an item at the baseline.</summary>
/// <param name="Item">The item.</param>
/// <param name="Groups">Group → the item's answers that belong to it; the first group is the one that others are compared with.</param>
public sealed record Moderator(string Item, IReadOnlyList<(string Group, IReadOnlyList<string> Answers)> Groups);
