using System.Text.Json;
using LobResearch.Statistics.Causal;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Causal;

/// <summary>Scores, effects and errors of the published cases, with their folds and nuisance predictions.</summary>
public sealed class GivenNuisanceTests
{
    // Sums of ten thousand products: R's and ours differ by their order alone, some 1e-13.
    private const double Tolerance = 1e-10;

    private static readonly ReferenceCase Case = ReferenceCase.Load("12_dml");

    [TestCase("smokeban_plr_rf_split1", "_rf1", "fold1")]
    [TestCase("smokeban_plr_rf_split2", "_rf2", "fold2")]
    [TestCase("smokeban_plr_rf_split3", "_rf3", "fold3")]
    [TestCase("smokeban_plr_ols_end_to_end", "_ols", "fold1")]
    [TestCase("stark_plr_rf_cluster", "_rf", "fold")]
    [TestCase("stark_plr_ols_end_to_end", "_ols", "fold")]
    public void PartiallyLinear_GivenPredictions_EqualsReference(string analysis, string suffix, string fold)
    {
        var expected = Case.Results(analysis);
        foreach (var (score, name) in new[] { (PartiallyLinearScore.PartiallingOut, "partialling_out"), (PartiallyLinearScore.IvType, "iv_type") })
            Compare(expected.GetProperty(name), covariance => PartiallyLinear.Estimate(Data(analysis, fold, ("l", "l" + suffix), ("m", "m" + suffix), ("g", "g" + suffix)), new PartiallyLinearOptions { Score = score, Covariance = covariance }), analysis + " " + name);
    }

    [TestCase("smokeban_irm_rf_clip_0.01_0.99", "_rf1", "fold1")]
    [TestCase("smokeban_irm_rf_clip_0.2_0.8", "_rf1", "fold1")]
    [TestCase("smokeban_irm_rf_clip_0.3_0.8", "_rf1", "fold1")]
    [TestCase("smokeban_irm_ols_end_to_end", "_ols", "fold1")]
    [TestCase("stark_irm_rf_cluster", "_rf", "fold")]
    [TestCase("stark_irm_rf_cluster_clip.3_.7", "_rf", "fold")]
    [TestCase("stark_irm_ols_end_to_end", "_ols", "fold")]
    public void Interactive_GivenPredictions_EqualsReference(string analysis, string suffix, string fold)
    {
        var expected = Case.Results(analysis);
        var clip = expected.GetProperty("clip");
        var plain = new InteractiveOptions { Lower = clip[0].GetDouble(), Upper = clip[1].GetDouble() };
        var data = Data(analysis, fold, ("g0", "g0" + suffix), ("g1", "g1" + suffix), ("m", "m" + suffix));
        foreach (var (options, name) in new[]
        {
            (plain, "ATE_clipped"),
            (plain with { Normalise = true }, "ATE_clipped_normalized_weights"),
            (plain with { Estimand = Estimand.Att }, "ATT_clipped"),
            (plain with { Trimming = Trimming.Drop }, "ATE_drop_outside"),
        })
        {
            var fit = Compare(expected.GetProperty(name), covariance => Interactive.Estimate(data, options with { Covariance = covariance }), analysis + " " + name);
            Assert.Multiple(() =>
            {
                Assert.That(fit.Overlap!.Below, Is.EqualTo(expected.GetProperty("n_clipped_low").GetInt32()));
                Assert.That(fit.Overlap!.Above, Is.EqualTo(expected.GetProperty("n_clipped_high").GetInt32()));
            });
        }
    }

    [Test]
    public void SplitMedian_ThreeSplits_EqualsReference()
    {
        var expected = Case.Results("smokeban_plr_rf_median_over_splits");
        var splits = Enumerable.Range(1, 3).Select(split => PartiallyLinear.Estimate(
            Data("smokeban", $"fold{split}", ("l", $"l_rf{split}"), ("m", $"m_rf{split}")), new PartiallyLinearOptions())["d"]).ToList();
        var median = SplitMedian.Of(splits, 0.95);
        Relative.AreEqual(expected.GetProperty("theta_median").GetDouble(), median.Estimate, Tolerance, "estimate");
        Relative.AreEqual(expected.GetProperty("se_median").GetDouble(), median.StandardError, Tolerance, "error");
    }

    // The errors of each kind that the reference has; folds' own estimates too.
    private static CausalFit Compare(JsonElement expected, Func<CausalCovariance, CausalFit> estimate, string what)
    {
        var iid = estimate(CausalCovariance.Iid);
        Assert.That(iid.N, Is.EqualTo(expected.GetProperty("n").GetInt32()), what);
        Relative.AreEqual(expected.GetProperty("theta").GetDouble(), iid["d"].Estimate, Tolerance, what);
        Relative.AreEqual(expected.GetProperty("se_iid").GetDouble(), iid["d"].StandardError, Tolerance, what + " iid");
        Relative.AreEqual(expected.GetProperty("p_normal").GetDouble(), iid["d"].P, 1e-8, what + " p: the tail multiplies the relative error by t²");
        Relative.AreEqual(expected.GetProperty("ci95")[0].GetDouble(), iid["d"].Lower, Tolerance, what + " lower");
        Relative.AreEqual(expected.GetProperty("ci95")[1].GetDouble(), iid["d"].Upper, Tolerance, what + " upper");
        if (expected.TryGetProperty("dml1", out var dml1))
        {
            var folds = dml1.GetProperty("theta_by_fold");
            Assert.That(iid.Splits[0].Folds, Has.Count.EqualTo(folds.GetArrayLength()));
            for (var fold = 0; fold < iid.Splits[0].Folds.Count; fold++)
                Relative.AreEqual(folds[fold].GetDouble(), iid.Splits[0].Folds[fold].Estimate, Tolerance, what + " fold");
        }

        if (!expected.TryGetProperty("se_cluster_cr0", out var cr0))
            return iid;
        Relative.AreEqual(cr0.GetDouble(), estimate(CausalCovariance.CR0)["d"].StandardError, Tolerance, what + " CR0");
        Relative.AreEqual(expected.GetProperty("p_cluster_normal_cr0").GetDouble(), estimate(CausalCovariance.CR0)["d"].P, 1e-9, what + " p CR0");
        Relative.AreEqual(expected.GetProperty("se_cluster_cr1").GetDouble(), estimate(CausalCovariance.CR1)["d"].StandardError, Tolerance, what + " CR1");
        Relative.AreEqual(expected.GetProperty("p_cluster_t_Gm1_cr1").GetDouble(), estimate(CausalCovariance.CR1)["d"].P, 1e-9, what + " p CR1");
        return iid;
    }

    private static CausalData Data(string analysis, string fold, params (string Name, string Column)[] nuisance)
    {
        var smoke = analysis.StartsWith("smokeban", StringComparison.Ordinal);
        return CausalData.Prepare(
            new CausalRoles("y", ["d"])
            {
                Covariates = smoke ? "age + educ" : "free + black",
                Clusters = smoke ? [] : ["sch"],
                FoldColumn = fold,
                Nuisance = nuisance.ToDictionary(pair => pair.Name, pair => pair.Column),
            },
            TestData.Load("12_dml", smoke ? "smokeban.csv" : "stark.csv"));
    }
}
