using System.Globalization;
using LobResearch.Analysis.Plans;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Separability;

namespace LobResearch.Analysis.Effects;

/// <summary>Verdicts on separability as sentences.</summary>
public static class SeparabilityWords
{
    /// <summary>A sentence on a component.</summary>
    /// <param name="row">The verdict.</param>
    /// <param name="component">The component's code.</param>
    /// <param name="componentOf">From an exposure's column to its component.</param>
    /// <param name="estimand">What is asked for.</param>
    /// <param name="language">Its language.</param>
    public static string Of(ExposureSeparability row, string component, Func<string, string> componentOf, Estimand estimand, AdviceLanguage language)
    {
        var (schools, others) = (AdviceList(row.RestsOn, language), AdviceList([.. row.AliasedWith.Select(componentOf)], language));
        return language == AdviceLanguage.Dutch ? Dutch(row, component, estimand, schools, others) : English(row, component, estimand, schools, others);
    }

    private static string English(ExposureSeparability row, string component, Estimand estimand, string schools, string others) => row.Separation switch
    {
        Separation.Separable => string.Create(CultureInfo.InvariantCulture, $"component {component} can be told from the others and from school: it {Where(row, estimand)}"),
        Separation.InOneCluster => $"effect in one school only: component {component} varies enough in {schools} alone, so nothing is said of other schools",
        Separation.NotFromCluster when row.RestsOn.Count > 1 => $"component not separable from school: what {component} adds could only be read from comparing {schools}, each with what it has of its own",
        Separation.NotFromCluster when row.RestsOn.Count == 1 => $"component not separable from school: {component} stands on {schools} alone, with all that this school has of its own",
        Separation.NotFromCluster => $"component not separable from school: {component} doesn't vary within schools",
        Separation.NotFromOthers => $"component not separable from {(others.Length == 0 ? "the other components and covariates together" : $"component {others}: they always come together")}",
        _ => row.Exposed == 0 ? $"nobody was exposed to component {component} in these rows" : $"everybody was exposed to component {component} alike",
    };

    private static string Dutch(ExposureSeparability row, string component, Estimand estimand, string schools, string others) => row.Separation switch
    {
        Separation.Separable => string.Create(CultureInfo.InvariantCulture, $"component {component} is te scheiden van de andere en van de school: {Waar(row, estimand)}"),
        Separation.InOneCluster => $"effect in één school: component {component} verschilt alleen in {schools} genoeg tussen ouders, dus over andere scholen zegt dit niets",
        Separation.NotFromCluster when row.RestsOn.Count > 1 => $"component niet te scheiden van de school: wat {component} toevoegt, zou alleen blijken uit een vergelijking van {schools}, elk met alles wat die school van zichzelf heeft",
        Separation.NotFromCluster when row.RestsOn.Count == 1 => $"component niet te scheiden van de school: {component} berust alleen op {schools}, met alles wat die school van zichzelf heeft",
        Separation.NotFromCluster => $"component niet te scheiden van de school: {component} verschilt niet binnen scholen",
        Separation.NotFromOthers => $"component niet te scheiden van {(others.Length == 0 ? "de andere componenten en covariaten samen" : $"component {others}: ze komen altijd samen voor")}",
        _ => row.Exposed == 0 ? $"niemand was in deze gegevens blootgesteld aan component {component}" : $"iedereen was gelijk blootgesteld aan component {component}",
    };

    // An offer that differs within a school begins at one of its waves.
    private static string Where(ExposureSeparability row, Estimand estimand) => estimand == Estimand.Offer && row.VaryingClusters > 0
        ? string.Create(CultureInfo.InvariantCulture, $"begins between waves in {row.VaryingClusters} of {row.Clusters} schools")
        : estimand == Estimand.Offer
        ? string.Create(CultureInfo.InvariantCulture, $"is offered in {row.ExposedClusters} of {row.Clusters} schools")
        : string.Create(CultureInfo.InvariantCulture, $"differs between parents of the same school in {row.VaryingClusters} of {row.Clusters} schools");

    private static string Waar(ExposureSeparability row, Estimand estimand) => estimand == Estimand.Offer && row.VaryingClusters > 0
        ? string.Create(CultureInfo.InvariantCulture, $"het begint tussen metingen op {row.VaryingClusters} van {row.Clusters} scholen")
        : estimand == Estimand.Offer
        ? string.Create(CultureInfo.InvariantCulture, $"het wordt op {row.ExposedClusters} van {row.Clusters} scholen aangeboden")
        : string.Create(CultureInfo.InvariantCulture, $"ouders van dezelfde school verschillen erin op {row.VaryingClusters} van {row.Clusters} scholen");

    private static string AdviceList(IReadOnlyList<string> items, AdviceLanguage language) => items.Count < 2
        ? string.Concat(items)
        : $"{string.Join(", ", items.Take(items.Count - 1))} {(language == AdviceLanguage.Dutch ? "en" : "and")} {items[^1]}";
}
