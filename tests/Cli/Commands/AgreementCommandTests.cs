using System.Text.Json;
using LobResearch.TestKit;

namespace LobResearch.Cli.Tests.Commands;

/// <summary><c>lob agreement</c> as a user calls it.</summary>
public sealed class AgreementCommandTests
{
    private static readonly string Ratings = Repository.At("tests", "ReferenceData", "08_effects", "shrout_fleiss.csv");
    private static readonly string Categories = Repository.At("tests", "ReferenceData", "24_measurement", "categories.csv");

    // 15 digits on both sides.
    private const double Tolerance = 1e-11;

    [Test]
    public async Task Agreement_ShroutAndFleiss_EqualsPsych()
    {
        var actual = (await JsonAsync("--data", Ratings, "--raters", "J1,J2,J3,J4")).GetProperty("iccs").EnumerateArray().ToList();
        var expected = ReferenceCase.Load("08_effects").Results("shrout_fleiss_1979").EnumerateArray().ToList();
        Assert.That(actual.Select(icc => icc.GetProperty("type").GetString()), Is.EqualTo(expected.Select(icc => icc.GetProperty("type").GetString())));
        foreach (var (own, theirs) in actual.Zip(expected))
        {
            foreach (var (ours, name) in new[] { ("estimate", "ICC"), ("statistic", "F"), ("numDf", "df1"), ("denDf", "df2"), ("p", "p"), ("lower", "lower"), ("upper", "upper") })
                Assert.That(own.GetProperty(ours).GetDouble(), Is.EqualTo(theirs.GetProperty(name).GetDouble()).Within(Tolerance), name);
        }
    }

    [TestCase("none")]
    [TestCase("linear")]
    [TestCase("quadratic")]
    public async Task Agreement_Kappa_EqualsR(string weights)
    {
        var actual = (await JsonAsync("--data", Categories, "--raters", "r1,r2", "--kappa", weights)).GetProperty("kappa");
        var expected = ReferenceCase.Load("24_measurement").Results("categories").GetProperty(weights);
        foreach (var (ours, name) in new[] { ("estimate", "kappa"), ("se", "se"), ("seNull", "se_null"), ("observed", "observed"), ("expected", "expected") })
            Assert.That(actual.GetProperty(ours).GetDouble(), Is.EqualTo(expected.GetProperty(name).GetDouble()).Within(Tolerance), name);
        Assert.That(actual.GetProperty("seMethod").GetString(), Does.Contain("Fleiss, Cohen & Everitt"));
    }

    [Test]
    public async Task Agreement_RatersWithoutError_NameTheReason()
    {
        using var folder = new TemporaryFolder();
        var iccs = (await JsonAsync("--data", folder.Write("data.csv", "a,b\n1,1\n2,2\n3,3\n4,\n"), "--raters", "a,b")).GetProperty("iccs").EnumerateArray().ToList();
        Assert.That(iccs.Select(icc => icc.GetProperty("estimate").GetDouble()), Has.All.EqualTo(1).Within(1e-15));
        Assert.That(iccs.Select(icc => icc.GetProperty("reason").GetString()), Has.All.EqualTo("raters agree without error"));
    }

    [Test]
    public async Task Agreement_NoSharedCategory_HasNoTest()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("data.csv", "a,b\nx,y\nx,z\n");
        var kappa = (await JsonAsync("--data", data, "--raters", "a,b", "--kappa", "none")).GetProperty("kappa");
        Assert.That((kappa.GetProperty("estimate").GetDouble(), kappa.GetProperty("statistic").ValueKind), Is.EqualTo((0, JsonValueKind.Null)));
        Assert.That(kappa.GetProperty("reason").GetString(), Is.Not.Empty);
        var text = await LobProcess.RunAsync(folder.Path, "agreement", "--data", data, "--raters", "a,b", "--kappa", "none");
        Assert.That(text.Output, Does.Contain("no test").And.Contain("2 targets are few").And.Not.Contain("NaN"));
    }

    [TestCase("a", "There is one rater")]
    [TestCase("a,a", "rater a is named twice")]
    [TestCase("a,nobody", "no column 'nobody'")]
    [TestCase("a,word", "Raters: column word holds a text in data row 1")]
    [TestCase("a,same", "mean ratings don't differ")]
    [TestCase("a,,b", "expected a column, or several with commas")]
    [TestCase("a,b,same", "Kappa compares two raters; 3 are named", "--kappa", "none")]
    [TestCase("a,word", "order of the categories", "--kappa", "linear")]
    [TestCase("a,b", "--kappa cubic is not known", "--kappa", "cubic")]
    [TestCase("a,b", "category of a in data row 2 is not among", "--kappa", "none", "--levels", "1,3")]
    [TestCase("a,b", "--levels belongs to --kappa", "--levels", "1,3")]
    public async Task Agreement_WrongInput_IsOneClearLine(string raters, string expected, params string[] more)
    {
        using var folder = new TemporaryFolder();
        var data = folder.Write("data.csv", "a,b,same,word\n1,1,2,yes\n2,3,1,no\n");
        var result = await LobProcess.RunAsync(folder.Path, ["agreement", "--data", data, "--raters", raters, .. more]);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((2, "")), result.Error);
        Assert.That(result.Error, Does.StartWith("lob: ").And.Contain(expected));
        Assert.That(result.Error.Trim().Split('\n'), Has.Length.EqualTo(1), "one line");
    }

    private static async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await LobProcess.RunAsync(Path.GetTempPath(), ["agreement", .. arguments, "--json"]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return await Schemas.CheckAsync("agreement", result.Output);
    }
}
