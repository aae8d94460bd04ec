using System.Globalization;

namespace LobResearch.Statistics.Advice;

/// <summary>The advice's words in both languages.</summary>
internal static class AdviceWords
{
    public static string Situation(ClusterDesign design, AdviceLanguage language)
    {
        var culture = CultureInfo.InvariantCulture;
        var dutch = language == AdviceLanguage.Dutch;
        var groups = (design.Treated, dutch) switch
        {
            (null, _) => "",
            (int treated, true) => string.Create(culture, $" ({treated} met en {design.Control} zonder blootgestelden)"),
            (int treated, false) => string.Create(culture, $" ({treated} with and {design.Control} without exposed members)"),
        };
        if (design.Treated is not null && design.Varies == ExposureVariation.Within)
        {
            groups = dutch
                ? string.Create(culture, $" ({design.Treated} met blootgestelden, {design.Control} met niet-blootgestelden)")
                : string.Create(culture, $" ({design.Treated} with exposed members, {design.Control} with others)");
        }

        var varies = (design.Varies, dutch) switch
        {
            (ExposureVariation.Between, true) => "verschilt tussen clusters",
            (ExposureVariation.Between, false) => "varies between clusters",
            (_, true) => "verschilt binnen clusters",
            _ => "varies within clusters",
        };
        var df = double.IsNaN(design.DegreesOfFreedom) ? dutch ? "onbepaald" : "undefined" : design.DegreesOfFreedom.ToString("0.0", culture);
        return dutch
            ? string.Create(culture, $"Het effect van {design.Term} wordt geschat uit {design.Clusters} clusters van {design.Cluster}{groups}, van {design.Smallest} tot {design.Largest} rijen; de blootstelling {varies}. Het telt als {design.EffectiveClusters:0.0} even belangrijke clusters; {design.LargestLeverageOf} weegt het zwaarst ({100 * design.LargestLeverage:0} %), en CR2 heeft {df} vrijheidsgraden.")
            : string.Create(culture, $"The effect of {design.Term} is estimated from {design.Clusters} clusters of {design.Cluster}{groups}, of {design.Smallest} to {design.Largest} rows; the exposure {varies}. They count as {design.EffectiveClusters:0.0} equally important ones; {design.LargestLeverageOf} weighs most ({100 * design.LargestLeverage:0} %), and CR2 has {df} degrees of freedom.");
    }

    public static string Verdict(Trust trust, AdviceLanguage language) => (trust, language) switch
    {
        (Trust.Trustworthy, AdviceLanguage.Dutch) => "Te vertrouwen",
        (Trust.Conservative, AdviceLanguage.Dutch) => "Te voorzichtig, dus te breed",
        (_, AdviceLanguage.Dutch) => "Niet te vertrouwen",
        (Trust.Trustworthy, _) => "Trustworthy",
        (Trust.Conservative, _) => "Conservative, so too wide",
        _ => "Neither",
    };

    public static string Method(string method, AdviceLanguage language) => (method, language) switch
    {
        (TrustRules.Classical, AdviceLanguage.Dutch) => "klassieke intervallen",
        (TrustRules.Classical, _) => "classical intervals",
        (TrustRules.CR1, AdviceLanguage.Dutch) => "CR1 met G − 1 vrijheidsgraden",
        (TrustRules.CR1, _) => "CR1 with G − 1 degrees of freedom",
        (TrustRules.Rademacher, AdviceLanguage.Dutch) => "wild bootstrap met Rademacher-gewichten",
        (TrustRules.Rademacher, _) => "wild bootstrap with Rademacher weights",
        (TrustRules.Webb, AdviceLanguage.Dutch) => "wild bootstrap met Webb-gewichten",
        (TrustRules.Webb, _) => "wild bootstrap with Webb weights",
        (TrustRules.Randomisation, AdviceLanguage.Dutch) => "randomisatietoets",
        (TrustRules.Randomisation, _) => "randomisation inference",
        (TrustRules.Satterthwaite, AdviceLanguage.Dutch) => "het gemengde model met Satterthwaite",
        (TrustRules.Satterthwaite, _) => "the mixed model by Satterthwaite",
        (TrustRules.KenwardRoger, AdviceLanguage.Dutch) => "het gemengde model met Kenward–Roger",
        (TrustRules.KenwardRoger, _) => "the mixed model by Kenward–Roger",
        (TrustRules.MixedModelCR2, AdviceLanguage.Dutch) => "CR2 van het gemengde model",
        (TrustRules.MixedModelCR2, _) => "CR2 of the mixed model",
        _ => method,
    };

    public static string List(IEnumerable<string> items, AdviceLanguage language)
    {
        var all = items.ToList();
        return all.Count == 1 ? all[0] : string.Join(", ", all.SkipLast(1)) + (language == AdviceLanguage.Dutch ? " en " : " and ") + all[^1];
    }
}
