using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Tests.Regression;

/// <summary>What can't be fitted, and what is fitted at the edge.</summary>
public sealed class LeastSquaresTests
{
    private static readonly ColumnSet Data = new(
    [
        new NumericColumn("y", [1, 2, 3, 4]),
        new NumericColumn("x", [2, 1, 4, 3]),
        new NumericColumn("empty", [double.NaN, double.NaN, double.NaN, double.NaN]),
        new NumericColumn("zero", [0, 1, 2, 3]),
        new NumericColumn("w", [1, 0, 2, 1]),
        new NumericColumn("negative", [1, -1, 2, 1]),
        new NumericColumn("w0", [0, double.NaN, 0, 0]),
        new NumericColumn("infinite", [1, 2, double.PositiveInfinity, 3]),
        new NumericColumn("three", [3, 3, 3, 3]),
        CategoricalColumn.FromText("texts", ["1", "2.5", "NaN", "4"]),
        CategoricalColumn.FromText("grade", ["K", "1", "2", "NA"]),
        CategoricalColumn.FromText("g", ["a", "a", "b", "b"]),
        CategoricalColumn.FromText("same", ["a", "a", "a", "a"]),
    ]);

    [TestCase("y ~ nobody", "There is no column 'nobody'")]
    [TestCase("g ~ x", "numeric outcome")]
    [TestCase("y ~ log(zero)", "data row 1")]
    [TestCase("y ~ log(g)", "categories where a number is needed")]
    [TestCase("y ~ empty", "most is missing in empty")]
    [TestCase("y ~ same", "only one level")]
    [TestCase("y ~ x + (1 | g)", "random terms")]
    [TestCase("y ~ 0", "nothing to estimate")]
    [TestCase("cbind(y, x) ~ g", "two columns")]
    [TestCase("three ~ x", "'three' is 3 on every used row")]
    [TestCase("infinite ~ x", "'infinite' is not a finite number in data row 3")]
    [TestCase("y ~ x + infinite", "'infinite' is not a finite number in data row 3")]
    [TestCase("y ~ texts", "'texts' holds numbers, and 'NaN' in data row 3")]
    [TestCase("texts ~ y", "'texts' holds numbers, and 'NaN' in data row 3")]
    [TestCase("y ~ factor(x) + zero", "5 coefficients and 4 rows: more parameters than rows")]
    public void Fit_ModelThatCannotBeFitted_SaysWhy(string formula, string expected) =>
        Assert.That(Assert.Throws<StatisticsException>(() => LeastSquares.Fit(Formula.Parse(formula), Data))!.Message, Does.Contain(expected));

    [TestCase("negative", "is negative")]
    [TestCase("g", "hold categories")]
    [TestCase("w0", "All weights in 'w0' are zero or missing")]
    [TestCase("infinite", "data row 3 of infinite is infinite")]
    [TestCase("texts", "'NaN' in data row 3")]
    [TestCase("nobody", "There is no column")]
    public void Fit_WeightsThatAreNone_SaysWhy(string weights, string expected) =>
        Assert.That(
            Assert.Throws<StatisticsException>(() => LeastSquares.Fit(Formula.Parse("y ~ x"), Data, new LeastSquaresOptions { Weights = weights }))!.Message,
            Does.Contain(expected));

    [Test]
    public void Fit_WeightOfZero_IsNoObservation()
    {
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x"), Data, new LeastSquaresOptions { Weights = "w" });
        Assert.That(fit.N, Is.EqualTo(3));
        Assert.That(fit.ResidualDegreesOfFreedom, Is.EqualTo(1));
    }

    [Test]
    public void Fit_AsManyCoefficientsAsRows_HasNoErrorsAndSaysWhy()
    {
        var fit = LeastSquares.Fit(Formula.Parse("y ~ factor(x)"), Data);
        Assert.That(fit.ResidualDegreesOfFreedom, Is.Zero);
        Assert.That(fit.Coefficients.Coefficients, Has.All.Matches<Results.Coefficient>(c => c is not null && double.IsNaN(c.StandardError) && (c.Reason ?? "").Contains("as many coefficients as rows", StringComparison.Ordinal)));
    }

    [Test]
    public void Fit_ColumnsThatCopyTheOutcome_WarnsOfIt()
    {
        var fit = LeastSquares.Fit(Formula.Parse("zero ~ y"), Data);
        Assert.That(fit.Coefficients.Warnings, Has.Some.Contains("but for rounding"));
        Assert.That(LeastSquares.Fit(Formula.Parse("y ~ x"), Data).Coefficients.Warnings, Is.Empty);
    }

    [Test]
    public void Fit_ConstantOutcomeThroughTheOrigin_HasResidualsAndStands() =>
        Assert.That(LeastSquares.Fit(Formula.Parse("three ~ 0 + x"), Data).Coefficients["x"].Estimate, Is.EqualTo(3 * 10 / 30.0).Within(1e-12));

    [Test]
    public void Fit_CategoriesOfWordsAndNumbers_StayCategories() =>
        Assert.That(LeastSquares.Fit(Formula.Parse("y ~ grade"), Data).Rank, Is.EqualTo(4));

    [Test]
    public void Fit_ColumnsOfVeryDifferentSize_LosesNothing()
    {
        var n = 50;
        var x = Enumerable.Range(0, n).Select(row => 1e8 + row).ToArray();
        var z = Enumerable.Range(0, n).Select(row => 1e-8 * (row * 7 % 11)).ToArray();
        var data = new ColumnSet([new NumericColumn("x", x), new NumericColumn("z", z), new NumericColumn("y", x.Zip(z, (a, b) => 3 + 2 * (a - 1e8) + 5e8 * b).ToArray())]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x + z"), data);
        Assert.That(fit.Dropped, Is.Empty);
        Relative.AreEqual(2, fit.Coefficients["x"].Estimate, 1e-9, "x");
        Relative.AreEqual(5e8, fit.Coefficients["z"].Estimate, 1e-9, "z");
    }

    [Test]
    public void Coefficients_ToFrame_HoldsTheNumbers()
    {
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x"), Data);
        var frame = fit.Coefficients.ToFrame();
        Assert.That(frame.RowKeys, Is.EqualTo(new[] { "(Intercept)", "x" }));
        Assert.That(frame["estimate", "x"], Is.EqualTo(fit.Coefficients["x"].Estimate));
    }
}
