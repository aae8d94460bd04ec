using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob fit dml|irm --beside</c> as a user types it.</summary>
public sealed class BesideOptionsTests
{
    private static readonly string Star = Repository.At("tests", "ReferenceData", "30_dose", "star_dose.csv");

    [TestCase("dml")]
    [TestCase("irm")]
    public async Task Beside_Json_FollowsItsSchema(string method)
    {
        var result = await FitAsync(method, "--beside", "--baseline", "base", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var tables = (await Schemas.CheckAsync("fit", result.Output)).GetProperty("tables");
        Assert.That(tables.GetProperty("beside").EnumerateArray().Select(row => row.GetProperty("estimator").GetString()), Is.EqualTo(new[] { "unadjusted", "ancova", "change", "within", "overlap" }));
        Assert.That(tables.GetProperty("balance")[0].GetProperty("covariates").GetArrayLength(), Is.EqualTo(4), "three covariates and the baseline");
    }

    [Test]
    public async Task Beside_WithoutBaseline_GivesTheReason()
    {
        var result = await FitAsync("dml", "--beside", "--json");
        var change = (await Schemas.CheckAsync("fit", result.Output)).GetProperty("tables").GetProperty("beside")[2];
        Assert.That(change.GetProperty("estimate").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        Assert.That(change.GetProperty("reason").GetString(), Does.Contain("no baseline is named"));
    }

    [Test]
    public async Task Beside_Text_ShowsEstimatesAndBalance()
    {
        var result = await FitAsync("dml", "--beside", "--baseline", "base");
        Assert.That(result.Output, Does.Contain("beside it, on the same rows").And.Contain("small: within").And.Contain("after weighting"));
    }

    [TestCase("belongs to --beside", "--baseline", "base")]
    [TestCase("no column 'nothere'", "--beside", "--baseline", "nothere")]
    [TestCase("is the outcome or an exposure", "--beside", "--baseline", "y")]
    public async Task Beside_BadInput_IsOneClearLine(string message, params string[] arguments)
    {
        var result = await FitAsync("dml", arguments);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error.Trim(), Does.Contain(message).And.Not.Contain("\n"));
    }

    private static Task<LobResult> FitAsync(string method, params string[] arguments) => LobProcess.RunAsync(
        Path.GetTempPath(), ["fit", method, "--data", Star, "--outcome", "y", "--exposure", "small", "--covariates", "girl + free + white_asian", "--cluster", "sch", "--learner", "ols", .. arguments]);
}
