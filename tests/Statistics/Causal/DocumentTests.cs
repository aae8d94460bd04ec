using System.Text.Json;
using LobResearch.Statistics.Causal;
using LobResearch.Statistics.Causal.Dose;
using LobResearch.Statistics.Columns;

namespace LobResearch.Statistics.Tests.Causal;

/// <summary>No number of a document is null without saying why.</summary>
public sealed class DocumentTests
{
    // Parts of the one form that another method fills; and rows that aren't clustered.
    private static readonly string[] Absent = ["$.fit", "$.vcov", "$.random", "$.clusters"];

    private static readonly PartiallyLinearOptions Options = new() { OutcomeLearner = GeneratedCauses.Ols };

    private static IEnumerable<TestCaseData> Documents()
    {
        yield return Case("a continuous exposure in clusters", () => CausalDocument.Of(PartiallyLinear.Estimate(Data("e", ["school"]), Options)));
        yield return Case("two exposures in clusters", () => CausalDocument.Of(PartiallyLinear.Estimate(CausalData.Prepare(GeneratedCauses.Roles("d", "e") with { Clusters = ["school"] }, Sample().Columns), Options)));
        yield return Case("a group in one cluster", () => CausalDocument.Of(PartiallyLinear.Estimate(Data("d", ["school"], roles => roles with { Groups = "alone" }), Options)));
        yield return Case("the exposed, of which one fold has none", () => CausalDocument.Of(Interactive.Estimate(
            Data("d", [], roles => roles with { FoldColumn = "part" }), new InteractiveOptions { Estimand = Estimand.Att, OutcomeLearner = GeneratedCauses.Ols })));
        yield return Case("an outcome that is the same without exposure", () => CausalDocument.Of(Interactive.Estimate(
            CausalData.Prepare(GeneratedCauses.Roles("d") with { Outcome = "flat" }, Sample().Columns), new InteractiveOptions { OutcomeLearner = GeneratedCauses.Ols })));
        foreach (var clusters in new string[][] { [], ["school"] })
        {
            yield return Case($"a dose in {clusters.Length} clusterings", () => DoseDocument.Of(DoseResponse.Estimate(Data("dose", clusters), new DoseOptions { OutcomeLearner = GeneratedCauses.Ols })));
            yield return Case($"a dose of one category in {clusters.Length} clusterings", () => DoseDocument.Of(DoseResponse.Estimate(
                Data("dose", clusters), new DoseOptions { OutcomeLearner = GeneratedCauses.Ols, Categories = "0,1+", Grid = [0, 1, 9] })));
        }
    }

    [TestCaseSource(nameof(Documents))]
    public void Of_AnyFit_SaysWhyANumberIsNull(Func<string> document) =>
        Assert.That(WithoutReason(JsonDocument.Parse(document()).RootElement, "$").Except(Absent), Is.Empty);

    private static IEnumerable<string> WithoutReason(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(own => own.Value.ValueKind == JsonValueKind.Null
            ? element.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String ? [] : [$"{path}.{own.Name}"]
            : WithoutReason(own.Value, $"{path}.{own.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((own, at) => WithoutReason(own, $"{path}[{at}]")),
        _ => [],
    };

    private static CausalData Data(string exposure, string[] clusters, Func<CausalRoles, CausalRoles>? change = null)
    {
        var roles = GeneratedCauses.Roles(exposure) with { Clusters = clusters };
        return CausalData.Prepare(change?.Invoke(roles) ?? roles, Sample().Columns);
    }

    private static GeneratedCauses Sample()
    {
        var sample = new GeneratedCauses(2, 400);
        var seen = 0;
        return sample
            .With(new NumericColumn("dose", [.. sample.E.Select(e => Math.Clamp(Math.Floor(e + 1), 0, 3))]))
            .With(new NumericColumn("flat", [.. sample.Y.Zip(sample.D, (y, d) => d == 1 ? y : 2)]))
            .With(new NumericColumn("alone", [.. sample.School.Select((school, row) => school == "s04" ? 2.0 : row / 10 % 2)]))
            .With(new NumericColumn("part", [.. sample.D.Select(d => d == 0 && seen++ < 30 ? 3.0 : seen % 3)]));
    }

    private static TestCaseData Case(string name, Func<string> document) => new TestCaseData(document).SetName($"Of_AnyFit_SaysWhyANumberIsNull({name})");
}
