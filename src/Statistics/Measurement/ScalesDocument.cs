using System.Text.Json.Nodes;
using LobResearch.Statistics.Results;
using static LobResearch.Statistics.Results.FitDocument;

namespace LobResearch.Statistics.Measurement;

/// <summary>The one JSON form of a report on scales; <c>docs/schemas/scales.schema.json</c> is its schema.</summary>
public static class ScalesDocument
{
    /// <summary>The report as JSON. Scores are persons' and stay out.</summary>
    public static string Of(ScalesReport report)
    {
        var document = new JsonObject
        {
            ["schema"] = 1,
            ["method"] = "scales",
            ["confidence"] = report.Confidence,
            ["by"] = report.By,
            ["keys"] = new JsonArray([.. report.Keys.Select(Key)]),
            ["scales"] = new JsonArray([.. report.Scales.Select(Scale)]),
            ["correlations"] = report.Correlations is { } correlations ? Correlations(correlations) : null,
            ["differences"] = new JsonArray([.. report.Differences.Select(Difference)]),
            ["agreement"] = new JsonArray([.. report.GroupAgreement.Select(AgreementDocument.Group)]),
            ["dyads"] = new JsonArray([.. report.DyadAgreement.Select(AgreementDocument.Dyads)]),
            ["warnings"] = Texts(report.Warnings),
        };
        return document.ToJsonString(Options);
    }

    /// <summary>Adds why numbers of an object are null, when some are.</summary>
    internal static JsonObject Explained(JsonObject entry, string? reason)
    {
        if (entry.Any(property => property.Value is null && property.Key != "group"))
            entry["reason"] = reason ?? "undefined for these data";
        return entry;
    }

    /// <summary>A scale's key.</summary>
    /// <param name="key">The key.</param>
    public static JsonObject Key(ScaleKey key) => new()
    {
        ["scale"] = key.Name,
        ["key"] = key.ToString(),
        ["minimum"] = key.Minimum,
        ["maximum"] = key.Maximum,
        ["score"] = key.Score == ScaleScore.Mean ? "mean" : "sum",
        ["minimumAnswered"] = key.MinimumAnswered,
    };

    /// <summary>A scale's reliability, item by item.</summary>
    /// <param name="scale">The reliability.</param>
    public static JsonObject Scale(ScaleReliability scale)
    {
        var entry = Explained(
            new JsonObject
            {
                ["scale"] = scale.Key.Name,
                ["group"] = scale.Group,
                ["items"] = scale.Key.Items.Count,
                ["n"] = scale.Rows,
                ["nScored"] = scale.Scored,
                ["nComplete"] = scale.Complete,
                ["alpha"] = Number(scale.Alpha),
                ["alphaLower"] = Number(scale.AlphaLower),
                ["alphaUpper"] = Number(scale.AlphaUpper),
                ["stdAlpha"] = Number(scale.StandardisedAlpha),
                ["omega"] = Number(scale.Omega),
                ["mean"] = Number(scale.Mean),
                ["sd"] = Number(scale.Sd),
                ["meanComplete"] = Number(scale.MeanComplete),
                ["sdComplete"] = Number(scale.SdComplete),
                ["lambda6"] = Number(scale.Lambda6),
                ["semOfSum"] = Number(scale.StandardErrorOfMeasurement),
            },
            scale.Reason ?? scale.Factor.Reason);
        if (scale.Factor.Reason is { } none)
            entry["omegaReason"] = none;
        entry["interItem"] = Explained(
            new JsonObject
            {
                ["mean"] = Number(scale.InterItem.Mean),
                ["median"] = Number(scale.InterItem.Median),
                ["minimum"] = Number(scale.InterItem.Minimum),
                ["maximum"] = Number(scale.InterItem.Maximum),
            },
            scale.Reason);
        entry["eigenvalues"] = Numbers(scale.Eigenvalues);
        entry["factor"] = scale.Factor.Reason is null ? Factor(scale) : null;
        entry["itemStatistics"] = new JsonArray([.. scale.Items.Select(Item)]);
        entry["pairwise"] = Pairwise(scale.Pairwise);
        return entry;
    }

    private static JsonObject Factor(ScaleReliability scale) => Explained(
        new JsonObject
        {
            ["loadings"] = Numbers(scale.Factor.Loadings),
            ["standardisedLoadings"] = Numbers(scale.Factor.StandardisedLoadings),
            ["residualVariances"] = Numbers(scale.Factor.ResidualVariances),
            ["omegaObserved"] = Number(scale.Factor.OmegaObserved),
            ["omegaStandardised"] = Number(scale.Factor.OmegaStandardised),
            ["chiSquare"] = Number(scale.Factor.ChiSquare),
            ["df"] = scale.Factor.DegreesOfFreedom,
            ["p"] = Number(scale.Factor.P),
            ["converged"] = scale.Factor.Converged,
            ["heywood"] = scale.Factor.Heywood is { } item ? new JsonArray(scale.Key.Items[item].Column) : [],
        },
        "one factor reproduces the covariances of three items exactly");

    private static JsonObject Item(ItemStatistics item) => Explained(
        new JsonObject
        {
            ["item"] = item.Item.Column,
            ["reversed"] = item.Item.Reversed,
            ["n"] = item.N,
            ["mean"] = Number(item.Mean),
            ["sd"] = Number(item.Sd),
            ["meanAnswered"] = Number(item.MeanAnswered),
            ["sdAnswered"] = Number(item.SdAnswered),
            ["itemRest"] = Number(item.ItemRest),
            ["itemTotal"] = Number(item.ItemTotal),
            ["alphaIfDropped"] = Number(item.AlphaIfDropped),
            ["stdAlphaIfDropped"] = Number(item.StandardisedAlphaIfDropped),
            ["smc"] = Number(item.SquaredMultipleCorrelation),
        },
        item.Reason);

    private static JsonObject Pairwise(PairwiseReliability pairwise)
    {
        var entry = Explained(
            new JsonObject
            {
                ["n"] = pairwise.N,
                ["alpha"] = Number(pairwise.Alpha),
                ["ase"] = Number(pairwise.StandardError),
                ["stdAlpha"] = Number(pairwise.StandardisedAlpha),
                ["lambda6"] = Number(pairwise.Lambda6),
                ["averageR"] = Number(pairwise.AverageCorrelation),
                ["mean"] = Number(pairwise.Mean),
                ["sd"] = Number(pairwise.Sd),
                ["itemRest"] = Numbers(pairwise.ItemRest),
                ["alphaIfDropped"] = Numbers(pairwise.AlphaIfDropped),
            },
            pairwise.Reason);
        if (pairwise.Reason is { } reason && pairwise.ItemRest.Concat(pairwise.AlphaIfDropped).Any(double.IsNaN))
            entry["reason"] = reason;
        return entry;
    }

    /// <summary>Correlations between scores.</summary>
    /// <param name="correlations">The correlations.</param>
    public static JsonObject Correlations(ScaleCorrelations correlations)
    {
        var count = correlations.Scales.Count;
        var entry = new JsonObject
        {
            ["scales"] = Texts(correlations.Scales),
            ["values"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => Numbers(Enumerable.Range(0, count).Select(j => correlations.Values[i, j])))]),
            ["n"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => new JsonArray([.. Enumerable.Range(0, count).Select(j => JsonValue.Create(correlations.N[i, j]))]))]),
        };
        if (correlations.Values.Cast<double>().Any(double.IsNaN))
            entry["reason"] = "a score doesn't vary, or fewer than two rows have both";
        return entry;
    }

    private static JsonObject Difference(GroupDifference difference) => Explained(
        new JsonObject
        {
            ["scale"] = difference.Scale,
            ["first"] = difference.First,
            ["second"] = difference.Second,
            ["firstMean"] = Number(difference.Welch?.FirstMean ?? double.NaN),
            ["secondMean"] = Number(difference.Welch?.SecondMean ?? double.NaN),
            ["estimate"] = Number(difference.Welch?.Difference ?? double.NaN),
            ["se"] = Number(difference.Welch?.StandardError ?? double.NaN),
            ["df"] = Number(difference.Welch?.DegreesOfFreedom ?? double.NaN),
            ["statistic"] = Number(difference.Welch?.T ?? double.NaN),
            ["p"] = Number(difference.Welch?.P ?? double.NaN),
            ["lower"] = Number(difference.Welch?.Lower ?? double.NaN),
            ["upper"] = Number(difference.Welch?.Upper ?? double.NaN),
            ["ciMethod"] = "welch-t",
        },
        difference.Reason);

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(value => Number(value))]);
}
