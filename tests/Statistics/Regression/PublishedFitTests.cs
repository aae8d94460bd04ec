using System.Text.Json;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Regression;

/// <summary>Least squares against certified and published values.</summary>
public sealed class PublishedFitTests
{
    private static readonly ReferenceCase Longley = ReferenceCase.Load("09_ols_longley");

    [Test]
    public void Fit_Longley_EqualsCertifiedValues()
    {
        var expected = Longley.Results("longley_exact");
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x1 + x2 + x3 + x4 + x5 + x6"), TestData.Load("09_ols_longley"));
        // Condition number 5e9: a plain QR keeps about nine digits, the refined one all that were certified.
        foreach (var term in expected.GetProperty("coef").EnumerateObject())
            Relative.AreEqual(term.Value.GetDouble(), fit.Coefficients[term.Name].Estimate, 1e-12, term.Name);
        foreach (var term in expected.GetProperty("se").EnumerateObject())
            Relative.AreEqual(term.Value.GetDouble(), fit.Coefficients[term.Name].StandardError, 1e-9, term.Name + " se");
        Relative.AreEqual(expected.GetProperty("rss").GetDouble(), fit.ResidualSumOfSquares, 1e-12, "rss");
        Relative.AreEqual(expected.GetProperty("residual_sd").GetDouble(), fit.Sigma, 1e-12, "sd");
        Relative.AreEqual(expected.GetProperty("r2").GetDouble(), fit.RSquared, 1e-12, "r2");
        Relative.AreEqual(expected.GetProperty("F").GetDouble(), fit.F, 1e-11, "F");
        Assert.That(fit.FDegreesOfFreedom, Is.EqualTo((6, 9)));
        Assert.That(fit.Dropped, Is.Empty);
    }

    [Test]
    public void Fit_Longley_EqualsR()
    {
        var expected = Longley.Results("longley_lm");
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x1 + x2 + x3 + x4 + x5 + x6"), TestData.Load("09_ols_longley"));
        CompareWithLm(expected, fit);
    }

    [TestCase("y1", "y1_coef")]
    [TestCase("y2", "y2_coef")]
    public void Fit_PolynomialOfDegreeFive_GivesItsCoefficients(string outcome, string key)
    {
        var expected = Longley.Results("wampler_like_exact").GetProperty(key).EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var fit = LeastSquares.Fit(Formula.Parse($"{outcome} ~ x + I(x^2) + I(x^3) + I(x^4) + I(x^5)"), TestData.Load("09_ols_longley", "wampler_like.csv"));
        // y1 is whole and so exact; y2's decimals are rounded to binary before any estimator sees them.
        for (var j = 0; j < expected.Length; j++)
            Relative.AreEqual(expected[j], fit.Coefficients.Coefficients[j].Estimate, outcome == "y1" ? 1e-12 : 1e-9, $"x^{j}");
    }

    [Test]
    public void Fit_Anorexia_EqualsR() => CompareWithLm(
        ReferenceCase.Load("10_did_fewclusters").Results("anorexia_ancova").GetProperty("lm"),
        LeastSquares.Fit(Formula.Parse("Postwt ~ Prewt + Treat"), TestData.Load("10_did_fewclusters", "anorexia.csv")));

    [Test]
    public void Fit_Grunfeld_EqualsR() => CompareWithLm(
        ReferenceCase.Load("10_did_fewclusters").Results("grunfeld_ols_10firms").GetProperty("ols"),
        LeastSquares.Fit(Formula.Parse("inv ~ value + capital"), TestData.Load("10_did_fewclusters", "grunfeld.csv")));

    private static void CompareWithLm(JsonElement expected, LeastSquaresFit fit)
    {
        Assert.That(fit.N, Is.EqualTo(expected.GetProperty("n").GetInt32()));
        Assert.That(fit.ResidualDegreesOfFreedom, Is.EqualTo(expected.GetProperty("df_residual").GetInt32()));
        Relative.AreEqual(expected.GetProperty("sigma").GetDouble(), fit.Sigma, 1e-11, "sigma");
        Relative.AreEqual(expected.GetProperty("r2").GetDouble(), fit.RSquared, 1e-11, "r2");
        Relative.AreEqual(expected.GetProperty("adj_r2").GetDouble(), fit.AdjustedRSquared, 1e-11, "adjusted r2");
        Relative.AreEqual(expected.GetProperty("f").GetProperty("value").GetDouble(), fit.F, 1e-9, "F");
        foreach (var term in expected.GetProperty("coef").EnumerateObject())
        {
            var coefficient = fit.Coefficients.Coefficients.Single(candidate => RTerms.Of(candidate.Term) == term.Name);
            // 1e-9: R's own QR loses that many digits on Longley.
            Relative.AreEqual(term.Value.GetProperty("Estimate").GetDouble(), coefficient.Estimate, 1e-9, term.Name);
            Relative.AreEqual(term.Value.GetProperty("Std. Error").GetDouble(), coefficient.StandardError, 1e-9, term.Name + " se");
            Relative.AreEqual(term.Value.GetProperty("Pr(>|t|)").GetDouble(), coefficient.P, 1e-7, term.Name + " p");
        }
    }
}
