using System.Text.Json;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob fit ols</c> as a user types it.</summary>
public sealed class FitCommandTests
{
    private static readonly string Anorexia = Repository.At("tests", "ReferenceData", "10_did_fewclusters", "anorexia.csv");
    private static readonly string Guns = Repository.At("tests", "ReferenceData", "10_did_fewclusters", "guns.csv");

    [Test]
    public async Task Fit_Json_FollowsItsSchemaAndEqualsR()
    {
        var result = await FitAsync("--data", Anorexia, "--formula", "Postwt ~ Prewt + Treat", "--json", "--matrix");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var document = await Schemas.CheckAsync("fit", result.Output);
        var expected = ReferenceCase.Load("10_did_fewclusters").Results("anorexia_ancova").GetProperty("lm").GetProperty("coef");
        foreach (var coefficient in document.GetProperty("coefficients").EnumerateArray())
        {
            var r = expected.GetProperty(coefficient.GetProperty("term").GetString()!.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal));
            Assert.That(coefficient.GetProperty("estimate").GetDouble(), Is.EqualTo(r.GetProperty("Estimate").GetDouble()).Within(1e-10).Percent);
            Assert.That(coefficient.GetProperty("se").GetDouble(), Is.EqualTo(r.GetProperty("Std. Error").GetDouble()).Within(1e-8).Percent);
        }

        Assert.That(document.GetProperty("clusters").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(document.GetProperty("vcov").GetProperty("matrix").GetArrayLength(), Is.EqualTo(4));
    }

    [Test]
    public async Task Fit_Clustered_FollowsItsSchema()
    {
        var result = await FitAsync("--data", Guns, "--formula", "lviolent ~ law + state + factor(year)", "--cluster", "state", "--vcov", "CR2", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var document = await Schemas.CheckAsync("fit", result.Output);
        Assert.That(document.GetProperty("clusters").GetProperty("G").GetInt32(), Is.EqualTo(51));
        var law = document.GetProperty("coefficients").EnumerateArray().Single(c => c.GetProperty("term").GetString() == "law[yes]");
        var r = ReferenceCase.Load("10_did_fewclusters").Results("did51_lviolent").GetProperty("CR2").GetProperty("lawyes");
        Assert.That(law.GetProperty("se").GetDouble(), Is.EqualTo(r.GetProperty("se").GetDouble()).Within(1e-5).Percent);
        // A state's own indicator has no error that varies between states: null with a reason.
        var state = document.GetProperty("coefficients").EnumerateArray().First(c => c.GetProperty("se").ValueKind == JsonValueKind.Null);
        Assert.That(state.GetProperty("reason").GetString(), Is.Not.Empty);
    }

    [Test]
    public async Task Fit_WildBootstrap_FollowsItsSchemaAndEqualsR()
    {
        var grunfeld = Repository.At("tests", "ReferenceData", "10_did_fewclusters", "grunfeld.csv");
        var result = await FitAsync(
            "--data", grunfeld, "--formula", "inv ~ value + capital", "--cluster", "firm", "--bootstrap", "wild", "--weights-type", "rademacher", "--terms", "value", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var document = await Schemas.CheckAsync("fit", result.Output);
        var expected = ReferenceCase.Load("10_did_fewclusters").Results("grunfeld_ols_10firms");
        var value = document.GetProperty("coefficients").EnumerateArray().Single(c => c.GetProperty("term").GetString() == "value");
        Assert.That(value.GetProperty("p").GetDouble(), Is.EqualTo(expected.GetProperty("wcb_value").GetProperty("p_symmetric_ge").GetDouble()));
        Assert.That(value.GetProperty("ciMethod").GetString(), Is.EqualTo("wild-cluster-bootstrap-t"));
        Assert.That(value.GetProperty("df").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(value.GetProperty("reason").GetString(), Does.Contain("no degrees of freedom"));
        var test = document.GetProperty("tests").EnumerateArray().Single(t => t.TryGetProperty("smallestP", out _));
        Assert.That(test.GetProperty("smallestP").GetDouble(), Is.EqualTo(2.0 / 1024));
        Assert.That(document.GetProperty("clusters").GetProperty("treated").ValueKind, Is.EqualTo(JsonValueKind.Null), "value isn't of two values");
        var robust = document.GetProperty("tables").GetProperty("robust").EnumerateArray().Single(c => c.GetProperty("term").GetString() == "value");
        Assert.That(robust.GetProperty("se").GetDouble(), Is.EqualTo(expected.GetProperty("CR2").GetProperty("value").GetProperty("se").GetDouble()).Within(1e-5).Percent);
    }

    [Test]
    public async Task Fit_FewClusters_GivesAdviceInBothLanguages()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 64).Select(row => $"{row % 7 + row / 8 % 3},{(row / 8 < 2 ? "yes" : "no")},s{row / 8}");
        var file = folder.Write("data.csv", "y,offer,school\n" + string.Join('\n', rows) + "\n");
        string[] arguments = ["--data", file, "--formula", "y ~ offer", "--cluster", "school", "--vcov", "CR3"];
        var document = await Schemas.CheckAsync("fit", (await FitAsync([.. arguments, "--json"])).Output);
        Assert.That(document.GetProperty("clusters").GetProperty("treated").GetInt32(), Is.EqualTo(2));
        var advice = document.GetProperty("tables").GetProperty("advice");
        Assert.That(advice.GetProperty("nl").GetString(), Does.Contain("2 met en 6 zonder"));
        Assert.That(advice.GetProperty("verdicts").EnumerateArray().Select(verdict => verdict.GetProperty("verdict").GetString()), Has.None.EqualTo("trustworthy"));
        var text = await FitAsync(arguments);
        Assert.That(text.Output, Does.Contain("standard errors: CR3").And.Contain("2 with and 6 without"));
    }

    [Test]
    public async Task Fit_DecimalPointsUnderDutchLocale_AreRead()
    {
        using var folder = new TemporaryFolder();
        using var process = LobProcess.Start(
            folder.Path, new Dictionary<string, string> { ["LC_ALL"] = "nl_NL.UTF-8", ["LANG"] = "nl_NL.UTF-8" },
            "fit", "ols", "--data", Anorexia, "--formula", "Postwt ~ Prewt", "--json");
        var dutch = await process.EndAsync();
        var plain = await FitAsync("--data", Anorexia, "--formula", "Postwt ~ Prewt", "--json");
        Assert.That(dutch.Output, Is.EqualTo(plain.Output));
    }

    [TestCase("y ~ x", "x,y\n1,2\n2,3,4\n3,4\n", "row 3", TestName = "{m}(a cell too many)")]
    [TestCase("y ~ x", "x,y\n1,2\n2,\"3\n", "never closed", TestName = "{m}(truncated)")]
    [TestCase("y ~ z", "x,y\n1,2\n2,3\n3,5\n", "no column 'z'", TestName = "{m}(missing column)")]
    [TestCase("y ~ x +", "x,y\n1,2\n2,3\n", "expected", TestName = "{m}(formula fault)")]
    [TestCase("y ~ x", "", "empty", TestName = "{m}(empty file)")]
    [TestCase("y ~ x", "x,y\n1,\"2,5\"\n2,\"3,5\"\n", "numeric outcome", TestName = "{m}(decimal comma)")]
    [TestCase("y ~ x", "x,x,y\n1,2,3\n", "'x' 2 times", TestName = "{m}(heading twice)")]
    public async Task Fit_BadInput_IsOneClearMessage(string formula, string csv, string expected)
    {
        using var folder = new TemporaryFolder();
        var result = await FitAsync("--data", folder.Write("data.csv", csv), "--formula", formula);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Error);
        Assert.That(result.Error, Does.StartWith("lob: ").And.Contain(expected));
        Assert.That(result.Error, Does.Not.Contain("   at "));
        Assert.That(result.Output, Is.Empty);
    }

    [TestCase(new[] { "--vcov", "CR2" }, "needs --cluster")]
    [TestCase(new[] { "--cluster", "Treat", "--vcov", "CR7" }, "expected one of CR0")]
    [TestCase(new[] { "--reference", "Treat" }, "column=value")]
    [TestCase(new[] { "--reference", "Treat=Nobody" }, "no level 'Nobody'")]
    [TestCase(new[] { "--cluster", "nobody" }, "no column 'nobody'")]
    [TestCase(new[] { "--confidence", "95" }, "between 0 and 1")]
    [TestCase(new[] { "--bootstrap", "wild" }, "needs --cluster")]
    [TestCase(new[] { "--bootstrap", "pairs", "--cluster", "Treat" }, "expected wild")]
    [TestCase(new[] { "--weights-type", "webb" }, "belong to --bootstrap wild")]
    [TestCase(new[] { "--bootstrap", "wild", "--cluster", "Treat", "--weights-type", "mammen" }, "rademacher or webb")]
    [TestCase(new[] { "--bootstrap", "wild", "--cluster", "Prewt", "--draws", "0" }, "1 to 9999999")]
    [TestCase(new[] { "--cluster", "Prewt", "--exposure", "nobody" }, "no coefficient 'nobody'")]
    [TestCase(new[] { "--colour" }, "--colour")]
    public async Task Fit_BadOptions_SayWhatToChange(string[] options, string expected)
    {
        var result = await FitAsync(["--data", Anorexia, "--formula", "Postwt ~ Treat", .. options]);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain(expected));
    }

    [Test]
    public async Task Fit_FileThatIsNotThere_SaysSo()
    {
        var result = await FitAsync("--data", "/nowhere/data.csv", "--formula", "y ~ x");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error, Does.Contain("/nowhere/data.csv"));
    }

    private static Task<LobResult> FitAsync(params string[] arguments) => LobProcess.RunAsync(Path.GetTempPath(), ["fit", "ols", .. arguments]);
}
