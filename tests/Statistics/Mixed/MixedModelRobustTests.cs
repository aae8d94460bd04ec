using System.Text.Json;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Mixed;
using LobResearch.Statistics.Results;
using LobResearch.Statistics.Robust;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Mixed;

/// <summary>Cluster-robust errors of mixed models against clubSandwich 0.5.8.</summary>
public sealed class MixedModelRobustTests
{
    // Both start from a θ of their own, good to 1e-8; the rest is rounding.
    private const double Tolerance = 1e-7;

    private static readonly MixedModelOptions Options = new()
    {
        Design = new() { Levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["Sector"] = ["Public", "Catholic"] } },
    };

    [TestCase("02_sleepstudy", "rs_reml_cr", "Reaction ~ Days + (Days | Subject)", "Subject")]
    [TestCase("05_hsb", "xlevel_ri_lmer_cr", "MathAch ~ mses * cses + Sector * cses + (1 | School)", "School")]
    [TestCase("05_hsb", "xlevel_rs_lmer_cr", "MathAch ~ mses * cses + Sector * cses + (1 + cses | School)", "School")]
    public void Robust_PublishedData_EqualsClubSandwich(string referenceCase, string analysis, string formula, string cluster)
    {
        var data = TestData.Load(referenceCase, categorical: cluster);
        var fit = MixedModel.Fit(Formula.Parse(formula), data, Options);
        var differences = new Differences();
        foreach (var type in ReferenceCase.Load(referenceCase).Results(analysis).EnumerateObject().Where(own => Enum.IsDefined(typeof(CovarianceType), own.Name)))
            Compare(type, fit.Robust(data[cluster], Enum.Parse<CovarianceType>(type.Name)), differences);
        TestContext.Out.WriteLine(differences);
        Assert.Multiple(differences.Check);
    }

    [TestCase("nested3", "nested.csv", "y ~ wave + exposed + (1 | school/class/pupil)", "school")]
    [TestCase("above", "nested.csv", "y ~ wave + exposed + (1 | school:class)", "school")]
    [TestCase("slopes", "nested.csv", "y ~ wave * exposed + (1 | school:class) + (1 + wave | school)", "school")]
    [TestCase("ones", "ones.csv", "y ~ x + (1 | g)", "g")]
    [TestCase("zero", "zero.csv", "y ~ x + (1 | school)", "school")]
    [TestCase("weights", "crossed.csv", "y ~ x + arm + (1 + x | rater)", "rater", "w")]
    public void Robust_GeneratedData_EqualsR(string analysis, string file, string formula, string cluster, string? weights = null) =>
        Compare(analysis, TestData.Load("21_mixed", file), formula, cluster, weights);

    [Test]
    public void Robust_WeightsOfAFewValues_EqualsR()
    {
        var data = TestData.Load("21_mixed", "crossed.csv");
        var halves = new NumericColumn("halves", Array.ConvertAll(((NumericColumn)data["w"]).Values.ToArray(), weight => Math.Round(2 * weight + 1) / 2));
        Compare("weights_halves", new ColumnSet([.. data.Names.Select(name => data[name]), halves]), "y ~ x + arm + (1 + x | rater)", "rater", "halves");
    }

    [Test]
    public void Robust_TeachersInSchools_EqualsClubSandwich()
    {
        var data = TestData.Load("04_star", keep: (text, row) => text["gr"][row] == "K" && text["tch"][row] is not null, categorical: ["id", "sch", "tch"]);
        Compare("star_K", data, "math ~ cltype + (1 | sch/tch)", "sch", null);
    }

    [Test]
    public void Robust_WithoutAColumn_TakesTheOutermostGroups()
    {
        var data = TestData.Load("21_mixed", "nested.csv");
        var fit = MixedModel.Fit(Formula.Parse("y ~ wave + exposed + (1 | school/class/pupil)"), data);
        Assert.That(fit.Robust().Cluster, Is.EqualTo("school"));
        // The sums over clusters run in another order.
        Relative.AreEqual(fit.Robust(data["school"])["wave"].StandardError, fit.Robust()["wave"].StandardError, 1e-12, "se");
    }

    [Test]
    public void Robust_CrossedEffects_IsRefusedInOneMessage()
    {
        var data = TestData.Load("21_mixed", "crossed.csv");
        var fit = MixedModel.Fit(Formula.Parse("y ~ x + (1 | pupil) + (1 | rater)"), data);
        const string Message = "The groups of pupil and rater cross each other, so no clusters are independent";
        Assert.That(() => fit.Robust(), Throws.TypeOf<StatisticsException>().With.Message.StartsWith(Message));
        Assert.That(() => fit.Robust(data["rater"]), Throws.TypeOf<StatisticsException>().With.Message.StartsWith(Message));
    }

    [Test]
    public void Robust_ClustersWithinTheGroups_NamesTheOutermost()
    {
        var data = TestData.Load("21_mixed", "nested.csv");
        var fit = MixedModel.Fit(Formula.Parse("y ~ wave + exposed + (1 | school)"), data);
        Assert.That(() => fit.Robust(data["class"]), Throws.TypeOf<StatisticsException>().With.Message.Contains("Cluster by school, or by something that holds its groups whole"));
    }

    private static void Compare(string analysis, ColumnSet data, string formula, string cluster, string? weights)
    {
        var levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["cltype"] = ["reg", "small", "reg+A"] };
        var fit = MixedModel.Fit(Formula.Parse(formula), data, new() { Weights = weights, Design = new() { Levels = levels } });
        var differences = new Differences();
        foreach (var type in ReferenceCase.Load("21_mixed", "robust.json").Results(analysis).EnumerateObject())
            Compare(type, fit.Robust(data[cluster], Enum.Parse<CovarianceType>(type.Name)), differences);
        TestContext.Out.WriteLine($"{analysis}: {differences}");
        Assert.Multiple(differences.Check);
    }

    private static void Compare(JsonProperty expected, CoefficientTable table, Differences differences)
    {
        foreach (var term in expected.Value.EnumerateObject())
        {
            var own = table.Coefficients.Single(coefficient => RTerms.Of(coefficient.Term) == term.Name);
            differences.Add(expected.Name + " se", Tolerance, term.Value.GetProperty("se").GetDouble(), own.StandardError);
            differences.Add(expected.Name + " df", Tolerance, term.Value.GetProperty("df_satterthwaite").GetDouble(), own.DegreesOfFreedom);
        }
    }
}
