using System.Globalization;
using System.Text.Json;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary>Randomisation inference, adjusted p values and effect sizes beside a fit, as a user asks for them.</summary>
public sealed class FitAdditionTests
{
    private static readonly string Anorexia = Repository.At("tests", "ReferenceData", "10_did_fewclusters", "anorexia.csv");
    private static readonly string Grunfeld = Repository.At("tests", "ReferenceData", "10_did_fewclusters", "grunfeld.csv");
    private static readonly string Sleep = Repository.At("tests", "ReferenceData", "02_sleepstudy", "data.csv");

    [Test]
    public async Task Fit_NamedExposure_CarriesItsSensitivity()
    {
        var star = Repository.At("tests", "ReferenceData", "12_dml", "stark.csv");
        var result = await LobProcess.RunAsync(Path.GetTempPath(), "fit", "ols", "--data", star, "--formula", "y ~ d + free + exp", "--cluster", "sch", "--exposure", "d", "--benchmark", "free,exp", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var sensitivity = (await Schemas.CheckAsync("fit", result.Output)).GetProperty("tables").GetProperty("sensitivity")[0];
        Assert.That(sensitivity.GetProperty("kind").GetString(), Is.EqualTo("ols"));
        Assert.That(sensitivity.GetProperty("benchmarks").GetArrayLength(), Is.EqualTo(2));
        Assert.That(sensitivity.GetProperty("nl").GetString(), Does.Contain("zo sterk als free zou de conclusie niet veranderen"));
    }

    [Test]
    public async Task Fit_RandomisationOfSchools_CountsAllAssignments()
    {
        using var folder = new TemporaryFolder();
        var document = await JsonAsync("ols", "--data", folder.Write("data.csv", Schools()), "--formula", "y ~ offer", "--cluster", "school", "--randomisation", "complete");
        var test = Randomisation(document);
        // Means 1 2 3 10 11 12: with the three highest exposed no other choice but its mirror has as large a difference.
        Assert.That(test.GetProperty("p").GetDouble(), Is.EqualTo(2 / 20.0));
        Assert.That(test.GetProperty("assignments").GetInt32(), Is.EqualTo(20));
        Assert.That(test.GetProperty("exact").GetBoolean(), Is.True);
        Assert.That(test.GetProperty("statistic").GetDouble(), Is.EqualTo(9).Within(1e-12));
        Assert.That(test.GetProperty("mechanism").GetString(), Is.EqualTo("complete randomisation of schools"));
        Assert.That(test.GetProperty("lower").ValueKind, Is.EqualTo(JsonValueKind.Null), "0.1 can't reject at 5 %");
        Assert.That(test.GetProperty("reason").GetString(), Does.Contain("smallest p value"));
    }

    [Test]
    public async Task Fit_RandomisationWithinBlocks_DealsOutWithinThem()
    {
        using var folder = new TemporaryFolder();
        var document = await JsonAsync(
            "ols", "--data", folder.Write("data.csv", Schools()), "--formula", "y ~ offer", "--cluster", "school", "--randomisation", "blocked", "--blocks", "pair");
        // Three pairs with one exposed school each: 2³ assignments, and the mirror image.
        var test = Randomisation(document);
        Assert.That(test.GetProperty("assignments").GetInt32(), Is.EqualTo(8));
        Assert.That(test.GetProperty("p").GetDouble(), Is.EqualTo(2 / 8.0));
    }

    [Test]
    public async Task Fit_ListedAssignments_AreCompared()
    {
        using var folder = new TemporaryFolder();
        var list = folder.Write("list.csv", "school,happened,a,b,c\ns0,0,1,0,1\ns1,0,0,1,0\ns2,0,1,0,0\ns3,1,0,1,1\ns4,1,1,0,0\ns5,1,0,1,1\n");
        var document = await JsonAsync(
            "ols", "--data", folder.Write("data.csv", Schools()), "--formula", "y ~ offer", "--cluster", "school", "--randomisation", "listed", "--assignments", list);
        Assert.That(Randomisation(document).GetProperty("p").GetDouble(), Is.EqualTo(1 / 4.0));
    }

    [Test]
    public async Task Fit_UndeclaredMechanism_IsCalledAPermutation()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["--data", folder.Write("data.csv", Schools(1, 2, 3, 4, 4, 5, 6, 7)), "--formula", "y ~ offer", "--cluster", "school", "--randomisation"];
        var document = await JsonAsync("ols", [.. arguments, "undeclared"]);
        Assert.That(Randomisation(document).GetProperty("mechanism").GetString(), Is.EqualTo("permutation under exchangeability"));
        Assert.That(Verdict(document), Is.EqualTo("neither"));
        Assert.That(Verdict(await JsonAsync("ols", [.. arguments, "complete"])), Is.EqualTo("trustworthy"), "the advice knows of the declaration");
    }

    [TestCase("holm", "Holm")]
    [TestCase("bh", "Benjamini–Hochberg")]
    public async Task Fit_AdjustedPValues_EqualTheirDefinition(string name, string method)
    {
        var document = await JsonAsync("ols", "--data", Anorexia, "--formula", "Postwt ~ Prewt + Treat", "--adjust", name);
        var rows = document.GetProperty("tables").GetProperty("adjusted").EnumerateArray().ToList();
        var coefficients = document.GetProperty("coefficients").EnumerateArray().Skip(1).ToList();
        Assert.That(rows.Select(row => row.GetProperty("term").GetString()), Is.EqualTo(coefficients.Select(own => own.GetProperty("term").GetString())));
        var p = coefficients.Select(own => own.GetProperty("p").GetDouble()).ToList();
        for (var i = 0; i < 3; i++)
        {
            // Of three: Holm's largest (4 − rank)·p so far, Benjamini–Hochberg's smallest 3p/rank from here on.
            var expected = name == "holm"
                ? p.Where(other => other <= p[i]).Max(other => Math.Min(1, (4 - Rank(p, other)) * other))
                : p.Where(other => other >= p[i]).Min(other => Math.Min(1, 3 * other / Rank(p, other)));
            Assert.That(rows[i].GetProperty("adjustedP").GetDouble(), Is.EqualTo(expected).Within(1e-15));
            Assert.That(rows[i].GetProperty("method").GetString(), Is.EqualTo(method));
        }
    }

    [Test]
    public async Task Fit_RomanoWolf_ComparesWithTheBootstrapAlone()
    {
        string[] fit = ["--data", Grunfeld, "--formula", "inv ~ value + capital", "--cluster", "firm", "--weights-type", "rademacher"];
        var adjusted = (await JsonAsync("ols", [.. fit, "--adjust", "romano-wolf"])).GetProperty("tables").GetProperty("adjusted").EnumerateArray().ToList();
        var alone = await JsonAsync("ols", [.. fit, "--bootstrap", "wild", "--terms", "value", "--terms", "capital"]);
        foreach (var row in adjusted)
        {
            var own = alone.GetProperty("coefficients").EnumerateArray().Single(c => c.GetProperty("term").GetString() == row.GetProperty("term").GetString());
            Assert.That(row.GetProperty("p").GetDouble(), Is.EqualTo(own.GetProperty("p").GetDouble()));
            Assert.That(row.GetProperty("adjustedP").GetDouble(), Is.GreaterThanOrEqualTo(row.GetProperty("p").GetDouble()));
        }

        Assert.That(adjusted, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Fit_EffectSizes_GiveGAndHowAlikeClustersAre()
    {
        using var folder = new TemporaryFolder();
        var document = await JsonAsync("ols", "--data", folder.Write("data.csv", Schools()), "--formula", "y ~ offer", "--cluster", "school", "--effect-sizes");
        var g = document.GetProperty("parameters")[0];
        Assert.That(g.GetProperty("component").GetString(), Is.EqualTo("g (clustered)"));
        Assert.That(g.GetProperty("exposure").GetString(), Is.EqualTo("offer[yes]"));
        Assert.That(g.GetProperty("lower").GetDouble(), Is.LessThan(g.GetProperty("estimate").GetDouble()));
        var standardised = document.GetProperty("tables").GetProperty("standardised")[0];
        Assert.That(standardised.GetProperty("perUnit").GetDouble(), Is.GreaterThan(standardised.GetProperty("perDeviation").GetDouble()));
        Assert.That(document.GetProperty("tables").GetProperty("alike").GetProperty("icc1").GetDouble(), Is.GreaterThan(0.9));
        var rows = await JsonAsync("ols", "--data", Anorexia, "--formula", "Postwt ~ Treat", "--effect-sizes");
        Assert.That(rows.GetProperty("parameters")[0].GetProperty("ciMethod").GetString(), Is.EqualTo("noncentral t"));
        var text = await LobProcess.RunAsync(folder.Path, "fit", "ols", "--data", Anorexia, "--formula", "Postwt ~ Prewt", "--effect-sizes");
        Assert.That(text.Output, Does.Contain("standardised coefficients").And.Contain("none, Prewt has more than two values"));
    }

    [Test]
    public async Task Fit_MixedModel_AdjustsItsFixedEffects()
    {
        var document = await JsonAsync("lmm", "--data", Sleep, "--formula", "Reaction ~ Days + (Days | Subject)", "--adjust", "holm", "--family", "Days", "--family", "(Intercept)");
        var rows = document.GetProperty("tables").GetProperty("adjusted").EnumerateArray().ToList();
        Assert.That(rows.Select(row => row.GetProperty("term").GetString()), Is.EqualTo(new[] { "Days", "(Intercept)" }));
        Assert.That(rows[0].GetProperty("adjustedP").GetDouble(), Is.EqualTo(rows[0].GetProperty("p").GetDouble()));
        Assert.That(rows[1].GetProperty("adjustedP").GetDouble(), Is.EqualTo(2 * rows[1].GetProperty("p").GetDouble()));
    }

    [TestCase(new[] { "ols", "--randomisation", "complete" }, "needs --cluster")]
    [TestCase(new[] { "ols", "--cluster", "Subject", "--randomisation", "maybe" }, "expected complete, blocked, listed or undeclared")]
    [TestCase(new[] { "ols", "--cluster", "Subject", "--randomisation", "complete" }, "varies within Subject")]
    [TestCase(new[] { "ols", "--cluster", "Subject", "--randomisation", "blocked" }, "needs --blocks")]
    [TestCase(new[] { "ols", "--cluster", "Subject", "--randomisation", "listed" }, "needs --assignments")]
    [TestCase(new[] { "ols", "--blocks", "Days" }, "belongs to --randomisation blocked")]
    [TestCase(new[] { "ols", "--adjust", "bonferroni" }, "expected holm, bh or romano-wolf")]
    [TestCase(new[] { "ols", "--adjust", "romano-wolf" }, "needs --cluster")]
    [TestCase(new[] { "ols", "--family", "Days" }, "belongs to --adjust")]
    [TestCase(new[] { "ols", "--adjust", "holm", "--family", "nobody" }, "no coefficient 'nobody'")]
    [TestCase(new[] { "lmm", "--adjust", "romano-wolf" }, "--adjust holm here")]
    public async Task Fit_OptionsThatDoNotGoTogether_SayWhatToChange(string[] options, string expected)
    {
        var formula = options[0] == "lmm" ? "Reaction ~ Days + (1 | Subject)" : "Reaction ~ Days";
        var result = await LobProcess.RunAsync(Path.GetTempPath(), ["fit", options[0], "--data", Sleep, "--formula", formula, .. options[1..]]);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Error);
        Assert.That(result.Error, Does.StartWith("lob: ").And.Contain(expected));
        Assert.That(result.Output, Is.Empty);
    }

    private static string Schools() => Schools(1, 2, 3, 10, 11, 12);

    // Schools of four rows with the given means; the last half are exposed, one of each pair.
    private static string Schools(params double[] means)
    {
        var half = means.Length / 2;
        var rows = Enumerable.Range(0, 4 * means.Length).Select(row => string.Create(
            CultureInfo.InvariantCulture, $"{means[row / 4] + (row % 4) - 1.5},{(row / 4 < half ? "no" : "yes")},s{row / 4},p{row / 4 % half}"));
        return "y,offer,school,pair\n" + string.Join('\n', rows) + "\n";
    }

    private static int Rank(List<double> p, double value) => p.Count(other => other <= value);

    private static JsonElement Randomisation(JsonElement document) =>
        document.GetProperty("tests").EnumerateArray().Single(test => test.GetProperty("name").GetString()!.StartsWith("randomisation", StringComparison.Ordinal));

    private static string Verdict(JsonElement document) => document.GetProperty("tables").GetProperty("advice").GetProperty("verdicts").EnumerateArray()
        .Single(verdict => verdict.GetProperty("method").GetString() == "randomisation").GetProperty("verdict").GetString()!;

    private static async Task<JsonElement> JsonAsync(string verb, params string[] arguments)
    {
        var result = await LobProcess.RunAsync(Path.GetTempPath(), ["fit", verb, .. arguments, "--json"]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return await Schemas.CheckAsync("fit", result.Output);
    }
}
