using System.Text.Json.Nodes;
using LobResearch.Statistics.Multiplicity;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Mixed;

/// <summary>A fitted mixed model with what is wanted of it, as text and in the JSON form of all fits.</summary>
/// <param name="Fit">The model.</param>
/// <param name="Method">How degrees of freedom are found.</param>
/// <param name="Intervals">Profile or bootstrap intervals; empty for Wald intervals.</param>
/// <param name="Means">Marginal means.</param>
/// <param name="Comparison">A likelihood-ratio test with another model, and that model's formula.</param>
/// <param name="WithMatrix">Whether to give the covariance matrix of the fixed effects.</param>
/// <param name="WithRandomEffects">Whether to give the groups' predicted effects.</param>
public sealed record MixedModelReport(
    MixedModelFit Fit, DegreesOfFreedomMethod Method, IReadOnlyList<ParameterInterval> Intervals, IReadOnlyList<MarginalMeans> Means,
    (string Formula, LikelihoodRatio Test)? Comparison = null, bool WithMatrix = false, bool WithRandomEffects = false)
{
    /// <summary>Cluster-robust fixed effects, instead of the model's own; null for none.</summary>
    public CoefficientTable? Robust { get; init; }

    /// <summary>p values of fixed effects, adjusted for how many there are; null for none.</summary>
    public AdjustedTests? Adjusted { get; init; }

    /// <summary>The fixed effects, their intervals by the wanted method.</summary>
    public CoefficientTable Coefficients
    {
        get
        {
            var table = Robust ?? Fit.Inference(Method).Coefficients;
            return Intervals.Count == 0 ? table : table with { Coefficients = [.. table.Coefficients.Select(WithInterval)] };
        }
    }

    /// <summary>One JSON document; <c>docs/schemas/fit.schema.json</c> is its schema.</summary>
    public string ToJson()
    {
        var table = Coefficients;
        var document = new JsonObject
        {
            ["schema"] = 1,
            ["method"] = "lmm",
            ["formula"] = Fit.Frame.Formula.Text,
            ["n"] = Fit.N,
            ["omitted"] = Fit.Frame.Omitted,
            ["groups"] = new JsonObject(Fit.Groups.Select(group => KeyValuePair.Create(group.Name, (JsonNode?)group.Levels))),
            ["clusters"] = table.Clusters is { } clusters ? new JsonObject { ["G"] = clusters, ["by"] = table.Cluster } : null,
            ["coefficients"] = new JsonArray([.. table.Coefficients.Select(FitDocument.Coefficient)]),
            ["variance"] = new JsonArray([.. Fit.VarianceComponents.Select(Variance)]),
            ["fit"] = FitPart(),
            ["tests"] = Tests(),
            ["vcov"] = WithMatrix ? Matrix(table) : null,
            ["random"] = WithRandomEffects ? new JsonObject(Fit.RandomEffects.Select(own => KeyValuePair.Create(own.Group, (JsonNode?)Random(own)))) : null,
            ["tables"] = Tables(),
            ["dropped"] = FitDocument.Texts(Fit.Dropped),
            ["warnings"] = FitDocument.Texts(table.AllWarnings),
        };
        if (Intervals.Count > 0)
            document["parameters"] = new JsonArray([.. Intervals.Where(own => own.Component != "fixed").Select(Parameter)]);
        if (Adjusted is not null)
            new AdjustedAddition(Adjusted).AddTo(document);
        return document.ToJsonString(FitDocument.Options);
    }

    /// <summary>For reading.</summary>
    public override string ToString()
    {
        var parts = new List<string> { Fit.ToString(Coefficients), ExplainedVariance.Of(Fit).ToString() };
        // Robust errors have no F tests here; the model's own beside them would mislead.
        if (Robust is null && Fit.Inference(Method).TypeThree() is { Count: > 0 } tests)
            parts.Add(string.Join(Environment.NewLine, tests.Select(test => test.ToString()).Prepend("tests of terms (type III)")));
        if (Comparison is { } comparison)
            parts.Add($"against {comparison.Formula}: {comparison.Test}");
        if (Intervals.Count > 0)
            parts.Add(string.Join(Environment.NewLine, Intervals.Where(own => own.Component != "fixed").Select(own => own.ToString()).Prepend($"intervals ({Intervals[0].Method})")));
        parts.AddRange(Means.Select(own => own.ToString()));
        if (Adjusted is not null)
            parts.Add(Adjusted.ToString());
        return string.Join(Environment.NewLine + Environment.NewLine, parts);
    }

    private Coefficient WithInterval(Coefficient coefficient)
    {
        var interval = Intervals.FirstOrDefault(own => own.Component == "fixed" && own.Term == coefficient.Term);
        return interval is null ? coefficient : coefficient with { Lower = interval.Lower, Upper = interval.Upper, IntervalMethod = interval.Method };
    }

    private static JsonObject Variance(VarianceComponent component)
    {
        var q = component.Terms.Count;
        var entry = new JsonObject
        {
            ["group"] = component.Group,
            ["terms"] = FitDocument.Texts(component.Terms),
            ["sd"] = new JsonArray([.. component.StandardDeviations.Select(value => (JsonNode?)FitDocument.Number(value))]),
            ["correlation"] = component.Correlations is null ? null : new JsonArray([.. Enumerable.Range(0, q).Select(i =>
                new JsonArray([.. Enumerable.Range(0, q).Select(j => (JsonNode?)FitDocument.Number(component.Correlations[i, j]))]))]),
        };
        if (component.StandardDeviations.Any(value => value == 0) && q > 1)
            entry["reason"] = "an effect without variance has no correlation";
        return entry;
    }

    private JsonObject FitPart()
    {
        var explained = ExplainedVariance.Of(Fit);
        var entry = new JsonObject
        {
            ["criterion"] = Fit.Options.Criterion == Criterion.Reml ? "REML" : "ML",
            ["minus2LogLik"] = FitDocument.Number(Fit.Minus2LogLikelihood),
            ["logLik"] = FitDocument.Number(-Fit.Minus2LogLikelihood / 2),
            ["aic"] = FitDocument.Number(Fit.Aic),
            ["bic"] = FitDocument.Number(Fit.Bic),
            ["parameters"] = Fit.Parameters,
            ["singular"] = Fit.IsSingular,
            ["converged"] = Fit.Converged,
            ["iterations"] = Fit.Iterations,
            ["sigma"] = FitDocument.Number(Fit.Sigma),
            ["dfMethod"] = Method switch
            {
                DegreesOfFreedomMethod.Satterthwaite => "satterthwaite",
                DegreesOfFreedomMethod.KenwardRoger => "kenward-roger",
                _ => "normal",
            },
            ["r2Marginal"] = FitDocument.Number(explained.Marginal),
            ["r2Conditional"] = FitDocument.Number(explained.Conditional),
        };
        // With slopes a share depends on the covariates' values.
        if (Fit.VarianceComponents.All(component => component.Terms.All(term => term == "(Intercept)")))
        {
            entry["icc"] = new JsonObject(Fit.Groups.Select(group =>
                KeyValuePair.Create(group.Name, (JsonNode?)FitDocument.Number(ExplainedVariance.IntraclassCorrelation(Fit, group.Name)))));
        }

        return entry;
    }

    private JsonArray Tests()
    {
        IReadOnlyList<FTest> own = Robust is null ? Fit.Inference(Method).TypeThree() : [];
        var tests = new JsonArray([.. own.Select(test => Test(test.Name, test.Statistic, test.NumeratorDegreesOfFreedom, test.DenominatorDegreesOfFreedom, test.P))]);
        if (Comparison is { } comparison)
        {
            var test = Test("likelihood-ratio", comparison.Test.ChiSquare, comparison.Test.DegreesOfFreedom, double.PositiveInfinity, comparison.Test.P);
            test["against"] = comparison.Formula;
            tests.Add((JsonNode)test);
        }

        return tests;
    }

    private static JsonObject Test(string name, double statistic, double numerator, double denominator, double p)
    {
        var test = new JsonObject
        {
            ["name"] = name,
            ["statistic"] = FitDocument.Number(statistic),
            ["numDf"] = FitDocument.Number(numerator),
            ["denDf"] = FitDocument.Number(denominator),
            ["p"] = FitDocument.Number(p),
        };
        if (double.IsInfinity(denominator))
            test["reason"] = "no denominator degrees of freedom: chi-square distribution";
        return test;
    }

    private static JsonObject Matrix(CoefficientTable table) => new()
    {
        ["type"] = table.Covariance,
        ["terms"] = FitDocument.Texts(table.Coefficients.Select(coefficient => coefficient.Term)),
        ["matrix"] = Rows(table.Matrix),
    };

    private static JsonObject Random(RandomEffects effects) => new()
    {
        ["terms"] = FitDocument.Texts(effects.Terms),
        ["levels"] = FitDocument.Texts(effects.Levels),
        ["values"] = Rows(effects.Values),
        ["sd"] = Rows(effects.StandardDeviations),
    };

    private JsonObject Tables()
    {
        var tables = new JsonObject();
        if (Means.Count > 0)
        {
            tables["means"] = new JsonArray([.. Means.SelectMany(own => own.Means.Select(mean => Named(own.Variable, mean)))]);
            tables["differences"] = new JsonArray([.. Means.SelectMany(own => own.Differences.Select(difference => Named(own.Variable, difference)))]);
        }

        return tables;
    }

    private static JsonObject Named(string variable, Coefficient coefficient)
    {
        var entry = FitDocument.Coefficient(coefficient);
        entry["variable"] = variable;
        return entry;
    }

    private static JsonObject Parameter(ParameterInterval interval)
    {
        var entry = new JsonObject
        {
            ["block"] = "variance",
            ["component"] = interval.Name,
            ["estimate"] = FitDocument.Number(interval.Estimate),
            ["lower"] = FitDocument.Number(interval.Lower),
            ["upper"] = FitDocument.Number(interval.Upper),
            ["ciMethod"] = interval.Method,
        };
        if (interval.Group is not null)
            entry["group"] = interval.Group;
        if (entry.Any(property => property.Value is null))
            entry["reason"] = "could not be determined";
        return entry;
    }

    private static JsonArray Rows(double[,] matrix) => new([.. Enumerable.Range(0, matrix.GetLength(0)).Select(i =>
        new JsonArray([.. Enumerable.Range(0, matrix.GetLength(1)).Select(j => (JsonNode?)FitDocument.Number(matrix[i, j]))]))]);
}
