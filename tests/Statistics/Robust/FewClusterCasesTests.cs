using System.Text.Json;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Robust;

/// <summary>Guns and Grunfeld, ten and fifty-one clusters, against R's lm and clubSandwich 0.5.8.</summary>
public sealed class FewClusterCasesTests
{
    private const double EstimateTolerance = 1e-9;
    private const double ErrorTolerance = 1e-7;
    private static readonly ReferenceCase Case = ReferenceCase.Load("10_did_fewclusters");
    private static readonly HashSet<string> SouthEast =
        ["Alabama", "Florida", "Georgia", "Kentucky", "Mississippi", "North Carolina", "South Carolina", "Tennessee", "Virginia", "West Virginia"];

    [TestCase("did10_lviolent", "lviolent ~ law + state + factor(year)", true)]
    [TestCase("did10_lviolent", "log(violent) ~ law + state + factor(year)", true)]
    [TestCase("did10_lmurder", "log(murder) ~ law + income + density + state + factor(year)", true)]
    [TestCase("did51_lviolent", "log(violent) ~ law + state + factor(year)", false)]
    public void Robust_Guns_EqualsClubSandwich(string analysis, string formula, bool tenStates)
    {
        var data = TestData.Load("10_did_fewclusters", "guns.csv", keep: (text, row) => !tenStates || SouthEast.Contains(text["state"][row]!));
        var fit = LeastSquares.Fit(Formula.Parse(formula), data);
        var results = Case.Results(analysis);
        Assert.That(fit.N, Is.EqualTo(results.GetProperty("n").GetInt32()));
        if (results.TryGetProperty("ols", out var ols))
        {
            Relative.AreEqual(ols.GetProperty("lawyes").GetProperty("Estimate").GetDouble(), fit.Coefficients["law[yes]"].Estimate, EstimateTolerance, "estimate");
            Relative.AreEqual(ols.GetProperty("lawyes").GetProperty("Std. Error").GetDouble(), fit.Coefficients["law[yes]"].StandardError, EstimateTolerance, "se");
        }

        Compare(results, fit, data["state"], rounded: analysis == "did10_lmurder" ? ["income", "density"] : []);
    }

    [Test]
    public void Robust_GunsWithColumnsOfDifferentSize_EqualsTheExactValue()
    {
        var data = TestData.Load("10_did_fewclusters", "guns.csv", keep: (text, row) => SouthEast.Contains(text["state"][row]!));
        var table = LeastSquares.Fit(Formula.Parse("log(murder) ~ law + income + density + state + factor(year)"), data).Robust(data["state"], CovarianceType.CR2);
        foreach (var term in ReferenceCase.Load("20_designs", "exact.json").Results("did10_lmurder_cr2").EnumerateObject())
        {
            var actual = table.Coefficients.Single(coefficient => RTerms.Of(coefficient.Term) == term.Name);
            Relative.AreEqual(term.Value.GetProperty("se").GetDouble(), actual.StandardError, 1e-11, term.Name + " se");
            Relative.AreEqual(term.Value.GetProperty("df").GetDouble(), actual.DegreesOfFreedom, 1e-11, term.Name + " df");
        }
    }

    [TestCase("grunfeld_ols_10firms", "inv ~ value + capital")]
    [TestCase("grunfeld_fe_10firms", "inv ~ value + capital + factor(firm)")]
    public void Robust_Grunfeld_EqualsClubSandwich(string analysis, string formula)
    {
        var data = TestData.Load("10_did_fewclusters", "grunfeld.csv");
        Compare(Case.Results(analysis), LeastSquares.Fit(Formula.Parse(formula), data), data["firm"]);
    }

    [Test]
    public void Robust_Guns_EqualsArellanoOfTheWithinModel()
    {
        var data = TestData.Load("10_did_fewclusters", "guns.csv");
        var fit = LeastSquares.Fit(Formula.Parse("log(violent) ~ law + state + factor(year)"), data);
        var results = Case.Results("did51_plm_within");
        Relative.AreEqual(results.GetProperty("coef").GetProperty("lawyes").GetDouble(), fit.Coefficients["law[yes]"].Estimate, EstimateTolerance, "estimate");
        Relative.AreEqual(results.GetProperty("se_arellano_HC0").GetDouble(), fit.Robust(data["state"], CovarianceType.CR0)["law[yes]"].StandardError, ErrorTolerance, "se");
    }

    // Rounded: terms whose CR2 values in R carry rounding errors of 1e-6; the exact ones are compared in a test of their own.
    private static void Compare(JsonElement expected, LeastSquaresFit fit, Column clusters, params string[] rounded)
    {
        var compared = 0;
        foreach (var type in Enum.GetValues<CovarianceType>())
        {
            // Clusters with a fixed effect of their own: R stops, or inverts a singular matrix. JackknifeTests compares those.
            if (type == CovarianceType.CR3 && fit.Frame.Formula.Terms.Count > 2)
                continue;
            var table = fit.Robust(clusters, type);
            foreach (var term in expected.GetProperty(type.ToString()).EnumerateObject())
            {
                if (type == CovarianceType.CR2 && rounded.Contains(term.Name))
                    continue;
                var what = $"{type} {term.Name}";
                var actual = table.Coefficients.Single(coefficient => RTerms.Of(coefficient.Term) == term.Name);
                Relative.AreEqual(term.Value.GetProperty("beta").GetDouble(), actual.Estimate, EstimateTolerance, what);
                Relative.AreEqual(term.Value.GetProperty("se").GetDouble(), actual.StandardError, ErrorTolerance, what + " se");
                Relative.AreEqual(term.Value.GetProperty("df_satterthwaite").GetDouble(), actual.DegreesOfFreedom, ErrorTolerance, what + " df");
                Relative.AreEqual(term.Value.GetProperty("p_satterthwaite").GetDouble(), actual.P, 1e-6, what + " p");
                compared++;
            }
        }

        Assert.That(compared, Is.GreaterThanOrEqualTo(4));
    }
}
