using LobResearch.Statistics.EffectSizes;
using LobResearch.Statistics.Separability;

namespace LobResearch.Analysis.Effects;

/// <summary>What part an effect plays in its plan.</summary>
public enum EffectRole
{
    /// <summary>What the plan asks for.</summary>
    Primary,

    /// <summary>The same by another way.</summary>
    Sensitivity,

    /// <summary>In a group of persons, or between groups.</summary>
    Moderator,
}

/// <summary>A component's effect, with what is needed to read it.</summary>
/// <param name="Component">Component of CIOS+R.</param>
/// <param name="Role">What part it plays.</param>
/// <param name="Subgroup">Group of persons, or the contrast of two; null for everybody.</param>
/// <param name="Modelled">The effect. Not a number, with a reason, where the component isn't separable.</param>
/// <param name="AdjustedP">p adjusted within the plan's family; NaN outside it.</param>
/// <param name="Equivalence">Whether it is smaller than the smallest effect of interest; null where its interval can't be relied on.</param>
public sealed record ComponentEffect(string Component, EffectRole Role, string? Subgroup, ModelledEffect Modelled, double AdjustedP, Equivalence? Equivalence);

/// <summary>How many parents are left at a stage, of all and by exposure to each component.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="All">Parents.</param>
/// <param name="Exposed">Per component: exposed, not exposed, unknown.</param>
public sealed record FlowStage(string Stage, int All, IReadOnlyList<FlowExposure> Exposed);

/// <summary>Parents of a stage by exposure to a component.</summary>
/// <param name="Component">The component.</param>
/// <param name="Yes">Exposed.</param>
/// <param name="No">Not exposed.</param>
/// <param name="Unknown">Nobody knows.</param>
public sealed record FlowExposure(string Component, int Yes, int No, int Unknown);

/// <summary>All that a plan of effects gave.</summary>
/// <param name="Flow">Who was invited, answered, was linked and is analysed.</param>
/// <param name="Separability">Which components can be told apart, judged before any model.</param>
/// <param name="Effects">Primary ones first.</param>
/// <param name="Reliability">alpha of the outcome's scale at the baseline; NaN when unknown.</param>
/// <param name="Notes">What holds for all of it, in English.</param>
public sealed record EffectReport(
    IReadOnlyList<FlowStage> Flow, SeparabilityTable Separability, IReadOnlyList<ComponentEffect> Effects, double Reliability, IReadOnlyList<string> Notes);
