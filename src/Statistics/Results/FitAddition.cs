using System.Text.Json.Nodes;
using LobResearch.Statistics.Advice;
using LobResearch.Statistics.Causal.Sensitivity;
using LobResearch.Statistics.Multiplicity;
using LobResearch.Statistics.Randomisation;

namespace LobResearch.Statistics.Results;

/// <summary>What is reported beside a fit: a part of its text, and of its JSON document.</summary>
public abstract record FitAddition
{
    private protected FitAddition()
    {
    }

    internal abstract void AddTo(JsonObject document);
}

/// <summary>A randomisation test, as an entry of <c>tests</c>.</summary>
/// <param name="Result">The test.</param>
public sealed record RandomisationAddition(RandomisationResult Result) : FitAddition
{
    /// <inheritdoc/>
    public override string ToString() => Result.ToString();

    internal override void AddTo(JsonObject document)
    {
        var reasons = new[] { "randomisation inference has no degrees of freedom", Result.Lower.Reason, Result.Upper.Reason };
        ((JsonArray)document["tests"]!).Add((JsonNode)new JsonObject
        {
            ["name"] = $"randomisation: {Result.Term}",
            ["statistic"] = FitDocument.Number(Result.Estimate),
            ["numDf"] = null,
            ["denDf"] = null,
            ["p"] = FitDocument.Number(Result.P),
            ["reason"] = string.Join("; ", reasons.Where(reason => reason is not null).Distinct()),
            ["term"] = Result.Term,
            ["null"] = FitDocument.Number(Result.Null),
            ["mechanism"] = Result.Label,
            ["declared"] = Result.Declared,
            ["lower"] = FitDocument.Number(Result.Lower.Value),
            ["upper"] = FitDocument.Number(Result.Upper.Value),
            ["smallestP"] = FitDocument.Number(Result.SmallestP),
            ["assignments"] = Result.Assignments,
            ["exact"] = Result.Exact,
            ["seed"] = Result.Seed,
        });
    }
}

/// <summary>How strong a cause left out would have to be, as the entry of <c>tables.sensitivity</c>.</summary>
/// <param name="Result">Of the exposure's coefficient.</param>
public sealed record SensitivityAddition(SensitivityResult Result) : FitAddition
{
    /// <inheritdoc/>
    public override string ToString() => SensitivityWords.Of(Result, AdviceLanguage.English);

    internal override void AddTo(JsonObject document) => ((JsonObject)document["tables"]!)["sensitivity"] = new JsonArray(SensitivityDocument.Of(Result));
}

/// <summary>p values adjusted for how many tests there are, in <c>tables.adjusted</c>.</summary>
/// <param name="Tests">The family.</param>
public sealed record AdjustedAddition(AdjustedTests Tests) : FitAddition
{
    /// <inheritdoc/>
    public override string ToString() => Tests.ToString();

    internal override void AddTo(JsonObject document) => ((JsonObject)document["tables"]!)["adjusted"] = new JsonArray([.. Tests.Select(test =>
    {
        var entry = new JsonObject
        {
            ["term"] = test.Term,
            ["method"] = Tests.Method,
            ["statistic"] = FitDocument.Number(test.Statistic),
            ["p"] = FitDocument.Number(test.P),
            ["adjustedP"] = FitDocument.Number(test.AdjustedP),
        };
        if (entry.Any(property => property.Value is null))
            entry["reason"] = "the coefficient has no p value, so it does not count as a test";
        return entry;
    })]);
}
