using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Advice;

/// <summary>Which intervals of an effect can be trusted with few clusters, and why.</summary>
/// <param name="Design">What the trust hangs on.</param>
/// <param name="Verdicts">Per method.</param>
/// <remarks>The rules are <see cref="TrustRules"/>, calibrated on the simulations in docs/methods/few-clusters.md.</remarks>
public sealed record FewClusterAdvice(ClusterDesign Design, IReadOnlyList<MethodVerdict> Verdicts)
{
    /// <summary>Where the rules come from.</summary>
    public IReadOnlyList<string> Sources { get; } =
    [
        "Bell & McCaffrey (2002), Survey Methodology 28, 169–181",
        "Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90, 414–427",
        "MacKinnon & Webb (2018), Econometrics Journal 21, 114–135",
        "Pustejovsky & Tipton (2018), Journal of Business & Economic Statistics 36, 672–683",
        "MacKinnon & Webb (2020), Journal of Econometrics 218, 435–450",
        "MacKinnon, Nielsen & Webb (2023), Journal of Econometrics 232, 272–299",
    ];

    /// <summary>Looks at a fit and judges the methods.</summary>
    /// <param name="fit">The model.</param>
    /// <param name="clusters">One value per row of its data.</param>
    /// <param name="term">The exposure's coefficient.</param>
    /// <param name="facts">What the fit doesn't tell.</param>
    /// <param name="exposure">The exposure per row of the fit, where the coefficient's own column is what is left of it; null for the column itself.</param>
    /// <exception cref="StatisticsException">No such coefficient, fewer than two clusters, or a missing one.</exception>
    public static FewClusterAdvice For(LeastSquaresFit fit, Column clusters, string term, AdviceFacts? facts = null, double[]? exposure = null)
    {
        var design = ClusterDesign.Of(fit, clusters, term, exposure);
        return new FewClusterAdvice(design, TrustRules.Judge(design, facts ?? new AdviceFacts()));
    }

    /// <summary>The verdict on a method.</summary>
    /// <param name="method">As <see cref="MethodVerdict.Method"/>.</param>
    /// <exception cref="StatisticsException">There is none of that name.</exception>
    public MethodVerdict this[string method] => Verdicts.FirstOrDefault(verdict => verdict.Method == method)
        ?? throw new StatisticsException($"There is no verdict on '{method}'; there are {string.Join(", ", Verdicts.Select(verdict => verdict.Method))}.");

    /// <summary>One readable paragraph, with its sources.</summary>
    public string Text(AdviceLanguage language) => language == AdviceLanguage.Dutch
        ? $"{AdviceWords.Situation(Design, AdviceLanguage.Dutch)} {Sentences(AdviceLanguage.Dutch)} Bronnen: {string.Join("; ", Sources)}."
        : $"{AdviceWords.Situation(Design, AdviceLanguage.English)} {Sentences(AdviceLanguage.English)} Sources: {string.Join("; ", Sources)}.";

    /// <summary>The paragraph in English.</summary>
    public override string ToString() => Text(AdviceLanguage.English);

    // Methods with the same verdict for the same reason share a sentence.
    private string Sentences(AdviceLanguage language) => string.Join(' ', Verdicts
        .GroupBy(verdict => (verdict.Trust, Why: language == AdviceLanguage.Dutch ? verdict.Dutch : verdict.English))
        .OrderBy(group => group.Key.Trust)
        .Select(group => string.Create(
            CultureInfo.InvariantCulture,
            $"{AdviceWords.Verdict(group.Key.Trust, language)}: {AdviceWords.List(group.Select(verdict => AdviceWords.Method(verdict.Method, language)), language)} ({group.Key.Why}).")));
}
