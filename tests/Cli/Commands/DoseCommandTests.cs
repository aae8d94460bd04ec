using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob dose</c> as a user types it.</summary>
public sealed class DoseCommandTests
{
    private static readonly string Star = Repository.At("tests", "ReferenceData", "30_dose", "star_dose.csv");
    private static readonly string[] Usual = ["--data", Star, "--outcome", "y", "--exposure", "dose", "--covariates", "base + girl + free", "--cluster", "sch", "--learner", "ols"];

    [Test]
    public async Task Dose_Json_FollowsItsSchemaAndIsTheSameOnAnyNumberOfThreads()
    {
        var result = await DoseAsync([.. Usual, "--json", "--threads", "1"]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var document = await Schemas.CheckAsync("fit", result.Output);
        Assert.That(document.GetProperty("method").GetString(), Is.EqualTo("dose"));
        var effects = document.GetProperty("parameters").EnumerateArray().Where(parameter => parameter.GetProperty("block").GetString() == "effect").ToList();
        Assert.That(effects.Select(effect => effect.GetProperty("group").GetString()), Is.EqualTo(new[] { "1", "2", "3+" }));
        Assert.That(document.GetProperty("tables").GetProperty("support").GetArrayLength(), Is.EqualTo(4));
        Assert.That(document.GetProperty("tables").GetProperty("curve").GetProperty("points").GetArrayLength(), Is.EqualTo(5));
        Assert.That(document.GetProperty("tables").GetProperty("simultaneous").GetArrayLength(), Is.EqualTo(3));
        var shape = document.GetProperty("tables").GetProperty("gam");
        Assert.That(shape.GetProperty("steps")[0].GetProperty("effect").GetDouble(), Is.Zero, "against dose 0");
        Assert.That(shape.GetProperty("steps").EnumerateArray().Last().GetProperty("to").GetDouble(), Is.EqualTo(4).Or.EqualTo(3), "no further than the largest dose");
        Assert.That(shape.GetProperty("en").GetString(), Does.Contain("not an estimated effect"));
        var advice = document.GetProperty("tables").GetProperty("advice");
        Assert.That(advice.EnumerateArray().Select(own => own.GetProperty("exposure").GetString()), Is.EqualTo(new[] { "dose[1]", "dose[2]", "dose[3+]" }));
        Assert.That(advice[0].GetProperty("treated").GetInt32(), Is.InRange(3, 75), "of 75 schools");
        Assert.That(document.GetProperty("tests").GetArrayLength(), Is.EqualTo(2));
        Assert.That((await DoseAsync([.. Usual, "--json", "--threads", "4"])).Output, Is.EqualTo(result.Output));
    }

    [Test]
    public async Task Dose_WithoutClustersAndCurve_FollowsItsSchema()
    {
        var result = await DoseAsync("--data", Star, "--outcome", "y", "--exposure", "dose", "--covariates", "base", "--learner", "ols", "--basis", "none", "--categories", "0,1-2,3+", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var document = await Schemas.CheckAsync("fit", result.Output);
        Assert.That(document.GetProperty("tables").TryGetProperty("curve", out _), Is.False);
        Assert.That(document.GetProperty("parameters")[0].GetProperty("group").GetString(), Is.EqualTo("1-2"));
    }

    [Test]
    public async Task Dose_NoSupport_GivesNullWithItsReason()
    {
        var result = await DoseAsync([.. Usual, "--grid", "0,2,7", "--json"]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var point = (await Schemas.CheckAsync("fit", result.Output)).GetProperty("tables").GetProperty("curve").GetProperty("points")[2];
        Assert.That(point.GetProperty("supported").GetBoolean(), Is.False);
        Assert.That(point.GetProperty("estimate").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
        Assert.That(point.GetProperty("reason").GetString(), Does.Contain("no support"));
    }

    [Test]
    public async Task Dose_Text_ShowsCategoriesAndCurve()
    {
        var result = await DoseAsync(Usual);
        Assert.That(result.Output, Does.Contain("3+").And.Contain("no trend over the categories").And.Contain("natural cubic spline"));
    }

    // Two rows have it: the generalised additive model that describes the dose can't split it.
    [Test]
    public async Task Dose_CovariateThatHardlyAnybodyHas_GivesEffectsAndShape()
    {
        using var folder = new TemporaryFolder();
        var lines = await File.ReadAllLinesAsync(Star);
        var data = folder.Write("seldom.csv", string.Join('\n', lines.Select((line, at) => $"{line},{(at == 0 ? "seldom" : at is 5 or 900 ? "1" : "0")}")));
        var result = await DoseAsync("--data", data, "--outcome", "y", "--exposure", "dose", "--covariates", "base + seldom", "--cluster", "sch", "--learner", "ols", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var steps = (await Schemas.CheckAsync("fit", result.Output)).GetProperty("tables").GetProperty("gam").GetProperty("steps");
        Assert.That(steps.GetArrayLength(), Is.GreaterThan(1));
    }

    [TestCase("--categories 0,2+", "no place for the dose 1")]
    [TestCase("--categories 0", "one more category")]
    [TestCase("--basis cubic", "expected natural or none")]
    [TestCase("--thin drop", "expected merge or refuse")]
    [TestCase("--grid 0,a", "'a' is not a number")]
    [TestCase("--knots 9", "expected 3, 4 or 5")]
    [TestCase("--least 0", "1 or more")]
    [TestCase("--least 5000", "effects are against dose 0")]
    [TestCase("--thin refuse --least 100", "category 2 of 'dose'")]
    [TestCase("--nuisance l=l,m:1=m1", "m:2")]
    [TestCase("--groups girl", "no effects of groups")]
    [TestCase("--vcov CR9", "expected iid")]
    public async Task Dose_BadInput_IsOneClearLine(string arguments, string message)
    {
        var extra = arguments.Split(' ');
        var usual = extra[0] == "--nuisance" ? Usual[..^2] : Usual;
        var result = await DoseAsync([.. usual, .. extra]);
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(2));
            Assert.That(result.Output, Is.Empty);
            Assert.That(result.Error.Trim().Split('\n'), Has.Length.EqualTo(1));
            Assert.That(result.Error.ToLowerInvariant(), Does.Contain(message.ToLowerInvariant()));
        });
    }

    [TestCase("y", "fold", "dose,fold", "one dose; 2 exposures")]
    [TestCase("y", "base", "nothere", "no column 'nothere'")]
    public async Task Dose_WrongRoles_IsOneClearLine(string outcome, string covariates, string exposure, string message)
    {
        var result = await DoseAsync("--data", Star, "--outcome", outcome, "--exposure", exposure, "--covariates", exposure.Contains(covariates, StringComparison.Ordinal) ? "base" : covariates, "--learner", "ols");
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error.Trim(), Does.Contain(message).And.Not.Contain("\n"));
    }

    [TestCase("CR2 errors need a column of clusters", "--vcov", "CR2")]
    [TestCase("CR3 is defined for one kind of cluster", "--vcov", "CR3", "--cluster", "sch,fold", "--folds-column", "fold")]
    public async Task Dose_ErrorsThatClustersDontAllow_IsOneClearLine(string message, params string[] arguments)
    {
        var result = await DoseAsync(["--data", Star, "--outcome", "y", "--exposure", "dose", "--covariates", "base", "--learner", "ols", "--least", "5", "--categories", "0,1+", .. arguments]);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Error.Trim(), Does.Contain(message).And.Not.Contain("\n"));
    }

    [Test]
    public async Task Help_SaysWhatADoseTakes()
    {
        var help = string.Join(' ', (await DoseAsync("--help")).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.That(help, Does.Contain("Column with the dose").And.Contain("m:1=col,m:2=col").And.Not.Contain("--groups").And.Not.Contain("several with commas"));
    }

    private static Task<LobResult> DoseAsync(params string[] arguments) => LobProcess.RunAsync(Path.GetTempPath(), ["dose", .. arguments]);
}
