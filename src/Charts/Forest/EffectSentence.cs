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
    private enum Kind
    {
        Higher,
        Lower,
        Small,
        Unclear,
        NoInterval,
        NotSeparable,
        Withheld,
    }

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
            .GroupBy(effect => isWithheld?.Invoke(effect) == true ? Kind.Withheld : Of(run, effect)).OrderBy(group => group.Key)
            .Select(group => $"{Words(group.Key, dutch)}{(dutch ? " bij " : " for ")}{List(group.Select(effect => components[effect.Component]).ToList(), dutch)}");
        return $"{subject}: {string.Join("; ", parts)}";
    }

    private static Kind Of(EffectRun run, ComponentEffect effect)
    {
        if (!run.Report.Separability[run.Plan.ExposureColumn(effect.Component)].IsEstimable)
            return Kind.NotSeparable;
        if (effect.Modelled.Trust is { Trust: Trust.Neither } || effect.Equivalence is null)
            return Kind.NoInterval;
        return effect.Equivalence.Finding switch
        {
            EquivalenceFinding.Difference => effect.Modelled.Effect.Estimate > 0 ? Kind.Higher : Kind.Lower,
            EquivalenceFinding.Inconclusive => Kind.Unclear,
            _ => Kind.Small,
        };
    }

    private static string Words(Kind kind, bool dutch) => (kind, dutch) switch
    {
        (Kind.Higher, true) => "hogere scores",
        (Kind.Higher, false) => "higher scores",
        (Kind.Lower, true) => "lagere scores",
        (Kind.Lower, false) => "lower scores",
        (Kind.Small, true) => "hoogstens een verschil dat te klein is om ertoe te doen",
        (Kind.Small, false) => "at most a difference too small to matter",
        (Kind.Unclear, true) => "niet te onderscheiden van geen verschil",
        (Kind.Unclear, false) => "not distinguishable from no difference",
        (Kind.NoInterval, true) => "te weinig scholen of klassen om het te zeggen",
        (Kind.NoInterval, false) => "too few schools or classes to tell",
        (Kind.Withheld, true) => WithheldWords.Short(Language.Dutch),
        (Kind.Withheld, false) => WithheldWords.Short(Language.English),
        (_, true) => "niet te scheiden van de school",
        _ => "not separable from school",
    };

    private static string List(List<string> names, bool dutch) => names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} {(dutch ? "en" : "and")} {names[^1]}";
}
