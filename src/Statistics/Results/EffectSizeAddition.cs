using System.Text;
using System.Text.Json.Nodes;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.EffectSizes;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;

namespace LobResearch.Statistics.Results;

/// <summary>
/// Effect sizes of a least-squares fit: standardised coefficients, Hedges' g of an exposure of two values, and how alike members of a
/// cluster are.
/// </summary>
/// <param name="Standardised">All coefficients but the intercept.</param>
/// <param name="Exposure">The coefficient whose two groups are compared; null when there is none.</param>
/// <param name="Difference">Hedges' g of the outcome as it is, not adjusted for other columns; null with a reason.</param>
/// <param name="Reason">Why there is no difference; null when there is one.</param>
/// <param name="Cluster">What rows are clustered by; null for independent rows.</param>
/// <param name="Alike">One-way analysis of the outcome on clusters; null without, or with clusters of one row only.</param>
public sealed record EffectSizeAddition(
    StandardisedTable Standardised, string? Exposure, EffectSize? Difference, string? Reason, string? Cluster, IntraclassCorrelation? Alike) : FitAddition
{
    /// <summary>Computes them.</summary>
    /// <param name="fit">The model.</param>
    /// <param name="table">Whose intervals the standardised coefficients take.</param>
    /// <param name="clusters">One value per row of the data; null for independent rows.</param>
    /// <param name="exposure">The exposure's coefficient; null for none.</param>
    /// <exception cref="StatisticsException">No such coefficient.</exception>
    public static EffectSizeAddition Of(LeastSquaresFit fit, CoefficientTable table, Column? clusters, string? exposure)
    {
        var groups = clusters is null ? null : ClusterRows.CodesOf(fit.Frame, clusters);
        var (difference, reason) = exposure is null ? (null, "the model has no column beside the intercept") : Compare(fit, exposure, groups);
        var alike = groups is null || groups.Max() + 1 == groups.Length ? null : IntraclassCorrelation.OneWay(fit.Frame.Response, groups);
        return new EffectSizeAddition(StandardisedCoefficients.Of(fit, table), exposure, difference, reason, clusters?.Name, alike);
    }

    /// <summary>The effect sizes as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(Standardised);
        if (Exposure is not null)
            text.AppendLine().Append("difference by ").Append(Exposure).Append(": ").Append(Difference is null ? $"none, {Reason}" : Difference.ToString());
        if (Alike is not null)
            text.AppendLine().Append(Cluster).Append(": ").Append(Alike);
        return text.ToString();
    }

    internal override void AddTo(JsonObject document)
    {
        var tables = (JsonObject)document["tables"]!;
        tables["standardised"] = new JsonArray([.. Standardised.Select(own =>
        {
            var entry = new JsonObject
            {
                ["term"] = own.Term,
                ["perDeviation"] = FitDocument.Number(own.PerDeviation),
                ["lower"] = FitDocument.Number(own.Lower),
                ["upper"] = FitDocument.Number(own.Upper),
                ["perUnit"] = FitDocument.Number(own.PerUnit),
            };
            if (entry.Any(property => property.Value is null))
                entry["reason"] = "the coefficient has no interval";
            return entry;
        })]);
        if (Exposure is not null)
        {
            document["parameters"] ??= new JsonArray();
            ((JsonArray)document["parameters"]!).Add((JsonNode)Parameter());
        }

        if (Alike is not null)
            tables["alike"] = OfAlike(Alike);
    }

    private JsonObject Parameter()
    {
        var entry = new JsonObject
        {
            ["block"] = "effect",
            ["component"] = Difference?.Name ?? "g",
            ["exposure"] = Exposure,
            ["estimate"] = FitDocument.Number(Difference?.Estimate ?? double.NaN),
            ["se"] = FitDocument.Number(Difference?.StandardError ?? double.NaN),
            ["lower"] = FitDocument.Number(Difference?.Lower ?? double.NaN),
            ["upper"] = FitDocument.Number(Difference?.Upper ?? double.NaN),
            ["ciMethod"] = Difference?.IntervalMethod ?? "none",
        };
        if (entry.Any(property => property.Value is null))
            entry["reason"] = Reason ?? "the interval inverts the noncentral t, which takes no standard error";
        return entry;
    }

    private JsonObject OfAlike(IntraclassCorrelation alike) => new()
    {
        ["cluster"] = Cluster,
        ["icc1"] = FitDocument.Number(alike.Icc1),
        ["icc2"] = FitDocument.Number(alike.Icc2),
        ["icc1ByMeanSize"] = FitDocument.Number(alike.Icc1ByMeanSize),
        ["n0"] = FitDocument.Number(alike.N0),
        ["f"] = FitDocument.Number(alike.F),
        ["numDf"] = alike.BetweenDf,
        ["denDf"] = alike.WithinDf,
        ["p"] = FitDocument.Number(alike.P),
        ["designEffect"] = FitDocument.Number(alike.WeightedDesignEffect),
        ["designEffectByMeanSize"] = FitDocument.Number(alike.DesignEffect),
        ["effectiveN"] = FitDocument.Number(alike.EffectiveN),
    };

    private static (EffectSize? Difference, string? Reason) Compare(LeastSquaresFit fit, string exposure, int[]? groups)
    {
        _ = fit.Coefficients[exposure];
        var column = fit.Design.Columns[fit.Design.Names.ToList().IndexOf(exposure)];
        var values = column.Distinct().Take(3).ToList();
        if (values.Count != 2)
            return (null, $"{exposure} has more than two values");
        if (!fit.Weights.IsEmpty)
            return (null, "weights have no place in Hedges' g");
        var (treated, others) = (Rows(column, values.Max()), Rows(column, values.Min()));
        var (one, other) = (Array.ConvertAll(treated, row => fit.Frame.Response[row]), Array.ConvertAll(others, row => fit.Frame.Response[row]));
        try
        {
            return groups is null
                ? (StandardisedDifference.HedgesG(one, other, fit.Confidence), null)
                : (ClusteredDifference.HedgesG(one, Array.ConvertAll(treated, row => groups[row]), other, Array.ConvertAll(others, row => groups[row]), null, fit.Confidence), null);
        }
        catch (StatisticsException fault)
        {
            // Two schools a side, whole schools, some variation: what the data lack is the reason, not an error of the fit.
            return (null, fault.Message);
        }
    }

    private static int[] Rows(double[] column, double value) => Enumerable.Range(0, column.Length).Where(row => column[row] == value).ToArray();
}
