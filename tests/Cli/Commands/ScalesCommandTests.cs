using System.Text.Json;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob scales</c> as a user calls it.</summary>
public sealed class ScalesCommandTests
{
    private static readonly string Bfi = Repository.At("tests", "ReferenceData", "01_bfi", "data.csv");
    private static readonly string[] Scales =
    [
        "--scale", "agree = -A1 + A2 + A3 + A4 + A5", "--scale", "conscientious = C1 + C2 + C3 - C4 - C5", "--scale", "extraversion = -E1 - E2 + E3 + E4 + E5",
        "--scale", "neuroticism = N1 + N2 + N3 + N4 + N5", "--scale", "openness = O1 - O2 + O3 + O4 - O5", "--range", "1..6", "--min-answered", "0.8",
    ];

    // 15 digits on both sides.
    private const double Tolerance = 1e-11;

    [Test]
    public async Task Scales_Bfi_EqualR()
    {
        var reference = ReferenceCase.Load("01_bfi");
        var document = await JsonAsync(["--data", Bfi, .. Scales, "--by", "gender"]);
        var whole = document.GetProperty("scales").EnumerateArray().Where(scale => scale.GetProperty("group").ValueKind == JsonValueKind.Null).ToList();
        Assert.That(whole, Has.Count.EqualTo(5));
        foreach (var scale in whole)
        {
            var expected = reference.Results(scale.GetProperty("scale").GetString()!);
            AreEqual(expected.GetProperty("listwise"), scale, ("alpha", "alpha"), ("std_alpha", "stdAlpha"), ("scale_mean_of_items", "meanComplete"), ("scale_sd_of_item_means", "sdComplete"));
            AreEqual(expected.GetProperty("listwise").GetProperty("feldt_ci"), scale, ("lower", "alphaLower"), ("upper", "alphaUpper"));
            AreEqual(expected.GetProperty("omega"), scale, ("omega_total", "omega"));
            AreEqual(expected.GetProperty("pairwise_psych"), scale.GetProperty("pairwise"), ("raw_alpha", "alpha"), ("std_alpha", "stdAlpha"), ("ase", "ase"));
            AreEqual(reference.Results("scale_scores_80pct").GetProperty(scale.GetProperty("scale").GetString()!), scale, ("n_valid", "nScored"), ("mean", "mean"), ("sd", "sd"));
            foreach (var item in scale.GetProperty("itemStatistics").EnumerateArray())
            {
                AreEqual(
                    expected.GetProperty("items").GetProperty(item.GetProperty("item").GetString()!), item,
                    ("n", "n"), ("mean", "mean"), ("sd", "sd"), ("item_rest_correlation", "itemRest"), ("alpha_if_dropped", "alphaIfDropped"));
            }
        }

        var welch = document.GetProperty("differences").EnumerateArray().Single(own => own.GetProperty("scale").GetString() == "neuroticism");
        AreEqual(reference.Results("welch_neuroticism_by_gender"), welch, ("t", "statistic"), ("df", "df"), ("mean_male", "firstMean"), ("mean_female", "secondMean"));
        Assert.That(document.GetProperty("correlations").GetProperty("values")[0][1].GetDouble(), Is.EqualTo(reference.Results("scale_correlations_pairwise").GetProperty("values")[0][1].GetDouble()).Within(Tolerance));
    }

    [Test]
    public async Task Scales_Scores_AreThoseOfR()
    {
        using var folder = new TemporaryFolder();
        var result = await LobProcess.RunAsync(folder.Path, ["scales", "--data", Bfi, .. Scales, "--scores", folder.At("scores.csv")]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(
            await File.ReadAllLinesAsync(folder.At("scores.csv")),
            Is.EqualTo(await File.ReadAllLinesAsync(Repository.At("tests", "ReferenceData", "01_bfi", "scores.csv"))));
    }

    [TestCase("08_effects", "lq2002.csv", "LEAD", "COMPID", "lq2002_LEAD_by_COMPID")]
    [TestCase("08_effects", "lq2002.csv", "HOSTILE", "COMPID", "lq2002_HOSTILE_by_COMPID")]
    [TestCase("08_effects", "chickwts.csv", "weight", "feed", "chickwts_icc")]
    public async Task Scales_AgreementWithinGroups_EqualsR(string folder, string file, string outcome, string group, string analysis)
    {
        var document = await JsonAsync("--data", Repository.At("tests", "ReferenceData", folder, file), "--scale", "y = " + outcome, "--agreement", group);
        AreEqual(
            ReferenceCase.Load(folder).Results(analysis), document.GetProperty("agreement")[0].GetProperty("icc"), ("n", "n"), ("n_groups", "groups"), ("n0", "n0"), ("F", "statistic"),
            ("icc1_anova_n0", "icc1"), ("icc1_multilevel", "icc1ByMeanSize"), ("icc2_multilevel", "icc2"), ("msb", "msBetween"), ("msw", "msWithin"));
    }

    [Test]
    public async Task Scales_SmallData_NameTheirReasons()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("data.csv", "a,b,c,team,family,who\n1,2,3,x,1,parent\n2,2,3,x,1,student\n3,1,2,y,2,parent\n,,,y,3,parent\n4,4,4,,2,student\n");
        var document = await JsonAsync("--data", data, "--scale", "s = a - b + c", "--scale", "t = a + b", "--range", "1..4", "--by", "team", "--agreement", "team", "--dyads", "family", "--role", "who");
        var scales = document.GetProperty("scales").EnumerateArray().ToList();
        Assert.That(scales.Select(scale => (scale.GetProperty("scale").GetString(), scale.GetProperty("group").GetString())), Is.EqualTo(new[] { ("s", null), ("s", "x"), ("s", "y"), ("t", null), ("t", "x"), ("t", "y") }));
        Assert.That(scales[2].GetProperty("reason").GetString(), Is.EqualTo("only one row has every item answered"));
        Assert.That(scales[3].GetProperty("omegaReason").GetString(), Does.StartWith("omega needs three or more items"));
        Assert.That(document.GetProperty("differences")[0].GetProperty("reason").GetString(), Does.Contain("1 value"));
        Assert.That(document.GetProperty("dyads")[0].GetProperty("pairs").GetInt32(), Is.EqualTo(2));
        Assert.That(document.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()), Has.Exactly(1).EqualTo("1 row without team is in no group"));
        EveryNullIsExplained(document);
    }

    [Test]
    public async Task Scales_NothingAnswered_NameTheirReasons()
    {
        using var folder = new TemporaryFolder();
        var document = await JsonAsync("--data", folder.Write("data.csv", "a,b,c,g\n,,,1\n,,,2\n,,,2\n"), "--scale", "s = a + b + c", "--scale", "one = a", "--by", "g", "--agreement", "g");
        EveryNullIsExplained(document);
        var text = await LobProcess.RunAsync(folder.Path, "scales", "--data", folder.At("data.csv"), "--scale", "s = a + b + c", "--by", "g");
        Assert.That(text.Output, Does.Contain("3 rows, 0 scored, 0 complete").And.Contain("no row has every item answered").And.Not.Contain("NaN"));
    }

    [TestCase("c = a + c", "column c holds a text in data row 2", "decimals with a point")]
    [TestCase("s = a + word", "column word holds a text in data row 1", "leave the cell empty")]
    [TestCase("s = a + nobody", "no column 'nobody'", "The columns are a, b")]
    [TestCase("s = a + b + a", "lists the item a twice", "keep one")]
    [TestCase("s = a - b", "reverses b, which needs the range", "such as 1..4")]
    [TestCase("s = a - b", "column a lies outside 1..3 in data row 3", "Correct it", "--range", "1..3")]
    [TestCase("a + b", "has no name", "such as")]
    [TestCase("s = a + b", "--range 4..1: expected the lowest", "1..6", "--range", "4..1")]
    [TestCase("s = a + b", "--range 1-4: expected", "1..6", "--range", "1-4")]
    [TestCase("s = a + b", "--min-answered 80%", "0.8 or 2/3", "--min-answered", "80%")]
    [TestCase("s = a + b", "no column 'nobody'", "", "--by", "nobody")]
    [TestCase("s = a + b", "--dyads needs --role", "parent", "--dyads", "a")]
    [TestCase("s = a + b", "--role belongs to --dyads", "", "--role", "a")]
    [TestCase("s = a + b", "--id belongs to --scores", "", "--id", "a")]
    [TestCase("s = a + b", "confidence level lies between 0 and 1", "", "--confidence", "95")]
    [TestCase("s = a + b", "Two scales are named s", "", "--scale", "s = a")]
    [TestCase("s = a + b", "word has 1 value", "parent and student", "--dyads", "a", "--role", "word")]
    [TestCase("s = a + b", "Data rows 2 and 3 have the same same and the same both", "one row per role", "--dyads", "same", "--role", "both")]
    public async Task Scales_WrongInput_IsOneClearLine(string scale, string what, string advice, params string[] more)
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("data.csv", "a,b,c,word,same,both\n1,2,3,yes,1,x\n2,2,\"3,5\",yes,1,y\n4,1,2,yes,1,y\n");
        var result = await LobProcess.RunAsync(folder.Path, ["scales", "--data", data, "--scale", scale, .. more]);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Error);
        Assert.That(result.Error, Does.StartWith("lob: ").And.Contain(what).And.Contain(advice));
        Assert.That(result.Error.Trim().Split('\n'), Has.Length.EqualTo(1), "one line");
        Assert.That(result.Output, Is.Empty);
    }

    [Test]
    public async Task Scores_ToTheDataItself_AreRefused()
    {
        using var folder = new TemporaryFolder();
        const string Text = "a,b\n1,2\n2,3\n";
        var data = folder.Write("data.csv", Text);
        var (soft, hard) = (folder.At("soft.csv"), folder.At("hard.csv"));
        File.CreateSymbolicLink(soft, data);
        using (var link = System.Diagnostics.Process.Start("ln", [data, hard])!)
            await link.WaitForExitAsync();
        foreach (var (given, target) in new[] { (data, data), (soft, data), (data, soft), (data, folder.At(".", "data.csv")) })
        {
            var result = await LobProcess.RunAsync(folder.Path, "scales", "--data", given, "--scale", "s = a + b", "--scores", target);
            Assert.That((result.ExitCode, result.Error), Is.EqualTo((2, $"lob: --scores {target} is the file of --data; scores never overwrite the answers. Name another file.\n")));
        }

        // A second name of the same file gets a file of its own.
        var beside = await LobProcess.RunAsync(folder.Path, "scales", "--data", data, "--scale", "s = a + b", "--scores", hard);
        Assert.That(beside.ExitCode, Is.Zero, beside.Error);
        Assert.That((await File.ReadAllTextAsync(data), await File.ReadAllTextAsync(hard)), Is.EqualTo((Text, "s\n1.5\n2.5\n")));
    }

    [Test]
    public async Task Scores_WithIds_KeepThemAsWrittenAndHarmless()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("data.csv", "id,a,b\n007,1,2\n=1+1,2,2\n\"x,y\",,\n");
        string[] arguments = ["scales", "--data", data, "--scale", "s = a + b", "--scores", folder.At("out.csv")];
        await LobProcess.RunAsync(folder.Path, [.. arguments, "--id", "id"]);
        Assert.That(await File.ReadAllTextAsync(folder.At("out.csv")), Is.EqualTo("id,s\n007,1.5\n'=1+1,2\n\"x,y\",\n"));
        await LobProcess.RunAsync(folder.Path, [.. arguments, "--sum"]);
        Assert.That(await File.ReadAllTextAsync(folder.At("out.csv")), Is.EqualTo("s\n3\n4\n\"\"\n"), "a missing score alone on its line is a row, too");
    }

    // An undefined number has its reason in the same object, or in the one around it.
    private static void EveryNullIsExplained(JsonElement element, bool explained = false)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            var own = element.TryGetProperty("reason", out _) || explained;
            foreach (var property in element.EnumerateObject().Where(property => property.Name is not ("group" or "minimum" or "maximum" or "by" or "correlations")))
            {
                Assert.That(property.Value.ValueKind != JsonValueKind.Null || own || (property.Name == "factor" && element.TryGetProperty("omegaReason", out _)), property.Name);
                EveryNullIsExplained(property.Value, property.Value.ValueKind == JsonValueKind.Array && own);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in element.EnumerateArray())
            {
                Assert.That(entry.ValueKind != JsonValueKind.Null || explained);
                EveryNullIsExplained(entry, explained && entry.ValueKind == JsonValueKind.Array);
            }
        }
    }

    private static void AreEqual(JsonElement expected, JsonElement actual, params (string Expected, string Actual)[] names)
    {
        foreach (var (theirs, ours) in names)
        {
            var value = expected.GetProperty(theirs).GetDouble();
            Assert.That(actual.GetProperty(ours).GetDouble(), Is.EqualTo(value).Within(Tolerance * Math.Abs(value)), ours);
        }
    }

    private static async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await LobProcess.RunAsync(Path.GetTempPath(), ["scales", .. arguments, "--json"]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return await Schemas.CheckAsync("scales", result.Output);
    }
}
