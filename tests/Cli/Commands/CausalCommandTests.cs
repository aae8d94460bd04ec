using System.Globalization;
using System.Text.Json;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob fit dml</c> and <c>lob fit irm</c> as a user types them.</summary>
public sealed class CausalCommandTests
{
    private static readonly string Star = Repository.At("tests", "ReferenceData", "12_dml", "stark.csv");

    [TestCase("dml")]
    [TestCase("irm")]
    public async Task Fit_Json_FollowsItsSchema(string method)
    {
        var result = await FitAsync(method, "--learner", "ols", "--groups", "free", "--benchmark", "free", "--bootstrap", "wild", "--draws", "99", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var document = await Schemas.CheckAsync("fit", result.Output);
        var effect = document.GetProperty("parameters")[0];
        var sensitivity = document.GetProperty("tables").GetProperty("sensitivity")[0];
        Assert.Multiple(() =>
        {
            Assert.That(document.GetProperty("method").GetString(), Is.EqualTo(method));
            Assert.That(effect.GetProperty("block").GetString(), Is.EqualTo("effect"));
            Assert.That(effect.GetProperty("estimate").GetDouble(), Is.EqualTo(7.2).Within(0.3), "R's lm and glm give 7.19 and 7.20");
            Assert.That(document.GetProperty("clusters").GetProperty("G").GetInt32(), Is.EqualTo(79));
            Assert.That(sensitivity.GetProperty("robustnessValue").GetDouble(), Is.InRange(0.01, 0.5));
            Assert.That(sensitivity.GetProperty("nl").GetString(), Does.Contain("zo sterk als free zou de conclusie"));
            Assert.That(sensitivity.GetProperty("en").GetString(), Does.Contain("as strong as free would"));
        });
    }

    [Test]
    public async Task Fit_Importance_GivesThemesAndSaysItIsNoEffect()
    {
        var result = await FitAsync("dml", "--learner", "ols", "--importance", "--theme", "background=free,black", "--theme", "girl=female", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var importance = (await Schemas.CheckAsync("fit", result.Output)).GetProperty("tables").GetProperty("importance");
        var outcome = importance.GetProperty("functions")[0].GetProperty("themes");
        Assert.That(outcome[0].GetProperty("theme").GetString(), Is.EqualTo("background"));
        Assert.That(outcome[0].GetProperty("increase").GetDouble(), Is.GreaterThan(outcome[1].GetProperty("increase").GetDouble()), "pupils' background tells more of the score than their sex");
        Assert.That(importance.GetProperty("en").GetString(), Does.Contain("not an effect"));
    }

    [Test]
    public async Task Fit_SeveralExposures_GivesEachAndAllAtOnce()
    {
        var result = await FitAsync("dml", "--exposure", "d,free", "--covariates", "black + female + exp", "--learner", "ols", "--json");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var document = await Schemas.CheckAsync("fit", result.Output);
        Assert.That(
            document.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("exposure").GetString()), Is.EqualTo(new[] { "d", "free", "d", "free" }));
        Assert.That(document.GetProperty("tables").GetProperty("simultaneous").GetArrayLength(), Is.EqualTo(2));
    }

    [TestCase("forest")]
    [TestCase("lightgbm")]
    public async Task Fit_AnyThreadsAndOrderOfRows_GivesTheSameBytes(string learner)
    {
        using var folder = new TemporaryFolder();
        var lines = await File.ReadAllLinesAsync(Star);
        var turned = Path.Combine(folder.Path, "turned.csv");
        await File.WriteAllLinesAsync(turned, lines.Take(1).Concat(lines.Skip(1).Reverse()));
        var one = await FitAsync("dml", "--learner", learner, "--threads", "1", "--json");
        var four = await FitAsync("dml", "--learner", learner, "--threads", "4", "--json");
        var other = await FitAsync("dml", "--data", turned, "--learner", learner, "--json");
        Assert.That(one.ExitCode, Is.Zero, one.Error);
        Assert.That(four.Output, Is.EqualTo(one.Output));
        Assert.That(other.Output, Is.EqualTo(one.Output));
    }

    [Test]
    public async Task Fit_ForestOnStar_LiesWithinOneErrorOfTheReference()
    {
        var expected = ReferenceCase.Load("12_dml").Results("stark_plr_rf_cluster").GetProperty("partialling_out");
        var result = await FitAsync("dml", "--learner", "forest", "--vcov", "CR0", "--json");
        var effect = JsonDocument.Parse(result.Output).RootElement.GetProperty("parameters")[0].GetProperty("estimate").GetDouble();
        Assert.That(effect, Is.EqualTo(expected.GetProperty("theta").GetDouble()).Within(expected.GetProperty("se_cluster_cr0").GetDouble()));
    }

    [TestCase("fewer", "--folds", "90")]
    [TestCase("the same on all used rows", "--exposure", "constant")]
    [TestCase("can't be told apart from sch", "--exposure", "sch")]
    [TestCase("The covariates determine", "--covariates", "free + copy")]
    [TestCase("stands among the covariates", "--covariates", "free + y")]
    [TestCase("no column 'nothere'", "--covariates", "nothere")]
    [TestCase("There is no learner", "--learner", "magic")]
    [TestCase("--vcov HC9", "--vcov", "HC9")]
    [TestCase("not for m", "--nuisance", "l=l_ols")]
    [TestCase("no nuisance function 'q'", "--nuisance", "q=l_ols")]
    [TestCase("not among the covariates", "--benchmark", "rural")]
    [TestCase("belongs to --importance", "--theme", "a=free")]
    [TestCase("expected name=covariate", "--importance", "--theme", "free")]
    [TestCase("not among the covariates", "--importance", "--theme", "a=rural")]
    [TestCase("holds categories", "--exposure", "words")]
    [TestCase("each is a fold of its own", "--cluster", "eight", "--splits", "3")]
    [TestCase("5 folds of 3 clusters", "--cluster", "three", "--folds", "5")]
    [TestCase("has one cluster on the used rows", "--cluster", "constant")]
    [TestCase("lie in one sch (", "--exposure", "school28")]
    [TestCase("lie in one sch (", "--exposure", "single")]
    [TestCase("leave the number of folds out", "--folds-column", "fold", "--folds", "3")]
    [TestCase("leave --folds out", "--nuisance", "l=l_ols,m=m_ols", "--folds", "3")]
    [TestCase("--draws belongs to --bootstrap", "--draws", "99")]
    [TestCase("both as exposure and as groups", "--groups", "d")]
    [TestCase("both as outcome and as groups", "--groups", "y")]
    [TestCase("both as outcome and as folds", "--folds-column", "y")]
    [TestCase("combination of the other exposures (copy)", "--exposure", "d,copy")]
    [TestCase("the backtick is not closed", "--covariates", "free + `a`b`")]
    public async Task Fit_BadInput_IsOneClearLine(string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var result = await FitAsync("dml", ["--data", await WithOddColumnsAsync(folder), .. arguments]);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Output);
        Assert.That(result.Error.Trim(), Does.Contain(message).And.Not.Contain("\n"));
    }

    // A backtick in a heading, and one in a level, mean nothing: names are not read as a formula.
    [Test]
    public async Task Fit_NamesWithABacktick_AreNames()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "names.csv");
        var lines = await File.ReadAllLinesAsync(Star);
        await File.WriteAllLinesAsync(path, lines.Skip(1).Select((line, row) => $"{line},{(row % 2 == 0 ? "a`" : "residual outcome")}")
            .Prepend(lines[0].Replace(",y,d,", ",y`,d`,", StringComparison.Ordinal) + ",gr`oup"));
        var result = await FitAsync("dml", "--data", path, "--outcome", "y`", "--exposure", "d`", "--groups", "gr`oup", "--learner", "ols");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Output, Does.Contain("d` (gate): a`"));
    }

    [TestCase("dml", "iv-type score")]
    [TestCase("dml", "l:d=col,m:d=col")]
    [TestCase("dml", "two clusterings per side")]
    [TestCase("irm", "g0=col,g1=col,m=col")]
    public async Task Help_SaysWhatTheVerbTakes(string method, string text)
    {
        var result = await LobProcess.RunAsync(Path.GetTempPath(), ["fit", method, "--help"]);
        Assert.That(string.Join(' ', result.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), Does.Contain(text));
    }

    [Test]
    public async Task Fit_OneExposedRow_IsOneClearLine()
    {
        using var folder = new TemporaryFolder();
        var result = await LobProcess.RunAsync(Path.GetTempPath(), ["fit", "irm", "--data", await WithOddColumnsAsync(folder), "--outcome", "y", "--exposure", "single", "--covariates", "free", "--learner", "ols"]);
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Output);
        Assert.That(result.Error.Trim(), Does.Contain("are one row").And.Not.Contain("\n"));
    }

    [Test]
    public async Task Irm_NoOverlap_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var result = await FitAsync("irm", "--data", await WithOddColumnsAsync(folder), "--covariates", "tells", "--learner", "ols");
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Output);
        Assert.That(result.Error, Does.Contain("No overlap"));
    }

    [Test]
    public async Task Dml_OutcomeLeaksIntoCovariates_Warns()
    {
        using var folder = new TemporaryFolder();
        var result = await FitAsync("dml", "--data", await WithOddColumnsAsync(folder), "--covariates", "leak + free", "--learner", "ols");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Output, Does.Contain("is the outcome, or a part of it, among them?"));
    }

    // The published rows with columns that no estimate should accept in silence.
    private static async Task<string> WithOddColumnsAsync(TemporaryFolder folder)
    {
        var lines = await File.ReadAllLinesAsync(Star);
        var names = lines[0].Split(',').ToList();
        var path = Path.Combine(folder.Path, "odd.csv");
        await File.WriteAllLinesAsync(path, lines.Skip(1).Select((line, row) =>
        {
            var cells = line.Split(',');
            var (d, y, school) = (cells[names.IndexOf("d")], double.Parse(cells[names.IndexOf("y")], CultureInfo.InvariantCulture), int.Parse(cells[names.IndexOf("sch")], CultureInfo.InvariantCulture));
            // Nearly d: between the two groups there is a gap, which a logistic curve can't smooth over.
            var tells = (d == "1" ? 5 : -5) + row % 7 / 10.0;
            return string.Create(CultureInfo.InvariantCulture, $"{line},3,{d},{y + row % 3 * 0.01},{tells},{(row % 2 == 0 ? "ja" : "nee")},{school % 8},{row % 3},{(school == 28 ? 1 : 0)},{(row == 9 ? 1 : 0)}");
        }).Prepend(lines[0] + ",constant,copy,leak,tells,words,eight,three,school28,single"));
        return path;
    }

    // The arguments given last win, so that a test can replace any of these.
    private static Task<LobResult> FitAsync(string method, params string[] arguments)
    {
        var usual = new List<(string Name, string Value)> { ("--data", Star), ("--outcome", "y"), ("--exposure", "d"), ("--covariates", "free + black + female + exp"), ("--cluster", "sch") };
        return LobProcess.RunAsync(
            Path.GetTempPath(), ["fit", method, .. usual.Where(option => !arguments.Contains(option.Name)).SelectMany(option => new[] { option.Name, option.Value }), .. arguments]);
    }
}
