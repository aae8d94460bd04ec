using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Mixed;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Mixed;

/// <summary>
/// Fits of published data against lme4 1.1-31 at a polished optimum, lmerTest 3.1-3 and pbkrtest 0.5.2.
/// </summary>
public sealed class PublishedMixedModelTests
{
    private static readonly Dictionary<string, Lazy<ColumnSet>> Data = new(StringComparer.Ordinal)
    {
        ["02_sleepstudy"] = new(() => TestData.Load("02_sleepstudy", categorical: "Subject")),
        ["03_exam"] = new(() => TestData.Load("03_exam", categorical: "school")),
        ["05_hsb"] = new(() => TestData.Load("05_hsb", categorical: "School")),
        ["K"] = new(() => Star("K")),
        ["1"] = new(() => Star("1")),
        ["2"] = new(() => Star("2")),
        ["3"] = new(() => Star("3")),
        ["04_star"] = new(() => TestData.Load("04_star", categorical: ["id", "sch", "tch"])),
    };

    private static readonly MixedModelOptions Options = new()
    {
        Design = new()
        {
            Levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
            {
                ["cltype"] = ["reg", "small", "reg+A"],
                ["schgend"] = ["mixed", "boys", "girls"],
                ["sex"] = ["F", "M"],
                ["Sector"] = ["Public", "Catholic"],
                ["gr"] = ["K", "1", "2", "3"],
            },
        },
    };

    [TestCase("02_sleepstudy", "ri_reml", "Reaction ~ Days + (1 | Subject)")]
    [TestCase("02_sleepstudy", "ri_ml", "Reaction ~ Days + (1 | Subject)")]
    [TestCase("02_sleepstudy", "rs_reml", "Reaction ~ Days + (Days | Subject)")]
    [TestCase("02_sleepstudy", "rs_ml", "Reaction ~ Days + (Days | Subject)")]
    [TestCase("02_sleepstudy", "rs_uncorr_reml", "Reaction ~ Days + (1 | Subject) + (0 + Days | Subject)")]
    [TestCase("02_sleepstudy", "rs_uncorr_reml", "Reaction ~ Days + (Days || Subject)")]
    [TestCase("03_exam", "null_reml", "normexam ~ 1 + (1 | school)")]
    [TestCase("03_exam", "ri_reml", "normexam ~ standLRT + sex + schgend + (1 | school)")]
    [TestCase("03_exam", "ri_ml", "normexam ~ standLRT + sex + schgend + (1 | school)")]
    [TestCase("03_exam", "rs_reml", "normexam ~ standLRT + sex + schgend + (standLRT | school)")]
    [TestCase("03_exam", "rs_ml", "normexam ~ standLRT + sex + schgend + (standLRT | school)")]
    [TestCase("03_exam", "rs_lrt_only_ml", "normexam ~ standLRT + (standLRT | school)")]
    [TestCase("03_exam", "ri_lrt_only_ml", "normexam ~ standLRT + (1 | school)")]
    [TestCase("03_exam", "interaction_reml", "normexam ~ standLRT * schavg + sex + schgend + (standLRT | school)")]
    [TestCase("K", "lmer_math_K", "math ~ cltype + (1 | sch)")]
    [TestCase("K", "lmer_math_K_teacher", "math ~ cltype + (1 | sch/tch)")]
    [TestCase("1", "lmer_math_1", "math ~ cltype + (1 | sch/tch)")]
    [TestCase("2", "lmer_math_2", "math ~ cltype + (1 | sch/tch)")]
    [TestCase("3", "lmer_math_3", "math ~ cltype + (1 | sch/tch)")]
    [TestCase("04_star", "lmer_math_long", "math ~ gr * cltype + (1 | id) + (1 | sch)")]
    [TestCase("05_hsb", "null_reml", "MathAch ~ 1 + (1 | School)")]
    [TestCase("05_hsb", "ri_reml", "MathAch ~ mses + cses + Sector + (1 | School)")]
    [TestCase("05_hsb", "xlevel_reml", "MathAch ~ mses * cses + Sector * cses + (1 + cses | School)")]
    [TestCase("05_hsb", "xlevel_ml", "MathAch ~ mses * cses + Sector * cses + (1 + cses | School)")]
    [TestCase("05_hsb", "xlevel_ri_reml", "MathAch ~ mses * cses + Sector * cses + (1 | School)")]
    public void Fit_PublishedData_EqualsLme4(string data, string analysis, string formula)
    {
        var expected = ReferenceCase.Load(data.Length == 1 ? "04_star" : data).Results(analysis);
        var fit = MixedModel.Fit(
            Formula.Parse(formula), Data[data].Value,
            Options with { Criterion = expected.GetProperty("REML").GetBoolean() ? Criterion.Reml : Criterion.Ml });
        var differences = new Differences();
        Lme4Comparison.Compare(expected, fit, differences);
        TestContext.Out.WriteLine($"{data} {analysis}: {differences}; {fit.Iterations} iterations");
        Assert.Multiple(differences.Check);
    }

    private static ColumnSet Star(string grade) => TestData.Load(
        "04_star", keep: (text, row) => text["gr"][row] == grade && text["math"][row] is not null && text["cltype"][row] is not null && text["sch"][row] is not null && text["tch"][row] is not null,
        categorical: ["id", "sch", "tch"]);
}
