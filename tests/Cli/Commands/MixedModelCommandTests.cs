using System.Text.Json;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob fit lmm</c> as a user types it.</summary>
public sealed class MixedModelCommandTests
{
    private static readonly string Sleep = Repository.At("tests", "ReferenceData", "02_sleepstudy", "data.csv");
    private static readonly string Exam = Repository.At("tests", "ReferenceData", "03_exam", "data.csv");

    [Test]
    public async Task Fit_Json_FollowsItsSchemaAndEqualsLme4()
    {
        var result = await FitAsync("--data", Sleep, "--formula", "Reaction ~ Days + (1 + Days | Subject)", "--json", "--matrix", "--random", "--compare", "Reaction ~ Days + (1 | Subject)");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var document = await Schemas.CheckAsync("fit", result.Output);
        var expected = ReferenceCase.Load("02_sleepstudy").Results("rs_reml");
        foreach (var coefficient in document.GetProperty("coefficients").EnumerateArray())
        {
            var r = expected.GetProperty("satterthwaite").GetProperty(coefficient.GetProperty("term").GetString()!);
            Near(r.GetProperty("Estimate"), coefficient.GetProperty("estimate"), 1e-6);
            Near(r.GetProperty("Std. Error"), coefficient.GetProperty("se"), 1e-5);
            Near(r.GetProperty("df"), coefficient.GetProperty("df"), 1e-3);
        }

        Near(expected.GetProperty("criterion_minus2"), document.GetProperty("fit").GetProperty("minus2LogLik"), 1e-8);
        var subject = document.GetProperty("variance")[0];
        Assert.That(subject.GetProperty("group").GetString(), Is.EqualTo("Subject"));
        Near(expected.GetProperty("varcomp")[0].GetProperty("sd_or_corr"), subject.GetProperty("sd")[0], 1e-5);
        Near(expected.GetProperty("varcomp")[2].GetProperty("sd_or_corr"), subject.GetProperty("correlation")[0][1], 1e-4);
        Assert.That(document.GetProperty("variance")[1].GetProperty("group").GetString(), Is.EqualTo("Residual"));
        Assert.That(document.GetProperty("groups").GetProperty("Subject").GetInt32(), Is.EqualTo(18));
        Assert.That(document.GetProperty("random").GetProperty("Subject").GetProperty("values").GetArrayLength(), Is.EqualTo(18));
        Assert.That(document.GetProperty("tests").EnumerateArray().Select(test => test.GetProperty("name").GetString()), Is.EqualTo(new[] { "Days", "likelihood-ratio" }));
    }

    [TestCase("--ml", "--ci", "profile")]
    [TestCase("--reml", "--ci", "boot", "--draws", "100", "--seed", "3")]
    [TestCase("--df", "kenward-roger")]
    [TestCase("--df", "normal")]
    public async Task Fit_EachOption_FollowsTheSchema(params string[] options)
    {
        var result = await FitAsync(["--data", Exam, "--formula", "normexam ~ standLRT + schgend + (1 | school)", "--means", "schgend", "--json", .. options]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var document = await Schemas.CheckAsync("fit", result.Output);
        Assert.That(document.GetProperty("tables").GetProperty("means").GetArrayLength(), Is.EqualTo(3));
        Assert.That(document.GetProperty("fit").GetProperty("icc").GetProperty("school").GetDouble(), Is.GreaterThan(0.1));
        Assert.That(document.TryGetProperty("parameters", out _), Is.EqualTo(options.Contains("--ci")));
    }

    [Test]
    public async Task Fit_Text_ShowsVariancesCoefficientsAndTests()
    {
        var result = await FitAsync("--data", Exam, "--formula", "normexam ~ standLRT + schgend + (standLRT | school)");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Output, Does.Contain("65 school").And.Contain("schgend[girls]").And.Contain("corr").And.Contain("type III").And.Contain("Satterthwaite"));
    }

    [TestCase("--vcov", "CR2")]
    [TestCase("--cluster", "Subject")]
    [TestCase("--cluster", "Subject", "--vcov", "CR2")]
    public async Task Fit_Clustered_EqualsClubSandwich(params string[] options)
    {
        var result = await FitAsync(["--data", Sleep, "--formula", "Reaction ~ Days + (Days | Subject)", "--json", .. options]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var document = await Schemas.CheckAsync("fit", result.Output);
        var expected = ReferenceCase.Load("02_sleepstudy").Results("rs_reml_cr").GetProperty("CR2");
        foreach (var coefficient in document.GetProperty("coefficients").EnumerateArray())
        {
            var r = expected.GetProperty(coefficient.GetProperty("term").GetString()!);
            Near(r.GetProperty("se"), coefficient.GetProperty("se"), 1e-7);
            Near(r.GetProperty("df_satterthwaite"), coefficient.GetProperty("df"), 1e-7);
        }

        Assert.That(document.GetProperty("clusters").GetProperty("G").GetInt32(), Is.EqualTo(18));
        Assert.That(document.GetProperty("tests").GetArrayLength(), Is.Zero);
    }

    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Subject)", "--cluster", "Days" }, "Cluster by Subject")]
    [TestCase(new[] { "--formula", "Reaction ~ 1 + (1 | Subject) + (1 | Days)", "--vcov", "CR2" }, "cross each other")]
    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Subject)", "--vcov", "CR9" }, "expected one of CR0")]
    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Subject)", "--vcov", "CR2", "--df", "kenward-roger" }, "keep one")]
    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Subject)", "--cluster", "class" }, "no column 'class'")]
    [TestCase(new[] { "--formula", "Reaction ~ Days" }, "no random term")]
    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Subject", "--ml" }, "expected ')'")]
    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Person)" }, "no column 'Person'")]
    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Subject)", "--ml", "--reml" }, "exclude each other")]
    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Subject)", "--ml", "--df", "kenward-roger" }, "--reml")]
    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Subject)", "--df", "z" }, "expected satterthwaite")]
    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Subject)", "--ci", "jackknife" }, "expected wald")]
    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Subject)", "--means", "Days" }, "not a category")]
    [TestCase(new[] { "--formula", "Reaction ~ Days + (1 | Subject)", "--weights", "w" }, "no column 'w'")]
    public async Task Fit_BadInput_SaysWhatToChange(string[] options, string expected)
    {
        var result = await FitAsync(["--data", Sleep, .. options]);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Error);
        Assert.That(result.Error, Does.StartWith("lob: ").And.Contain(expected));
        Assert.That(result.Error, Does.Not.Contain("   at "));
        Assert.That(result.Output, Is.Empty);
    }

    private static void Near(JsonElement expected, JsonElement actual, double tolerance) =>
        Assert.That(actual.GetDouble(), Is.EqualTo(expected.GetDouble()).Within(tolerance * Math.Abs(expected.GetDouble())));

    private static Task<LobResult> FitAsync(params string[] arguments) => LobProcess.RunAsync(Path.GetTempPath(), ["fit", "lmm", .. arguments]);
}
