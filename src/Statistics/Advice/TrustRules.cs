using System.Globalization;

namespace LobResearch.Statistics.Advice;

/// <summary>
/// From a design to verdicts. Three rules are hard: never trustworthy with fewer than three treated or three control
/// clusters, with fewer than four degrees of freedom, or with a zero variance between clusters under an exposure of whole
/// clusters (a mixed model's, or ICC(1) of the residuals at or below zero).
/// </summary>
/// <remarks>
/// The rest is read off the simulations in docs/methods/few-clusters.md (nominal 95 %, ICC .05): what is called trustworthy
/// covered at least 92 % there; what covered more than 98 % is called conservative.
/// </remarks>
internal static class TrustRules
{
    public const string Classical = "classical";
    public const string CR1 = "CR1";
    public const string CR2 = "CR2";
    public const string CR3 = "CR3";
    public const string Rademacher = "wild bootstrap, Rademacher";
    public const string Webb = "wild bootstrap, Webb";
    public const string Randomisation = "randomisation";
    public const string Satterthwaite = "mixed model, Satterthwaite";
    public const string KenwardRoger = "mixed model, Kenward–Roger";
    public const string MixedModelCR2 = "mixed model, CR2";

    private const int FewestPerArm = 3;
    private const int FewestPerArmForBootstrap = 4;
    private const int FewestForTwoInArm = 6;
    private const double FewestDegrees = 4;
    private const double Level = 0.05;

    // Where CR1 with G − 1 and CR3 come within a point of nominal.
    private const double ManyClusters = 30;

    public static IReadOnlyList<MethodVerdict> Judge(ClusterDesign design, AdviceFacts facts)
    {
        var hard = HardRule(design, facts);
        var verdicts = new List<MethodVerdict>
        {
            OfClassical(),
            OfCR1(design, hard),
            OfCR2(design, hard),
            OfCR3(design, hard),
            OfBootstrap(Rademacher, 2 * Math.Pow(2, -design.Contributing), design, hard),
            OfBootstrap(Webb, 6 * Math.Pow(6, -design.Contributing), design, hard),
        };
        if (design.Varies == ExposureVariation.Between)
            verdicts.Add(OfRandomisation(design, facts, hard));
        if (facts.MixedModelDegreesOfFreedom is { } satterthwaite)
            verdicts.Add(OfMixedModel(Satterthwaite, satterthwaite, design, hard));
        if (facts.KenwardRogerDegreesOfFreedom is { } kenwardRoger)
            verdicts.Add(OfMixedModel(KenwardRoger, kenwardRoger, design, hard));
        if (facts.MixedModelRobustDegreesOfFreedom is { } robust)
            verdicts.Add(OfMixedModel(MixedModelCR2, robust, design, hard));
        return verdicts;
    }

    private static (string English, string Dutch)? HardRule(ClusterDesign design, AdviceFacts facts)
    {
        var arm = Arm(design);
        if (arm < FewestPerArm)
        {
            return (
                string.Create(CultureInfo.InvariantCulture, $"with {arm} on one side what those clusters have of their own can't be told from the effect"),
                string.Create(CultureInfo.InvariantCulture, $"met {arm} aan één kant is wat die clusters van zichzelf hebben niet van het effect te scheiden"));
        }

        if (!(design.DegreesOfFreedom >= FewestDegrees))
            return ("fewer than 4 degrees of freedom", "minder dan 4 vrijheidsgraden");
        if (design.Varies == ExposureVariation.Between && (facts.SchoolVarianceIsZero == true || design.ResidualIcc == 0))
            return ("the variance between clusters is estimated as zero, which few clusters often give by chance", "de variantie tussen clusters is op nul geschat, wat bij weinig clusters vaak toeval is");
        return null;
    }

    private static MethodVerdict OfClassical() => new(
        Classical, Trust.Neither, "it takes rows of a cluster as independent", "het neemt rijen van een cluster als onafhankelijk");

    private static MethodVerdict OfCR1(ClusterDesign design, (string, string)? hard) => design.EffectiveClusters >= ManyClusters && hard is null
        ? Calibrated(CR1)
        : new MethodVerdict(CR1, Trust.Neither, "too narrow with few or unequal clusters", "te smal bij weinig of ongelijke clusters");

    private static MethodVerdict OfCR2(ClusterDesign design, (string English, string Dutch)? hard)
    {
        if (design.Varies == ExposureVariation.Between && Arm(design) == 2 && design.Clusters >= FewestForTwoInArm)
        {
            return new MethodVerdict(
                CR2, Trust.Conservative, "two clusters on a side leave so few degrees of freedom that it covers 98 to 99 % in simulations",
                "twee clusters aan één kant laten zo weinig vrijheidsgraden over dat het in simulaties 98 tot 99 % dekt");
        }

        return hard is null ? Calibrated(CR2) : new MethodVerdict(CR2, Trust.Neither, hard.Value.English, hard.Value.Dutch);
    }

    private static MethodVerdict OfCR3(ClusterDesign design, (string English, string Dutch)? hard)
    {
        if (OneSided(design) || double.IsNaN(design.DegreesOfFreedom))
            return new MethodVerdict(CR3, Trust.Neither, "leaving out the one cluster leaves no effect", "zonder dat ene cluster blijft geen effect over");
        return design.EffectiveClusters >= ManyClusters && hard is null
            ? Calibrated(CR3)
            : new MethodVerdict(CR3, Trust.Conservative, "the jackknife's variance is too large on average", "de variantie van de jackknife is gemiddeld te groot");
    }

    private static MethodVerdict OfBootstrap(string method, double smallestP, ClusterDesign design, (string English, string Dutch)? hard)
    {
        if (double.IsNaN(design.DegreesOfFreedom))
            return new MethodVerdict(method, Trust.Neither, hard!.Value.English, hard.Value.Dutch);
        if (smallestP > Level)
        {
            return new MethodVerdict(
                method, Trust.Conservative,
                string.Create(CultureInfo.InvariantCulture, $"its smallest p value is {smallestP:0.###}, so it can't reject at 5 %"),
                string.Create(CultureInfo.InvariantCulture, $"zijn kleinste p-waarde is {smallestP:0.###}, dus op 5 % kan hij niets verwerpen"));
        }

        if (2 * smallestP > Level)
            return new MethodVerdict(method, Trust.Conservative, "so few p values can come out that it hardly ever rejects at 5 %", "er zijn zo weinig p-waarden mogelijk dat hij op 5 % zelden verwerpt");
        if (design.Varies == ExposureVariation.Between && Arm(design) < FewestPerArm)
        {
            return new MethodVerdict(
                method, Trust.Conservative, "with one or two clusters on a side and the null imposed it rejects too seldom (MacKinnon & Webb 2018)",
                "met een of twee clusters aan één kant en de nulhypothese opgelegd verwerpt hij te zelden (MacKinnon & Webb 2018)");
        }

        if (hard is null && Arm(design) < FewestPerArmForBootstrap)
            return new MethodVerdict(method, Trust.Neither, "with three clusters on a side it covers only 92 to 94 % in simulations", "met drie clusters aan één kant dekt hij in simulaties maar 92 tot 94 %");
        return hard is null ? Calibrated(method) : new MethodVerdict(method, Trust.Neither, hard.Value.English, hard.Value.Dutch);
    }

    private static MethodVerdict OfRandomisation(ClusterDesign design, AdviceFacts facts, (string English, string Dutch)? hard)
    {
        var smallestP = SmallestPermutationP(design);
        if (smallestP > Level)
        {
            return new MethodVerdict(
                Randomisation, Trust.Conservative,
                string.Create(CultureInfo.InvariantCulture, $"its smallest p value is {smallestP:0.###}, so it can't reject at 5 %"),
                string.Create(CultureInfo.InvariantCulture, $"de kleinste p-waarde is {smallestP:0.###}, dus op 5 % kan niets verworpen worden"));
        }

        if (hard is not null)
            return new MethodVerdict(Randomisation, Trust.Neither, hard.Value.English, hard.Value.Dutch);
        return facts.MechanismDeclared
            ? new MethodVerdict(Randomisation, Trust.Trustworthy, "exact under the declared assignment", "exact onder de opgegeven toewijzing")
            : new MethodVerdict(Randomisation, Trust.Neither, "no assignment mechanism is declared", "er is geen toewijzingsmechanisme opgegeven");
    }

    private static MethodVerdict OfMixedModel(string method, double degrees, ClusterDesign design, (string English, string Dutch)? hard)
    {
        var few = design.Varies == ExposureVariation.Between && design.Clusters < FewestForTwoInArm;
        var robust = method == MixedModelCR2;
        if (!robust && few && Arm(design) < FewestPerArm)
        {
            return new MethodVerdict(
                method, Trust.Conservative, "with five schools or fewer its degrees of freedom are so few that it covers more than 99 % in simulations",
                "met vijf scholen of minder heeft het zo weinig vrijheidsgraden dat het in simulaties meer dan 99 % dekt");
        }

        if (robust && Arm(design) == 2 && (!few || design.Varies == ExposureVariation.Within))
        {
            return new MethodVerdict(
                method, Trust.Conservative, "two clusters on a side leave so few degrees of freedom that it covers 98 to 99 % in simulations",
                "twee clusters aan één kant laten zo weinig vrijheidsgraden over dat het in simulaties 98 tot 99 % dekt");
        }

        if (hard is null && !(degrees >= FewestDegrees))
            hard = ("fewer than 4 degrees of freedom", "minder dan 4 vrijheidsgraden");
        return hard is null ? Calibrated(method) : new MethodVerdict(method, Trust.Neither, hard.Value.English, hard.Value.Dutch);
    }

    private static MethodVerdict Calibrated(string method) => new(
        method, Trust.Trustworthy, "it covers 92 to 98 % in simulations of such designs", "in simulaties van zulke opzetten dekt het 92 tot 98 %");

    // The smaller number of clusters with or without exposed members; not known of an exposure of more than two values.
    private static int Arm(ClusterDesign design) => Math.Min(design.Treated ?? int.MaxValue, design.Control ?? int.MaxValue);

    private static bool OneSided(ClusterDesign design) =>
        design.Treated == 1 || design.Control == 1 || design.Contributing < 2;

    // One of all choices of the treated clusters; two when those treated and the others are as many.
    private static double SmallestPermutationP(ClusterDesign design)
    {
        if (design.Treated is not { } treated)
            return 0;
        var choices = 1.0;
        for (var i = 1; i <= treated; i++)
            choices *= (double)(design.Clusters - treated + i) / i;
        return (2 * treated == design.Clusters ? 2 : 1) / Math.Round(choices);
    }
}
