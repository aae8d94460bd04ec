using System.Text.Json.Nodes;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Causal.Beside;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal;

/// <summary>The one JSON form of a causal estimate; <c>docs/schemas/fit.schema.json</c> is its schema.</summary>
public static class CausalDocument
{
    /// <summary>Writes an estimate.</summary>
    public static string Of(CausalFit fit) => Build(fit).ToJsonString(FitDocument.Options);

    internal static JsonObject Build(CausalFit fit)
    {
        var clusters = fit.Clusters;
        var document = new JsonObject
        {
            ["schema"] = 1,
            ["method"] = fit.Method,
            ["formula"] = CausalText.Formula(fit.Data.Roles),
            ["n"] = fit.N,
            ["omitted"] = fit.Data.Omitted,
            ["groups"] = new JsonObject(),
            ["clusters"] = clusters.Count == 0 ? null : new JsonObject { ["G"] = clusters.Min(), ["by"] = string.Join(",", fit.Data.Clusters.Select(cluster => cluster.Name)) },
            ["coefficients"] = new JsonArray(),
            ["parameters"] = new JsonArray([.. fit.Parameters.Select(Parameter)]),
            ["variance"] = new JsonArray(),
            ["fit"] = null,
            ["tests"] = new JsonArray([.. fit.Tests.Select(Test)]),
            ["vcov"] = null,
            ["random"] = null,
            ["tables"] = Tables(fit),
            ["dropped"] = new JsonArray(),
            ["warnings"] = FitDocument.Texts(fit.Warnings),
        };
        // Of a dose each category has clusters of its own; they stand in the advice.
        if (fit.Advice.Count > 0 && fit.Method != "dose" && document["clusters"] is JsonObject by)
            FewClusterReport.AddTreated(by, fit.Advice[0].Design);
        foreach (var test in fit.Bootstrap)
            ((JsonArray)document["tests"]!).Add(FewClusterReport.OfTest(test));
        return document;
    }

    internal static JsonObject Parameter(CausalParameter parameter)
    {
        var entry = new JsonObject { ["block"] = parameter.Block };
        if (parameter.Component is not null)
            entry["component"] = parameter.Component;
        entry["exposure"] = parameter.Exposure;
        if (parameter.Group is not null)
            entry["group"] = parameter.Group;
        foreach (var (name, value) in FitDocument.Coefficient(parameter.Estimate).Where(pair => pair.Key != "term").ToList())
            entry[name] = value?.DeepClone();
        return entry;
    }

    private static JsonObject Test(CausalTest test)
    {
        var entry = new JsonObject
        {
            ["name"] = test.Name,
            ["statistic"] = FitDocument.Number(test.Statistic),
            ["numDf"] = FitDocument.Number(test.NumeratorDf),
            ["denDf"] = FitDocument.Number(test.DenominatorDf),
            ["p"] = FitDocument.Number(test.P),
        };
        if (test.Reason is not null || double.IsInfinity(test.DenominatorDf))
            entry["reason"] = test.Reason ?? "chi-squared distribution: infinite denominator degrees of freedom";
        return entry;
    }

    private static JsonObject Tables(CausalFit fit)
    {
        var tables = new JsonObject
        {
            ["score"] = fit.Score,
            ["vcov"] = fit.Covariance == CausalCovariance.Iid ? "iid" : fit.Covariance.ToString(),
            ["nuisance"] = new JsonArray([.. fit.Nuisance.Select(Nuisance)]),
            ["splits"] = new JsonArray([.. fit.Splits.Select(Split)]),
        };
        if (fit.Overlap is not null)
            tables["overlap"] = Overlap(fit.Overlap);
        if (fit.Simultaneous.Count > 0)
            tables["simultaneous"] = new JsonArray([.. fit.Simultaneous.Select(Simultaneous)]);
        if (fit.Beside is not null)
            ComparatorDocument.AddTo(tables, fit.Beside);
        if (fit.Importance.Count > 0)
            tables["importance"] = Importance(fit);
        tables["sensitivity"] = new JsonArray([.. fit.Sensitivity.Select(SensitivityDocument.Of)]);
        if (fit.Advice.Count > 0)
            tables["advice"] = fit.Advice.Count == 1 ? FewClusterReport.OfAdvice(fit.Advice[0]) : new JsonArray([.. fit.Advice.Select(FewClusterReport.OfAdvice)]);
        return tables;
    }

    private static JsonObject Split(SplitEstimate split)
    {
        var entry = new JsonObject
        {
            ["split"] = split.Split,
            ["exposure"] = split.Exposure,
            ["estimate"] = FitDocument.Number(split.Estimate),
            ["se"] = FitDocument.Number(split.StandardError),
            ["folds"] = new JsonArray([.. split.Folds.Select(Fold)]),
        };
        if (!double.IsFinite(split.StandardError))
            entry["reason"] = "the effect has no error of this kind here; see its own reason";
        return entry;
    }

    private static JsonObject Fold(FoldEstimate fold)
    {
        var entry = new JsonObject { ["fold"] = fold.Fold, ["n"] = fold.Rows, ["estimate"] = FitDocument.Number(fold.Estimate) };
        if (!double.IsFinite(fold.Estimate))
            entry["reason"] = "the fold's rows alone have no effect: nobody is exposed, or nothing is left of the exposure";
        return entry;
    }

    private static JsonObject Nuisance(NuisanceLoss loss)
    {
        var entry = new JsonObject
        {
            ["exposure"] = loss.Exposure,
            ["nuisance"] = loss.Nuisance,
            ["learner"] = loss.Learner,
            ["task"] = loss.Task == LearningTask.Probability ? "probability" : "mean",
            ["loss"] = FitDocument.Number(loss.MeanSquaredError),
            ["rmse"] = FitDocument.Number(Math.Sqrt(loss.MeanSquaredError)),
            ["r2"] = FitDocument.Number(loss.RSquared),
        };
        if (double.IsNaN(loss.RSquared))
            entry["reason"] = "what is predicted is the same on all rows, so nothing of it could be explained";
        return entry;
    }

    private static JsonObject Overlap(Overlap overlap) => new()
    {
        ["exposed"] = Five(overlap.Exposed),
        ["others"] = Five(overlap.Others),
        ["clip"] = new JsonArray(overlap.Lower, overlap.Upper),
        ["below"] = overlap.Below,
        ["above"] = overlap.Above,
        ["outside"] = overlap.Dropped ? "dropped" : "clipped",
        ["effectiveExposed"] = FitDocument.Number(overlap.EffectiveExposed),
        ["effectiveOthers"] = FitDocument.Number(overlap.EffectiveOthers),
        ["tenths"] = new JsonArray([.. overlap.Counts.Select(count => new JsonObject { ["exposed"] = count.Exposed, ["others"] = count.Others })]),
    };

    private static JsonObject Importance(CausalFit fit) => new()
    {
        ["functions"] = new JsonArray([.. fit.Importance.Select(own => new JsonObject
        {
            ["exposure"] = own.Exposure,
            ["nuisance"] = own.Nuisance,
            ["learner"] = own.Learner,
            ["loss"] = FitDocument.Number(own.Importance.Loss),
            ["themes"] = new JsonArray([.. own.Importance.Themes.Select(theme => new JsonObject
            {
                ["theme"] = theme.Theme,
                ["increase"] = FitDocument.Number(theme.Increase),
                ["spread"] = FitDocument.Number(theme.Spread),
            })]),
        })]),
        ["nl"] = PermutationImportance.Caveat(AdviceLanguage.Dutch),
        ["en"] = PermutationImportance.Caveat(AdviceLanguage.English),
    };

    private static JsonObject Five(FiveNumbers numbers) => new()
    {
        ["min"] = FitDocument.Number(numbers.Minimum),
        ["q1"] = FitDocument.Number(numbers.LowerQuartile),
        ["median"] = FitDocument.Number(numbers.Median),
        ["q3"] = FitDocument.Number(numbers.UpperQuartile),
        ["max"] = FitDocument.Number(numbers.Maximum),
    };

    internal static JsonObject Simultaneous(SimultaneousInterval interval)
    {
        var entry = new JsonObject
        {
            ["term"] = interval.Term,
            ["estimate"] = FitDocument.Number(interval.Estimate),
            ["se"] = FitDocument.Number(interval.StandardError),
            ["lower"] = FitDocument.Number(interval.Lower),
            ["upper"] = FitDocument.Number(interval.Upper),
            ["critical"] = FitDocument.Number(interval.Critical),
            ["ciMethod"] = interval.Method,
        };
        if (!double.IsFinite(interval.Critical))
            entry["reason"] = SimultaneousInterval.Unbounded;
        return entry;
    }
}
