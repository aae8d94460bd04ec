using System.Globalization;
using System.Text.Json;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Design;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;
using LobResearch.TestKit;

namespace LobResearch.Statistics.Tests.Design;

/// <summary>Contrasts, interactions, dropped columns and weights against R's lm and clubSandwich 0.5.8.</summary>
public sealed class DesignTests
{
    private static readonly ReferenceCase Designs = ReferenceCase.Load("20_designs");

    [TestCase("crossed", "breaks ~ wool * tension", "block")]
    [TestCase("cells", "breaks ~ wool:tension")]
    [TestCase("no_intercept", "breaks ~ 0 + tension + wool")]
    [TestCase("nested", "breaks ~ wool / tension")]
    [TestCase("cells_no_intercept", "breaks ~ tension + wool:tension - 1")]
    [TestCase("all_pairs", "breaks ~ (wool + tension + block)^2")]
    [TestCase("without", "breaks ~ wool * tension - wool:tension")]
    [TestCase("slopes_per_group", "Postwt ~ Treat * Prewt")]
    [TestCase("slopes_only", "Postwt ~ Treat:Prewt")]
    [TestCase("slopes_no_main", "Postwt ~ Treat + Treat:Prewt")]
    [TestCase("powers", "Postwt ~ Prewt + I(Prewt^2) + log(Prewt) + Treat")]
    [TestCase("numbers_crossed", "inv ~ value * capital", "firm")]
    [TestCase("weighted", "inv ~ value + capital", "firm", "w")]
    [TestCase("weighted_fixed", "inv ~ value + capital + factor(firm)", "firm", "w")]
    [TestCase("dropped", "inv ~ value + twice + capital", "firm")]
    [TestCase("dropped_indicators", "inv ~ factor(firm) + value + I(firm * 2) + capital")]
    [TestCase("states_as_categories", "log(violent) ~ law + log(income) + state", "state")]
    public void Fit_Design_EqualsR(string id, string formula, string? cluster = null, string? weights = null)
    {
        var data = DataFor(formula);
        var expected = Designs.Results(id);
        var fit = LeastSquares.Fit(Formula.Parse(formula), data, new LeastSquaresOptions { Weights = weights });
        Assert.Multiple(() =>
        {
            Assert.That(fit.N, Is.EqualTo(expected.GetProperty("n").GetInt32()));
            Assert.That(fit.ResidualDegreesOfFreedom, Is.EqualTo(expected.GetProperty("df").GetInt32()));
            Assert.That(fit.Dropped.Select(RTerms.Of), Is.EqualTo(Texts(expected, "aliased")));
            Assert.That(fit.Coefficients.Coefficients.Select(coefficient => RTerms.Of(coefficient.Term)), Is.EqualTo(Texts(expected, "terms")));
        });
        Relative.AreEqual(expected.GetProperty("sigma").GetDouble(), fit.Sigma, 1e-10, "sigma");
        Relative.AreEqual(expected.GetProperty("r2").GetDouble(), fit.RSquared, 1e-10, "R²");
        Relative.AreEqual(expected.GetProperty("adjR2").GetDouble(), fit.AdjustedRSquared, 1e-10, "adjusted R²");
        Relative.AreEqual(expected.GetProperty("aic").GetDouble(), fit.Aic, 1e-10, "AIC");
        Relative.AreEqual(expected.GetProperty("bic").GetDouble(), fit.Bic, 1e-10, "BIC");
        // x, x² and log x of a narrow range: R itself keeps about seven digits there.
        var tolerance = id == "powers" ? 1e-6 : 1e-8;
        Compare(expected.GetProperty("estimate"), fit.Coefficients.Coefficients.Select(c => c.Estimate), tolerance, "estimate");
        Compare(expected.GetProperty("se"), fit.Coefficients.Coefficients.Select(c => c.StandardError), tolerance, "se");
        if (cluster is null)
            return;
        foreach (var type in Enum.GetValues<CovarianceType>())
        {
            // Where a cluster has its own fixed effect clubSandwich's CR3 inverts a singular matrix: nothing to compare with.
            if (!expected.TryGetProperty(type.ToString(), out var robust))
                continue;
            var table = fit.Robust(data[cluster], type);
            // What is zero but for rounding has no digits to compare: the fixed effects of a cluster's own indicator.
            var real = table.Coefficients.Select((c, index) => (c, index)).Where(pair => double.IsFinite(pair.c.StandardError)).ToList();
            Assert.That(real, Is.Not.Empty);
            foreach (var (coefficient, index) in real)
            {
                Relative.AreEqual(robust.GetProperty("se")[index].GetDouble(), coefficient.StandardError, 1e-7, $"{type} {coefficient.Term} se");
                Relative.AreEqual(robust.GetProperty("df")[index].GetDouble(), coefficient.DegreesOfFreedom, 1e-6, $"{type} {coefficient.Term} df");
            }
        }
    }

    [Test]
    public void Fit_ReferenceAndLevels_ChangeWhatIsCompared()
    {
        var data = TestData.Load("10_did_fewclusters", "anorexia.csv");
        var plain = LeastSquares.Fit(Formula.Parse("Postwt ~ Treat"), data);
        var turned = LeastSquares.Fit(Formula.Parse("Postwt ~ Treat"), data, new LeastSquaresOptions
        {
            Design = new DesignOptions { References = new Dictionary<string, string> { ["Treat"] = "FT" } },
        });
        var ordered = LeastSquares.Fit(Formula.Parse("Postwt ~ Treat"), data, new LeastSquaresOptions
        {
            Design = new DesignOptions { Levels = new Dictionary<string, IReadOnlyList<string>> { ["Treat"] = ["FT", "Cont", "CBT"] } },
        });
        Assert.That(turned.Coefficients["Treat[CBT]"].Estimate, Is.EqualTo(-plain.Coefficients["Treat[FT]"].Estimate).Within(1e-12));
        Assert.That(ordered.Coefficients.Coefficients.Select(c => c.Term), Is.EqualTo(new[] { "(Intercept)", "Treat[Cont]", "Treat[CBT]" }));
    }

    [Test]
    public void Fit_LevelThatOccursOnlyOnIncompleteRows_IsGone()
    {
        var data = new ColumnSet(
        [
            new NumericColumn("y", [1, 2, 3, 4, 5]),
            CategoricalColumn.FromText("g", ["a", "a", "b", "b", "c"]),
            new NumericColumn("x", [1, 3, 2, 5, double.NaN]),
        ]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ g + x"), data);
        Assert.That(fit.Frame.Omitted, Is.EqualTo(1));
        Assert.That(fit.Coefficients.Coefficients.Select(c => c.Term), Is.EqualTo(new[] { "(Intercept)", "g[b]", "x" }));
    }

    private static ColumnSet DataFor(string formula)
    {
        if (formula.StartsWith("breaks", StringComparison.Ordinal))
        {
            var warp = TestData.Load("20_designs", "warpbreaks.csv");
            return With(warp, "block", row => row / 6 + 1);
        }

        if (formula.StartsWith("Postwt", StringComparison.Ordinal))
            return TestData.Load("10_did_fewclusters", "anorexia.csv");
        if (formula.StartsWith("log(violent)", StringComparison.Ordinal))
        {
            return TestData.Load(
                "10_did_fewclusters", "guns.csv", keep: (text, row) => int.Parse(text["year"][row]!, CultureInfo.InvariantCulture) >= 1990);
        }

        var grunfeld = TestData.Load("10_did_fewclusters", "grunfeld.csv");
        var year = ((NumericColumn)grunfeld["year"]).Values.ToArray();
        var value = ((NumericColumn)grunfeld["value"]).Values.ToArray();
        return With(With(grunfeld, "w", row => year[row] - 1934), "twice", row => 2 * value[row]);
    }

    private static ColumnSet With(ColumnSet data, string name, Func<int, double> value) =>
        new(data.Names.Select(known => data[known]).Append(new NumericColumn(name, Enumerable.Range(0, data.Rows).Select(value).ToArray())));

    private static IEnumerable<string> Texts(JsonElement element, string key) => element.GetProperty(key).EnumerateArray().Select(text => text.GetString()!);

    private static void Compare(JsonElement expected, IEnumerable<double> actual, double tolerance, string what)
    {
        foreach (var (value, index) in actual.Select((value, index) => (value, index)))
            Relative.AreEqual(expected[index].GetDouble(), value, tolerance, $"{what} {index}");
    }
}
