using System.Globalization;
using LobResearch.Statistics.Columns;
using LobResearch.Statistics.Formulas;
using LobResearch.Statistics.Regression;
using LobResearch.Statistics.Robust;
using MathNet.Numerics.LinearAlgebra;

namespace LobResearch.Statistics.Tests.Robust;

/// <summary>CR2 against its definition, computed with full n × n matrices, and at its edges.</summary>
public sealed class ClusterRobustTests
{
    // The oracle inverts n × n matrices; both lose about ten digits where a cluster's matrix is nearly singular.
    private const double Tolerance = 1e-8;

    [TestCase("y ~ x", 3)]
    [TestCase("y ~ x + t", 7)]
    [TestCase("y ~ x * t", 11)]
    [TestCase("y ~ x + t + g", 5)]
    [TestCase("y ~ 0 + t + x", 13)]
    public void Robust_CR2_EqualsItsDefinition(string formula, int seed)
    {
        var data = Generated(seed, [1, 2, 5, 9, 12, 3]);
        var fit = LeastSquares.Fit(Formula.Parse(formula), data);
        var (errors, degrees) = DenseCR2(fit, data["g"]);
        var table = fit.Robust(data["g"], CovarianceType.CR2);
        var compared = 0;
        foreach (var (coefficient, index) in table.Coefficients.Select((coefficient, index) => (coefficient, index)))
        {
            if (!double.IsFinite(coefficient.StandardError))
                continue;
            Relative.AreEqual(errors[index], coefficient.StandardError, Tolerance, coefficient.Term + " se");
            Relative.AreEqual(degrees[index], coefficient.DegreesOfFreedom, Tolerance, coefficient.Term + " df");
            compared++;
        }

        Assert.That(compared, Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public void Robust_ClusterOf100000Rows_NeedsMemoryOfRowsTimesColumns()
    {
        const int Large = 100_000;
        var data = Generated(17, [Large, 400, 300, 250, 100, 50]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x + t"), data);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var table = fit.Robust(data["g"], CovarianceType.CR2);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        // A matrix of rows² would be 80 GB. Allowed: twenty numbers per row and column.
        Assert.That(allocated, Is.LessThan(20L * 8 * fit.N * fit.Rank));
        Assert.That(table["x"].StandardError, Is.Positive);
    }

    [Test]
    public void Robust_RowsInAnotherOrder_GivesTheSame()
    {
        var data = Generated(23, [4, 6, 8, 3, 7]);
        var order = Enumerable.Range(0, data.Rows).Reverse().ToArray();
        var turned = new ColumnSet(data.Names.Select(name => data[name] is CategoricalColumn c
            ? (Column)new CategoricalColumn(name, c.Levels, order.Select(row => c.Codes[row]).ToArray())
            : new NumericColumn(name, order.Select(row => ((NumericColumn)data[name]).Values[row]).ToArray())));
        var one = LeastSquares.Fit(Formula.Parse("y ~ x + t"), data).Robust(data["g"], CovarianceType.CR2);
        var other = LeastSquares.Fit(Formula.Parse("y ~ x + t"), turned).Robust(turned["g"], CovarianceType.CR2);
        foreach (var (a, b) in one.Coefficients.Zip(other.Coefficients))
        {
            Relative.AreEqual(a.StandardError, b.StandardError, 1e-11, a.Term);
            Relative.AreEqual(a.DegreesOfFreedom, b.DegreesOfFreedom, 1e-11, a.Term);
        }
    }

    [Test]
    public void Robust_EveryRowItsOwnCluster_IsHC2()
    {
        var data = Generated(29, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x"), data);
        var x = Matrix<double>.Build.Dense(fit.N, 2, (row, column) => column == 0 ? 1 : ((NumericColumn)data["x"]).Values[row]);
        var bread = (x.TransposeThisAndMultiply(x)).Inverse();
        var hat = x * bread * x.Transpose();
        var meat = Matrix<double>.Build.Diagonal(fit.N, fit.N, row => fit.Residuals[row] * fit.Residuals[row] / (1 - hat[row, row]));
        var expected = bread * x.Transpose() * meat * x * bread;
        Relative.AreEqual(Math.Sqrt(expected[1, 1]), fit.Robust(data["g"], CovarianceType.CR2)["x"].StandardError, 1e-10, "HC2");
    }

    [Test]
    public void Robust_ColumnThatVariesInOneClusterOnly_HasNoErrorAndSaysWhy()
    {
        // The indicator of one cluster fits that cluster exactly: nothing is left to estimate an error from.
        var data = new ColumnSet(
        [
            new NumericColumn("y", [1, 2, 3, 4, 5, 7, 6, 9]),
            CategoricalColumn.FromText("g", ["a", "a", "b", "b", "c", "c", "d", "d"]),
        ]);
        var table = LeastSquares.Fit(Formula.Parse("y ~ g"), data).Robust(data["g"], CovarianceType.CR2);
        foreach (var coefficient in table.Coefficients)
        {
            Assert.That(coefficient.StandardError, Is.NaN);
            Assert.That(coefficient.P, Is.NaN);
            Assert.That(coefficient.Reason, Does.Contain("does not vary"));
        }
    }

    [Test]
    public void Robust_FewDegrees_Warns()
    {
        var data = Generated(31, [4, 5, 6]);
        var table = LeastSquares.Fit(Formula.Parse("y ~ x"), data).Robust(data["g"], CovarianceType.CR2);
        Assert.That(table.AllWarnings, Has.Some.Contains("only 3 clusters"));
        Assert.That(table.AllWarnings, Has.Some.Contains("not trustworthy"));
    }

    [Test]
    public void Robust_OneCluster_IsRefused()
    {
        var data = Generated(37, [6]);
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x"), data);
        Assert.That(Assert.Throws<StatisticsException>(() => fit.Robust(data["g"], CovarianceType.CR2))!.Message, Does.Contain("two or more"));
    }

    [Test]
    public void Robust_MissingCluster_IsRefusedWithTheWayOut()
    {
        var data = Generated(41, [4, 4, 4]);
        var holes = new CategoricalColumn("g2", ["a", "b"], Enumerable.Range(0, 12).Select(row => row == 5 ? -1 : row % 2).ToArray());
        var fit = LeastSquares.Fit(Formula.Parse("y ~ x"), data);
        Assert.That(Assert.Throws<StatisticsException>(() => fit.Robust(holes, CovarianceType.CR1))!.Message, Does.Contain("AlsoRequired"));
    }

    [Test]
    [SetCulture("nl-NL")]
    public void ToString_UnderDutchCulture_WritesPoints()
    {
        var data = Generated(43, [5, 5, 5, 5]);
        var table = LeastSquares.Fit(Formula.Parse("y ~ x"), data).Robust(data["g"], CovarianceType.CR2);
        Assert.That(table.ToString(), Does.Contain(table["x"].Estimate.ToString("G6", CultureInfo.InvariantCulture)));
    }

    // Bell & McCaffrey (2002), eq. 5, 11; Pustejovsky & Tipton (2018), eq. 5, 11, with everything written out.
    private static (double[] Errors, double[] Degrees) DenseCR2(LeastSquaresFit fit, Column clusters)
    {
        var n = fit.N;
        var columns = Enumerable.Range(0, fit.Design.Names.Count).Where(j => !fit.Dropped.Contains(fit.Design.Names[j])).ToArray();
        var x = Matrix<double>.Build.Dense(n, columns.Length, (row, j) => fit.Design.Column(columns[j])[row]);
        var bread = x.TransposeThisAndMultiply(x).Inverse();
        var maker = Matrix<double>.Build.DenseIdentity(n) - x * bread * x.Transpose();
        var group = fit.Frame.Groups(clusters);
        var influence = new List<Matrix<double>>();
        foreach (var rows in Enumerable.Range(0, n).GroupBy(row => group[row]).Select(rows => rows.ToArray()))
        {
            var own = Matrix<double>.Build.Dense(rows.Length, rows.Length, (i, j) => maker[rows[i], rows[j]]);
            var eigen = own.Evd(Symmetricity.Symmetric);
            var roots = eigen.EigenValues.Map(value => value.Real > 1e-10 ? 1 / Math.Sqrt(value.Real) : 0);
            var adjustment = eigen.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalVector(roots) * eigen.EigenVectors.Transpose();
            var xg = Matrix<double>.Build.Dense(rows.Length, columns.Length, (i, j) => x[rows[i], j]);
            // columns.Length × n: what the cluster's residuals add to each coefficient.
            var placed = Matrix<double>.Build.Dense(columns.Length, n);
            var part = bread * xg.Transpose() * adjustment;
            for (var i = 0; i < rows.Length; i++)
                placed.SetColumn(rows[i], part.Column(i));
            influence.Add(placed);
        }

        var residuals = Vector<double>.Build.Dense(fit.Residuals.ToArray());
        var errors = new double[columns.Length];
        var degrees = new double[columns.Length];
        for (var j = 0; j < columns.Length; j++)
        {
            errors[j] = Math.Sqrt(influence.Sum(part => Math.Pow(part.Row(j) * residuals, 2)));
            var vectors = influence.Select(part => maker * part.Row(j)).ToList();
            var trace = vectors.Sum(vector => vector * vector);
            var squares = vectors.Sum(a => vectors.Sum(b => Math.Pow(a * b, 2)));
            degrees[j] = trace * trace / squares;
        }

        return (errors, degrees);
    }

    // Numbers from a small generator written here, so that they stay the same.
    private static ColumnSet Generated(int seed, int[] sizes)
    {
        var state = (ulong)seed * 2862933555777941757UL + 3037000493UL;
        double Next()
        {
            state = state * 6364136223846793005UL + 1442695040888963407UL;
            return (state >> 11) / (double)(1UL << 53) - 0.5;
        }

        var (y, x, t, g) = (new List<double>(), new List<double>(), new List<double>(), new List<string>());
        for (var cluster = 0; cluster < sizes.Length; cluster++)
        {
            var shared = Next();
            for (var row = 0; row < sizes[cluster]; row++)
            {
                x.Add(Next());
                t.Add(cluster % 2);
                y.Add(1 + 0.5 * x[^1] - 0.3 * t[^1] + shared + Next());
                g.Add("c" + cluster);
            }
        }

        return new ColumnSet([new NumericColumn("y", [.. y]), new NumericColumn("x", [.. x]), new NumericColumn("t", [.. t]), CategoricalColumn.FromText("g", g)]);
    }
}
