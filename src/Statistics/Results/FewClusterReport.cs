using System.Text;
using System.Text.Json.Nodes;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Bootstrap;

namespace LobResearch.Statistics.Results;

/// <summary>What a clustered fit has beside its table: bootstrap tests, and which intervals can be trusted.</summary>
/// <param name="Table">The fit's coefficients, as the chosen standard errors give them.</param>
/// <param name="Advice">On the exposure's interval; null when the model has no exposure.</param>
/// <param name="Bootstrap">Tests of coefficients; none when not asked for.</param>
public sealed record FewClusterReport(CoefficientTable Table, FewClusterAdvice? Advice, IReadOnlyList<WildBootstrapResult> Bootstrap)
{
    private const string NotTwoValues = "clusters are exposed or not only where the exposure has two values";

    /// <summary>Bootstrap tests and advice as text, each after an empty line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var test in Bootstrap)
            text.AppendLine().Append(test).AppendLine();
        if (Advice is not null)
            text.AppendLine().Append(Advice.Text(AdviceLanguage.English)).AppendLine();
        return text.ToString();
    }

    /// <summary>
    /// Puts the bootstrap's numbers into the coefficients, the table's own into <c>tables.robust</c>, one entry per
    /// test into <c>tests</c>, and the advice into <c>tables.advice</c> and <c>clusters.treated</c>.
    /// </summary>
    internal void AddTo(JsonObject document)
    {
        var tables = (JsonObject)document["tables"]!;
        if (Advice is not null)
        {
            if (document["clusters"] is JsonObject clusters)
                AddTreated(clusters, Advice.Design);
            tables["advice"] = OfAdvice(Advice);
        }

        if (Bootstrap.Count == 0)
            return;
        document["clusters"] ??= new JsonObject { ["G"] = Bootstrap[0].Clusters, ["by"] = Bootstrap[0].Cluster };
        if (Advice is not null && document["clusters"] is JsonObject named)
            AddTreated(named, Advice.Design);
        tables["robust"] = new JsonArray([.. Table.Coefficients.Select(FitDocument.Coefficient)]);
        var coefficients = (JsonArray)document["coefficients"]!;
        foreach (var test in Bootstrap)
        {
            var at = Table.Coefficients.ToList().FindIndex(coefficient => coefficient.Term == test.Term);
            coefficients[at] = OfCoefficient(test);
            ((JsonArray)document["tests"]!).Add(OfTest(test));
        }
    }

    private static JsonObject OfCoefficient(WildBootstrapResult test) => new()
    {
        ["term"] = test.Term,
        ["estimate"] = FitDocument.Number(test.Estimate),
        ["se"] = FitDocument.Number(test.StandardError),
        ["df"] = null,
        ["statistic"] = FitDocument.Number(test.Statistic),
        ["p"] = FitDocument.Number(test.P),
        ["lower"] = FitDocument.Number(test.Lower.Value),
        ["upper"] = FitDocument.Number(test.Upper.Value),
        ["ciMethod"] = WildBootstrapResult.IntervalMethod,
        ["reason"] = Reasons(test),
    };

    internal static JsonObject OfTest(WildBootstrapResult test) => new()
    {
        ["name"] = $"wild cluster bootstrap-t: {test.Term}",
        ["statistic"] = FitDocument.Number(test.Statistic),
        ["numDf"] = null,
        ["denDf"] = null,
        ["p"] = FitDocument.Number(test.P),
        ["reason"] = Reasons(test),
        ["term"] = test.Term,
        ["null"] = FitDocument.Number(test.Null),
        ["smallestP"] = FitDocument.Number(test.SmallestP),
        ["draws"] = test.Draws,
        ["enumerated"] = test.Enumerated,
        ["weightsType"] = test.Weights == WildWeights.Webb ? "webb" : "rademacher",
        ["seed"] = test.Seed,
    };

    private static string Reasons(WildBootstrapResult test) =>
        string.Join("; ", new[] { "a bootstrap has no degrees of freedom", test.Reason, test.Lower.Reason, test.Upper.Reason }.Where(reason => reason is not null).Distinct());

    /// <summary>Puts the number of exposed clusters into <c>clusters</c>, or why there is none.</summary>
    internal static void AddTreated(JsonObject clusters, ClusterDesign design)
    {
        clusters["treated"] = design.Treated;
        if (design.Treated is null)
            clusters["reason"] = NotTwoValues;
    }

    internal static JsonObject OfAdvice(FewClusterAdvice advice)
    {
        var entry = new JsonObject
        {
            ["exposure"] = advice.Design.Term,
            ["treated"] = advice.Design.Treated,
            ["control"] = advice.Design.Control,
            ["varies"] = advice.Design.Varies == ExposureVariation.Between ? "between" : "within",
            ["effectiveClusters"] = FitDocument.Number(advice.Design.EffectiveClusters),
            ["largestLeverage"] = FitDocument.Number(advice.Design.LargestLeverage),
            ["largestLeverageOf"] = advice.Design.LargestLeverageOf,
            ["verdicts"] = new JsonArray([.. advice.Verdicts.Select(verdict => new JsonObject
            {
                ["method"] = verdict.Method,
                ["verdict"] = verdict.Trust switch { Trust.Trustworthy => "trustworthy", Trust.Conservative => "conservative", _ => "neither" },
                ["why"] = new JsonObject { ["nl"] = verdict.Dutch, ["en"] = verdict.English },
            })]),
            ["nl"] = advice.Text(AdviceLanguage.Dutch),
            ["en"] = advice.Text(AdviceLanguage.English),
            ["sources"] = FitDocument.Texts(advice.Sources),
        };
        if (advice.Design.Treated is null || !double.IsFinite(advice.Design.EffectiveClusters) || !double.IsFinite(advice.Design.LargestLeverage))
            entry["reason"] = advice.Design.Treated is null ? NotTwoValues : "nothing of the exposure varies once the other columns are accounted for";
        return entry;
    }
}
