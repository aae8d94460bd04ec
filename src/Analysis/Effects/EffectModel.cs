using LobResearch.Analysis.Plans;

namespace LobResearch.Analysis.Effects;

/// <summary>Which columns make up a model of effects, whatever they were read from.</summary>
/// <param name="Estimand">Of offers, or of participation.</param>
/// <param name="Outcome">Column with the outcome.</param>
/// <param name="Baseline">Column with the same scale before the exposure.</param>
/// <param name="Exposures">Columns with the exposures.</param>
/// <param name="Covariates">Columns that are adjusted for.</param>
public sealed record EffectModel(Estimand Estimand, string Outcome, string Baseline, IReadOnlyList<string> Exposures, IReadOnlyList<string> Covariates)
{
    /// <summary>Column with the school.</summary>
    public string School { get; init; } = "school";

    /// <summary>Column with the class, unique over schools.</summary>
    public string ClassGroup { get; init; } = "class_group";

    /// <summary>Column with what tells families apart: parents of one student are alike.</summary>
    public string Family { get; init; } = "family";

    /// <summary>
    /// Column with the wave where rows are persons at waves, as for an offer that schools begin at different waves; null where each person has
    /// one row. The baseline is one of the waves then, and isn't adjusted for.
    /// </summary>
    public string? Wave { get; init; }

    /// <summary>Column with the person, where a person has several rows.</summary>
    public string Person { get; init; } = "person";

    /// <summary>
    /// Exposures whose effect rests on one school. Schools can't be their unit then: one school says nothing of how schools differ. Their
    /// errors go together within classes, and the effect is that school's.
    /// </summary>
    public IReadOnlyCollection<string> InOneSchool { get; init; } = [];

    /// <summary>Confidence level of intervals.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Learner of double machine learning.</summary>
    public string Learner { get; init; } = "stack";

    /// <summary>Decides all that is drawn.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Whether schools have effects of their own: an offer that is constant within a school leaves no room for them; one that begins at
    /// different waves is compared within schools, and parents who take part with parents of their own school.
    /// </summary>
    public bool SchoolEffects => Estimand == Estimand.Participation || Wave is not null;

    /// <summary>Columns that are adjusted for beside schools: baseline and covariates; covariates and wave where persons have several rows.</summary>
    public IReadOnlyList<string> Adjusters => Wave is null ? [Baseline, .. Covariates] : [.. Covariates, Wave];

    /// <summary>The model of a plan.</summary>
    public static EffectModel Of(EffectPlan plan) => new(
        plan.Estimand, plan.OutcomeColumn, plan.BaselineColumn, plan.Exposures.Select(plan.ExposureColumn).ToList(), plan.Covariates)
    {
        Confidence = plan.Confidence,
        Learner = plan.Learner,
        Seed = plan.Seed,
        Wave = plan.IsStaggered ? "wave" : null,
    };

    /// <summary>What is adjusted for, as the right side of a formula.</summary>
    public string Adjustment => SchoolEffects ? $"{OwnAdjustment} + {School}" : OwnAdjustment;

    /// <summary>The same within one school.</summary>
    public string OwnAdjustment => string.Join(" + ", Adjusters);
}
