using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;

namespace LobResearch.Statistics.Tests.Regression;

/// <summary>Correction for a pretest's unreliability, against the textbook's matrix formula and against what is known.</summary>
public sealed class ErrorsInVariablesTests
{
    private const int Schools = 12;

    [Test]
    public void Correct_PerfectlyReliable_IsLeastSquares()
    {
        var data = Sample(1, 40);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ d + x + school"), data);
        var found = ErrorsInVariables.Correct(fit, "x", 1, data["school"], ["d", "x"]);
        Assert.That(found[0].Estimate, Is.EqualTo(fit.Coefficients["d"].Estimate).Within(1e-9), "closed forms by two ways");
        Assert.That(found[1].Estimate, Is.EqualTo(fit.Coefficients["x"].Estimate).Within(1e-9));
    }

    // Fuller (1987), eq. 2.2.10 with two columns: by hand from moments.
    [Test]
    public void Correct_TwoColumns_EqualsTheFormula()
    {
        var data = Sample(2, 40);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ d + x"), data);
        double[] y = Values("y"), d = Values("d"), x = Values("x");
        double Cov(double[] a, double[] b) => a.Zip(b, (p, q) => (p - a.Average()) * (q - b.Average())).Sum();
        var n = y.Length;
        var xx = Cov(x, x) - n * 0.2 * Cov(x, x) / (n - 1);
        var determinant = Cov(d, d) * xx - Cov(d, x) * Cov(d, x);
        var expected = (Cov(d, y) * xx - Cov(x, y) * Cov(d, x)) / determinant;
        Assert.That(ErrorsInVariables.Correct(fit, "x", 0.8, data["school"], ["d"])[0].Estimate, Is.EqualTo(expected).Within(1e-9));

        double[] Values(string name) => ((NumericColumn)data[name]).Values.ToArray();
    }

    // Without the correction the groups' difference in the true pretest shows as an effect (Lord 1960).
    [Test]
    public void Correct_ManyRows_FindsTheTruthThatLeastSquaresMisses()
    {
        var data = Sample(3, 2_000);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ d + x + school"), data);
        var found = ErrorsInVariables.Correct(fit, "x", 1 / 1.5, data["school"], ["d"])[0];
        Assert.That(fit.Coefficients["d"].Estimate, Is.GreaterThan(0.4), "0.3 is true");
        Assert.That(found.Estimate, Is.EqualTo(0.3).Within(3 * found.StandardError));
        Assert.That(found.StandardError, Is.LessThan(0.05));
        Assert.That(found.DegreesOfFreedom, Is.EqualTo(Schools - 1));
    }

    // The indicator of a school that is left out is gone with it, the reference's too: no reason for having no error.
    [Test]
    public void Correct_IndicatorsOfClusters_HaveAnError()
    {
        var data = Sample(4, 30);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ d + x + school"), data);
        Assert.That(ErrorsInVariables.Correct(fit, "x", 0.8, data["school"], ["d"])[0].StandardError, Is.Positive);
    }

    [TestCase(0)]
    [TestCase(1.1)]
    [TestCase(double.NaN)]
    public void Correct_NoReliability_IsRefused(double reliability)
    {
        var data = Sample(5, 20);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ d + x"), data);
        Assert.That(() => ErrorsInVariables.Correct(fit, "x", reliability, data["school"], ["d"]), Throws.InstanceOf<StatisticsException>());
    }

    [Test]
    public void Correct_SoUnreliableThatNothingIsLeft_IsRefused()
    {
        var data = Sample(6, 20);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ d + x + z"), data);
        Assert.That(() => ErrorsInVariables.Correct(fit, "x", 0.05, data["school"], ["d"]), Throws.InstanceOf<StatisticsException>().With.Message.Contains("reliability"));
    }

    // True pretest t with variance 1, measured as x with error variance 0.5; the exposed are 0.5 higher in t.
    private static ColumnSet Sample(int seed, int perSchool)
    {
        var random = new Random(seed);
        var n = Schools * perSchool;
        double[] y = new double[n], d = new double[n], x = new double[n], z = new double[n];
        var school = new string[n];
        for (var row = 0; row < n; row++)
        {
            var t = Normal(random);
            d[row] = Normal(random) + t > 0 ? 1 : 0;
            x[row] = t + Math.Sqrt(0.5) * Normal(random);
            z[row] = x[row] + 0.3 * Normal(random);
            y[row] = 0.3 * d[row] + 0.6 * t + 0.5 * Normal(random);
            school[row] = $"S{row % Schools:00}";
        }

        return new ColumnSet([new NumericColumn("y", y), new NumericColumn("d", d), new NumericColumn("x", x), new NumericColumn("z", z), CategoricalColumn.FromText("school", school)]);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
