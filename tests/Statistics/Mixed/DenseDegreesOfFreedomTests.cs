using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Mixed;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Mixed;

/// <summary>
/// Satterthwaite's and Kenward and Roger's degrees of freedom on random subsamples of STAR, all grades, against the papers' formulas on full n × n matrices
/// and against lmerTest 3.1-3 and pbkrtest 0.5.2; with weights, which pbkrtest leaves out of its corrections, against the formulas.
/// </summary>
public sealed class DenseDegreesOfFreedomTests
{
    [TestCase("subsample_1")]
    [TestCase("subsample_2")]
    [TestCase("subsample_3")]
    [TestCase("subsample_4")]
    public void Inference_SubsamplesOfStar_EqualsDenseMatricesAndR(string analysis)
    {
        var expected = ReferenceCase.Load("23_star_subsamples").Results(analysis);
        // R counts from 1.
        var rows = expected.GetProperty("rows").EnumerateArray().Select(row => row.GetInt32() - 1).ToHashSet();
        var data = TestData.Load("04_star", keep: (_, row) => rows.Contains(row), categorical: ["id", "sch", "tch"]);
        var fit = Fit("math ~ gr * cltype + (1 | id) + (1 | sch)", data);
        var differences = new Differences();
        Lme4Comparison.Compare(expected, fit, differences);
        CompareDense(fit, data, differences);
        TestContext.Out.WriteLine($"{analysis}, n {fit.N}: {differences}");
        Assert.Multiple(differences.Check);
    }

    [TestCase("22_classics", "cattle.csv", "share ~ factor(period) + (1 | herd)", "size", 56)]
    [TestCase("21_mixed", "crossed.csv", "y ~ x + arm + (1 | pupil) + (1 | rater)", "w", 400)]
    [TestCase("21_mixed", "crossed.csv", "y ~ x * arm + (1 + x | rater)", "w", 300)]
    [TestCase("02_sleepstudy", "data.csv", "Reaction ~ Days + (Days | Subject)", null, 180)]
    public void Inference_WeightsAndSlopes_EqualsDenseMatrices(string referenceCase, string file, string formula, string? weights, int first)
    {
        var data = TestData.Load(referenceCase, file, (_, row) => row < first);
        var fit = Fit(formula, data, weights);
        var differences = new Differences();
        CompareDense(fit, data, differences);
        TestContext.Out.WriteLine($"{formula}, n {fit.N}: {differences}");
        Assert.Multiple(differences.Check);
        Assert.That(fit.IsSingular, Is.False, "a boundary has other rules");
    }

    private static MixedModelFit Fit(string formula, ColumnSet data, string? weights = null) => MixedModel.Fit(Formula.Parse(formula), data, new()
    {
        Weights = weights,
        Design = new() { Levels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["cltype"] = ["reg", "small", "reg+A"], ["gr"] = ["K", "1", "2", "3"] } },
    });

    // The formulas are exact; what differs is how well θ lies in its optimum (Satterthwaite leans on that) and rounding in n × n inverses.
    private static void CompareDense(MixedModelFit fit, ColumnSet data, Differences differences)
    {
        var dense = new DenseMixedModel(fit, data);
        differences.Add("dense criterion", 1e-10, dense.RestrictedCriterion, fit.Minus2LogLikelihood);
        var (adjusted, degrees) = dense.KenwardRoger();
        var satterthwaite = dense.Satterthwaite();
        var (own, ownAdjusted) = (fit.Inference(DegreesOfFreedomMethod.Satterthwaite).Coefficients, fit.Inference(DegreesOfFreedomMethod.KenwardRoger).Coefficients);
        for (var i = 0; i < fit.Terms.Count; i++)
        {
            differences.Add("dense β", 1e-8, dense.Beta[i], fit.Beta[i], Math.Sqrt(dense.Covariance[i, i]));
            differences.Add("dense se", 1e-8, Math.Sqrt(dense.Covariance[i, i]), own.Coefficients[i].StandardError);
            differences.Add("dense Satterthwaite df", 1e-4, satterthwaite[i], own.Coefficients[i].DegreesOfFreedom);
            differences.Add("dense Kenward-Roger se", 1e-8, Math.Sqrt(adjusted[i, i]), ownAdjusted.Coefficients[i].StandardError);
            differences.Add("dense Kenward-Roger df", 1e-6, degrees[i], ownAdjusted.Coefficients[i].DegreesOfFreedom);
        }
    }
}
