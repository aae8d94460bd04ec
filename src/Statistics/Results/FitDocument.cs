using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Results;

/// <summary>The one JSON form of a fitted model; <c>docs/schemas/fit.schema.json</c> is its schema.</summary>
public static class FitDocument
{
    /// <summary>How documents are written: indented, with letters as they are.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A least-squares fit with the standard errors of a table.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="table">The fit's own coefficients, or robust ones.</param>
    /// <param name="withMatrix">Whether to give the covariance matrix too.</param>
    /// <param name="few">Bootstrap tests and advice; null for none.</param>
    /// <param name="additions">What else is reported, in its order; null for nothing.</param>
    public static string Of(LeastSquaresFit fit, CoefficientTable table, bool withMatrix = false, FewClusterReport? few = null, IReadOnlyList<FitAddition>? additions = null)
    {
        var document = new JsonObject
        {
            ["schema"] = 1,
            ["method"] = "ols",
            ["formula"] = fit.Frame.Formula.Text,
            ["n"] = fit.N,
            ["omitted"] = fit.Frame.Omitted,
            ["groups"] = new JsonObject(),
            ["clusters"] = table.Clusters is { } clusters ? new JsonObject { ["G"] = clusters, ["by"] = table.Cluster } : null,
            ["coefficients"] = new JsonArray([.. table.Coefficients.Select(Coefficient)]),
            ["variance"] = new JsonArray(new JsonObject
            {
                ["group"] = "Residual",
                ["terms"] = new JsonArray(),
                ["sd"] = new JsonArray(Number(fit.Sigma)),
                ["correlation"] = null,
            }),
            ["fit"] = Fit(fit),
            ["tests"] = Tests(fit),
            ["vcov"] = withMatrix ? Matrix(table) : null,
            ["random"] = null,
            ["tables"] = new JsonObject(),
            ["dropped"] = Texts(fit.Dropped),
            ["warnings"] = Texts(table.AllWarnings),
        };
        few?.AddTo(document);
        foreach (var addition in additions ?? [])
            addition.AddTo(document);
        return document.ToJsonString(Options);
    }

    internal static JsonObject Coefficient(Coefficient coefficient)
    {
        var entry = new JsonObject
        {
            ["term"] = coefficient.Term,
            ["estimate"] = Number(coefficient.Estimate),
            ["se"] = Number(coefficient.StandardError),
            ["df"] = Number(coefficient.DegreesOfFreedom),
            ["statistic"] = Number(coefficient.Statistic),
            ["p"] = Number(coefficient.P),
            ["lower"] = Number(coefficient.Lower),
            ["upper"] = Number(coefficient.Upper),
            ["ciMethod"] = coefficient.IntervalMethod,
        };
        if (entry.Any(property => property.Value is null))
            entry["reason"] = coefficient.Reason ?? (double.IsPositiveInfinity(coefficient.DegreesOfFreedom)
                ? "normal distribution: infinite degrees of freedom"
                : "the residual variance is zero, so no error can be given");
        return entry;
    }

    private static JsonObject Fit(LeastSquaresFit fit)
    {
        var entry = new JsonObject
        {
            ["criterion"] = "ML",
            ["minus2LogLik"] = Number(-2 * fit.LogLikelihood),
            ["aic"] = Number(fit.Aic),
            ["bic"] = Number(fit.Bic),
            ["singular"] = fit.Dropped.Count > 0,
            ["converged"] = true,
            ["iterations"] = 0,
            ["sigma"] = Number(fit.Sigma),
            ["dfResidual"] = fit.ResidualDegreesOfFreedom,
            ["r2"] = Number(fit.RSquared),
            ["adjR2"] = Number(fit.AdjustedRSquared),
        };
        if (entry.Any(property => property.Value is null))
            entry["reason"] = "no residual variation, or none in the outcome";
        return entry;
    }

    private static JsonArray Tests(LeastSquaresFit fit)
    {
        if (double.IsNaN(fit.F))
            return [];
        var test = new JsonObject
        {
            ["name"] = "F",
            ["statistic"] = Number(fit.F),
            ["numDf"] = fit.FDegreesOfFreedom.Numerator,
            ["denDf"] = fit.FDegreesOfFreedom.Denominator,
            ["p"] = Number(fit.FP),
        };
        if (test.Any(property => property.Value is null))
            test["reason"] = "the residual variance is zero";
        return [test];
    }

    private static JsonObject Matrix(CoefficientTable table) => new()
    {
        ["type"] = table.Covariance,
        ["terms"] = Texts(table.Coefficients.Select(coefficient => coefficient.Term)),
        ["matrix"] = new JsonArray([.. Enumerable.Range(0, table.Coefficients.Count).Select(i =>
            new JsonArray([.. Enumerable.Range(0, table.Coefficients.Count).Select(j => Number(table.Matrix[i, j]))]))]),
    };

    internal static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    // JSON has neither NaN nor infinity.
    internal static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
