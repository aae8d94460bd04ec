using LobResearch.Analysis.Effects;
using LobResearch.Analysis.Plans;
using LobResearch.Analysis.Runs;
using LobResearch.Charts.Disclosure;
using LobResearch.Charts.Theme;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.EffectSizes;

namespace LobResearch.Charts.Forest;

/// <summary>Says what the primary effects of a run show and no more.</summary>
public static class EffectSentence
{
    /// <summary>One sentence on all components.</summary>
    /// <param name="run">The run.</param>
    /// <param name="components">A component's name by its code.</param>
    /// <param name="language">Language of the sentence.</param>
    /// <param name="isWithheld">Effects that the readers may not see: nothing is said of these.</param>
    public static string For(EffectRun run, IReadOnlyDictionary<string, string> components, Language language, Func<ComponentEffect, bool>? isWithheld = null)
    {
        var dutch = language == Language.Dutch;
        var subject = (run.Plan.Estimand, dutch) switch
        {
            (Estimand.Offer, true) => "Aanbod van school",
            (Estimand.Offer, false) => "What schools offer",
            (_, true) => "Deelname van ouders",
            _ => "Parents taking part",
        };
        var parts = run.Report.Effects.Where(effect => effect is { Role: EffectRole.Primary, Subgroup: null })
            .GroupBy(effect => isWithheld?.Invoke(effect) == true ? EffectFinding.Withheld : Of(run, effect)).OrderBy(group => group.Key)
            .Select(group => $"{Words(group.Key, dutch)}{(dutch ? " bij " : " for ")}{Wording.List(group.Select(effect => components[effect.Component]).ToList(), language)}");
        return $"{subject}: {string.Join("; ", parts)}";
    }

    /// <summary>What a primary effect comes to.</summary>
    internal static EffectFinding Of(EffectRun run, ComponentEffect effect)
    {
        if (!run.Report.Separability[run.Plan.ExposureColumn(effect.Component)].IsEstimable)
            return EffectFinding.NotSeparable;
        if (effect.Modelled.Trust is { Trust: Trust.Neither } || effect.Equivalence is null)
            return EffectFinding.NoInterval;
        return effect.Equivalence.Finding switch
        {
            EquivalenceFinding.Difference => effect.Modelled.Effect.Estimate > 0 ? EffectFinding.Higher : EffectFinding.Lower,
            EquivalenceFinding.Inconclusive => EffectFinding.Unclear,
            _ => EffectFinding.Small,
        };
    }

    private static string Words(EffectFinding kind, bool dutch) => (kind, dutch) switch
    {
        (EffectFinding.Higher, true) => "hogere scores",
        (EffectFinding.Higher, false) => "higher scores",
        (EffectFinding.Lower, true) => "lagere scores",
        (EffectFinding.Lower, false) => "lower scores",
        (EffectFinding.Small, true) => "hoogstens een verschil dat te klein is om ertoe te doen",
        (EffectFinding.Small, false) => "at most a difference too small to matter",
        (EffectFinding.Unclear, true) => "niet te onderscheiden van geen verschil",
        (EffectFinding.Unclear, false) => "not distinguishable from no difference",
        (EffectFinding.NoInterval, true) => "te weinig scholen of klassen om het te zeggen",
        (EffectFinding.NoInterval, false) => "too few schools or classes to tell",
        (EffectFinding.Withheld, true) => WithheldWords.Short(Language.Dutch),
        (EffectFinding.Withheld, false) => WithheldWords.Short(Language.English),
        (_, true) => "niet te scheiden van de school",
        _ => "not separable from school",
    };
}
