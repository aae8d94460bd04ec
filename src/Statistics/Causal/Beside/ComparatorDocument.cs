using System.Text.Json.Nodes;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal.Beside;

/// <summary>Plain estimates as tables of a fit's JSON document.</summary>
internal static class ComparatorDocument
{
    public static void AddTo(JsonObject tables, ComparatorTable table)
    {
        tables["beside"] = new JsonArray([.. table.Rows.Select(row => Row(row, table.Covariance))]);
        tables["balance"] = new JsonArray([.. table.Balance.Select(Balance)]);
    }

    private static JsonObject Row(Comparison row, CausalCovariance type)
    {
        var entry = new JsonObject { ["estimator"] = row.Estimator, ["exposure"] = row.Exposure, ["model"] = row.Model, ["n"] = row.N, ["vcov"] = type == CausalCovariance.Iid ? "HC0" : type.ToString() };
        if (row.Effect is not null)
        {
            foreach (var (name, value) in FitDocument.Coefficient(row.Effect).Where(pair => pair.Key != "term").ToList())
                entry[name] = value?.DeepClone();
            return entry;
        }

        foreach (var name in new[] { "estimate", "se", "df", "statistic", "p", "lower", "upper" })
            entry[name] = null;
        entry["reason"] = row.Reason;
        return entry;
    }

    private static JsonObject Balance(ExposureBalance balance) => new()
    {
        ["exposure"] = balance.Exposure,
        ["exposed"] = balance.Exposed,
        ["others"] = balance.Others,
        ["effectiveExposed"] = FitDocument.Number(balance.EffectiveExposed),
        ["effectiveOthers"] = FitDocument.Number(balance.EffectiveOthers),
        ["covariates"] = new JsonArray([.. balance.Covariates.Select(own =>
        {
            var entry = new JsonObject
            {
                ["covariate"] = own.Covariate,
                ["meanExposed"] = FitDocument.Number(own.MeanExposed),
                ["meanOthers"] = FitDocument.Number(own.MeanOthers),
                ["before"] = FitDocument.Number(own.Before),
                ["after"] = FitDocument.Number(own.After),
            };
            if (double.IsNaN(own.Before))
                entry["reason"] = "varies in neither group";
            return entry;
        })]),
    };
}
