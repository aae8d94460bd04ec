using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Measurement;
using LobResearch.TestKit;
using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Tests.Measurement;

/// <summary>Omega and alpha of R's data sets, against a general minimiser and alpha's formula in R.</summary>
public sealed class OneFactorTests
{
    private static readonly ReferenceCase Cases = ReferenceCase.Load("24_measurement");
    private static readonly string[] Sets = ["attitude", "judges", "swiss", "savings", "trees", "iris", "rock", "motor"];

    [TestCaseSource(nameof(Sets))]
    public void Omega_RDataSet_EqualsGeneralMinimiser(string set)
    {
        var (expected, actual) = (Cases.Results("scale_" + set), Of(set).Factor);
        // nlminb stops about 1e-8 from the minimum.
        Assert.That(actual.Omega, Is.EqualTo(expected.GetProperty("omega").GetDouble()).Within(1e-6));
        Assert.That(actual.Discrepancy, Is.EqualTo(expected.GetProperty("objective").GetDouble()).Within(1e-9));
        Assert.That(actual.Discrepancy, Is.LessThanOrEqualTo(expected.GetProperty("objective").GetDouble() + 1e-12), "a minimum isn't above another's");
        Assert.That(actual.Heywood is not null, Is.EqualTo(expected.GetProperty("heywood").GetBoolean()));
        if (expected.TryGetProperty("omega_factanal", out var factanal))
            Assert.That(actual.Omega, Is.EqualTo(factanal.GetDouble()).Within(2e-6), "factanal's bound under residual variances is 1e-6");
    }

    [TestCaseSource(nameof(Sets))]
    public void Omega_RDataSet_MeetsTheEquationsOfItsMinimum(string set)
    {
        var scale = Of(set);
        var fit = scale.Factor;
        if (fit.Heywood is not null)
        {
            Assert.That(fit.ResidualVariances[fit.Heywood.Value], Is.Zero);
            Assert.That(scale.Warnings, Has.Some.Contains("Heywood"));
            return;
        }

        // Jöreskog (1967): (Σ⁻¹(Σ − R)Σ⁻¹)λ = 0 and diag of it 0, on correlations.
        var loadings = Vector<double>.Build.DenseOfEnumerable(fit.StandardisedLoadings);
        var residual = Vector<double>.Build.DenseOfEnumerable(fit.ResidualVariances.Zip(fit.StandardDeviations, (variance, sd) => variance / (sd * sd)));
        var implied = loadings.OuterProduct(loadings) + Matrix<double>.Build.DenseOfDiagonalVector(residual);
        var inverse = implied.Inverse();
        var slope = inverse * (implied - Correlations(scale.Key, Data(set))) * inverse;
        Assert.That((slope * loadings).AbsoluteMaximum(), Is.LessThan(1e-9));
        Assert.That(slope.Diagonal().PointwiseMultiply(residual).AbsoluteMaximum(), Is.LessThan(1e-10));
    }

    [TestCaseSource(nameof(Sets))]
    public void Alpha_RDataSet_EqualsItsFormula(string set)
    {
        var (expected, actual) = (Cases.Results("scale_" + set), Of(set));
        (string Name, double Value)[] all = [("n", actual.Complete), ("alpha", actual.Alpha), ("std_alpha", actual.StandardisedAlpha), ("lower", actual.AlphaLower), ("upper", actual.AlphaUpper)];
        // Closed forms; alpha of the savings is near 0 and loses two digits to it.
        foreach (var (name, value) in all)
            Assert.That(value, Is.EqualTo(expected.GetProperty(name).GetDouble()).Within(1e-11), name);
        for (var item = 0; item < actual.Items.Count; item++)
        {
            Assert.That(actual.Items[item].ItemRest, Is.EqualTo(expected.GetProperty("item_rest")[item].GetDouble()).Within(1e-11));
            Relative.AreEqual(expected.GetProperty("alpha_if_dropped")[item].GetDouble(), actual.Items[item].AlphaIfDropped, 1e-10, "alpha if dropped");
        }
    }

    [Test]
    public void Omega_ThreeItems_IsTheClosedForm()
    {
        var data = TestData.Load("01_bfi");
        var scale = Reliability.Of(ScaleKey.Parse("three = N1 + N2 + N3", 1, 6), data);
        var r = Correlations(scale.Key, data);
        // Three covariances, three loadings: λ1² = r12 r13 / r23.
        Assert.That(scale.Factor.StandardisedLoadings[0], Is.EqualTo(Math.Sqrt(r[0, 1] * r[0, 2] / r[1, 2])).Within(1e-11));
        Assert.That((scale.Factor.DegreesOfFreedom, double.IsNaN(scale.Factor.P)), Is.EqualTo((0, true)));
        Assert.That(scale.Factor.Discrepancy, Is.EqualTo(0).Within(1e-12));
    }

    [TestCase(new double[] { 1, 2, 3, 1, 2, 3 }, "combination of others")]
    [TestCase(new double[] { 2, 2, 2, 2, 2, 2 }, "same in all complete rows")]
    public void Omega_NoInverse_HasAReason(double[] third, string reason)
    {
        var data = Columns([1, 2, 3, 1, 2, 3], [1, 3, 2, 2, 2, 4], third, [4, 1, 2, 3, 3, 1]);
        var factor = Reliability.Of(ScaleKey.Parse("s = x1 + x2 + x3 + x4"), data).Factor;
        Assert.That((double.IsNaN(factor.Omega), factor.Reason), Is.EqualTo((true, factor.Reason)));
        Assert.That(factor.Reason, Does.Contain(reason));
    }

    [Test]
    public void Omega_UncorrelatedItems_AreNotDetermined()
    {
        // A full factorial: no item goes with another.
        var rows = Enumerable.Range(0, 8).ToArray();
        var data = Columns(Array.ConvertAll(rows, row => (double)(row & 1)), Array.ConvertAll(rows, row => (double)((row >> 1) & 1)), Array.ConvertAll(rows, row => (double)(row >> 2)));
        var scale = Reliability.Of(ScaleKey.Parse("s = x1 + x2 + x3"), data);
        Assert.That(scale.Factor.Reason, Does.Contain("don't determine the loadings"));
        Assert.That(scale.Alpha, Is.EqualTo(0).Within(1e-15));
    }

    [Test]
    public void Omega_OtherUnits_IsTheSameOfStandardisedItems()
    {
        var attitude = Data("attitude");
        var stretched = new ColumnSet(attitude.Names.Select((name, index) => (Column)new NumericColumn(name, Array.ConvertAll(((NumericColumn)attitude[name]).Values.ToArray(), value => value * Math.Pow(10, index - 3)))));
        var key = ScaleKey.Parse("s = x1 + x2 + x3 + x4 + x5 + x6 + x7");
        var (one, other) = (Reliability.Of(key, attitude).Factor, Reliability.Of(key, stretched).Factor);
        Assert.That(other.OmegaStandardised, Is.EqualTo(one.OmegaStandardised).Within(1e-11));
        Assert.That(other.ChiSquare, Is.EqualTo(one.ChiSquare).Within(1e-9));
    }

    private static ScaleReliability Of(string set)
    {
        var expected = Cases.Results("scale_" + set);
        var reversed = expected.GetProperty("reversed").EnumerateArray().Select(name => name.GetString()!).ToHashSet();
        var data = Data(set);
        return Reliability.Of(
            new ScaleKey(set, data.Names.Select(name => new ScaleItem(name, reversed.Contains(name))).ToList(), expected.GetProperty("minimum").GetDouble(), expected.GetProperty("maximum").GetDouble()), data);
    }

    private static ColumnSet Data(string set) => TestData.Load("24_measurement", set + ".csv");

    private static ColumnSet Columns(params double[][] columns) => new(columns.Select((column, index) => new NumericColumn($"x{index + 1}", column)));

    // Textbook correlations of complete rows, apart from the code under test.
    private static Matrix<double> Correlations(ScaleKey key, ColumnSet data)
    {
        var columns = key.Items.Select(item => ((NumericColumn)data[item.Column]).Values.ToArray()).ToArray();
        var complete = Enumerable.Range(0, data.Rows).Where(row => columns.All(column => !double.IsNaN(column[row]))).ToArray();
        return Matrix<double>.Build.Dense(columns.Length, columns.Length, (i, j) =>
            (key.Items[i].Reversed == key.Items[j].Reversed ? 1 : -1) * MathNet.Numerics.Statistics.Correlation.Pearson(complete.Select(row => columns[i][row]), complete.Select(row => columns[j][row])));
    }
}
