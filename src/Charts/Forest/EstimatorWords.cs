using LobResearch.Charts.Theme;

namespace LobResearch.Charts.Forest;

/// <summary>Estimators as a reader of charts calls them.</summary>
internal static class EstimatorWords
{
    /// <summary>The words; the estimator's own name where there are none.</summary>
    public static string Of(string estimator, Language language) => (estimator, language) switch
    {
        ("unadjusted", Language.Dutch) => "Zonder correctie",
        ("unadjusted", _) => "Unadjusted",
        ("ancova", Language.Dutch) => "Gecorrigeerd (ANCOVA, CR2)",
        ("ancova", _) => "Adjusted (ANCOVA, CR2)",
        ("school and wave effects", Language.Dutch) => "Scholen met zichzelf vergeleken (vaste effecten van school en meting, CR2)",
        ("school and wave effects", _) => "Schools compared with themselves (school and wave effects, CR2)",
        ("mixed", Language.Dutch) => "Gecorrigeerd (multilevelmodel)",
        ("mixed", _) => "Adjusted (mixed model)",
        ("dml", Language.Dutch) => "Gecorrigeerd (dubbel machinaal leren)",
        ("dml", _) => "Adjusted (double machine learning)",
        ("ancova, weighted for non-response", Language.Dutch) => "ANCOVA, gewogen voor non-respons",
        ("ancova, weighted for non-response", _) => "ANCOVA, weighted for non-response",
        ("ancova, exact links only", Language.Dutch) => "ANCOVA, alleen exact gekoppelde ouders",
        ("ancova, exact links only", _) => "ANCOVA, exactly linked parents only",
        ({ } name, Language.Dutch) when name.StartsWith(Reliability, StringComparison.Ordinal) => "ANCOVA, voormeting betrouwbaar voor " + name[Reliability.Length..].Replace('.', ','),
        ({ } name, _) when name.StartsWith(Reliability, StringComparison.Ordinal) => "ANCOVA, pretest with a reliability of " + name[Reliability.Length..],
        _ => estimator,
    };

    private const string Reliability = "ancova, pretest's reliability ";
}
