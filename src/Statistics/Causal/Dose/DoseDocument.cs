using System.Text.Json.Nodes;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Learning;
using LobResearch.Statistics.Results;

namespace LobResearch.Statistics.Causal.Dose;

/// <summary>The JSON form of a dose–response: that of any fit, with its own tables; <c>docs/schemas/fit.schema.json</c> is its schema.</summary>
public static class DoseDocument
{
    /// <summary>Writes a dose–response.</summary>
    public static string Of(DoseFit fit)
    {
        var document = CausalDocument.Build(fit.Causal);
        var tables = (JsonObject)document["tables"]!;
        tables["support"] = new JsonArray([.. fit.Support.Select(Support)]);
        if (fit.Curve is not null)
            tables["curve"] = Curve(fit.Curve);
        if (fit.Shape is not null)
            tables["gam"] = Shape(fit.Shape);
        return document.ToJsonString(FitDocument.Options);
    }

    private static JsonObject Shape(DoseShape shape)
    {
        var entry = new JsonObject
        {
            ["steps"] = new JsonArray([.. shape.Steps.Select(step => new JsonObject { ["to"] = FitDocument.Number(step.To), ["effect"] = FitDocument.Number(step.Effect) })]),
            ["nl"] = GamShape.Caveat(AdviceLanguage.Dutch),
            ["en"] = GamShape.Caveat(AdviceLanguage.English),
        };
        if (shape.Reason is not null)
            entry["reason"] = shape.Reason;
        return entry;
    }

    private static JsonObject Support(CategorySupport own)
    {
        var entry = new JsonObject
        {
            ["category"] = own.Category.Label,
            ["from"] = FitDocument.Number(own.Category.From),
            ["to"] = FitDocument.Number(own.Category.To),
            ["n"] = own.Rows,
            ["clusters"] = own.Clusters,
            ["meanDose"] = FitDocument.Number(own.MeanDose),
        };
        string?[] reasons = [double.IsInfinity(own.Category.To) ? "the category has no upper end" : null, own.Clusters is null ? "rows aren't clustered" : null];
        if (Array.Exists(reasons, reason => reason is not null))
            entry["reason"] = string.Join("; ", reasons.OfType<string>());
        return entry;
    }

    private static JsonObject Curve(DoseCurve curve)
    {
        var entry = new JsonObject
        {
            ["basis"] = "natural",
            ["knots"] = new JsonArray([.. curve.Spline.Knots.Select(knot => FitDocument.Number(knot))]),
            ["window"] = FitDocument.Number(curve.Window),
            ["ciMethod"] = curve.BandMethod,
            ["points"] = new JsonArray([.. curve.Points.Select(Point)]),
        };
        if (curve.BandMethod is null)
            entry["reason"] = DoseCurve.NoBand;
        return entry;
    }

    private static JsonObject Point(DosePoint point)
    {
        var entry = new JsonObject
        {
            ["dose"] = FitDocument.Number(point.Dose),
            ["estimate"] = FitDocument.Number(point.Estimate),
            ["se"] = FitDocument.Number(point.StandardError),
            ["df"] = FitDocument.Number(point.DegreesOfFreedom),
            ["lower"] = FitDocument.Number(point.Lower),
            ["upper"] = FitDocument.Number(point.Upper),
            ["bandLower"] = FitDocument.Number(point.BandLower),
            ["bandUpper"] = FitDocument.Number(point.BandUpper),
            ["critical"] = FitDocument.Number(point.BandCritical),
            ["n"] = point.Rows,
            ["clusters"] = point.Clusters,
            ["supported"] = point.Supported,
        };
        if (point.Reason is not null || double.IsInfinity(point.DegreesOfFreedom))
            entry["reason"] = point.Reason ?? "normal distribution: infinite degrees of freedom";
        return entry;
    }
}
